package pulumitest

// frontTypes are the types of the front: what stands before the regions, and what watches them.
func frontTypes() map[string]armType {
	const (
		cdn  = "azure-native:cdn:"
		apps = "azure-native:app:"
	)
	return map[string]armType{
		cdn + "Profile":         tagged("Microsoft.Cdn/profiles", "profileName"),
		cdn + "AFDEndpoint":     tagged("Microsoft.Cdn/profiles/afdEndpoints", "profileName", "endpointName"),
		cdn + "AFDOriginGroup":  untagged("Microsoft.Cdn/profiles/originGroups", "profileName", "originGroupName"),
		cdn + "AFDOrigin":       untagged("Microsoft.Cdn/profiles/originGroups/origins", "profileName", "originGroupName", "originName"),
		cdn + "AFDCustomDomain": untagged("Microsoft.Cdn/profiles/customDomains", "profileName", "customDomainName"),
		cdn + "Route":           untagged("Microsoft.Cdn/profiles/afdEndpoints/routes", "profileName", "endpointName", "routeName"),
		cdn + "RuleSet":         untagged("Microsoft.Cdn/profiles/ruleSets", "profileName", "ruleSetName"),
		cdn + "Rule":            untagged("Microsoft.Cdn/profiles/ruleSets/rules", "profileName", "ruleSetName", "ruleName"),
		cdn + "SecurityPolicy":  untagged("Microsoft.Cdn/profiles/securityPolicies", "profileName", "securityPolicyName"),
		cdn + "Secret":          untagged("Microsoft.Cdn/profiles/secrets", "profileName", "secretName"),

		apps + "ManagedEnvironment": tagged("Microsoft.App/managedEnvironments", "environmentName"),
		apps + "ManagedEnvironmentsStorage": untagged(
			"Microsoft.App/managedEnvironments/storages", "environmentName", "storageName"),
		apps + "Certificate":  tagged("Microsoft.App/managedEnvironments/certificates", "environmentName", "certificateName"),
		apps + "ContainerApp": tagged("Microsoft.App/containerApps", "containerAppName"),
		apps + "Job":          tagged("Microsoft.App/jobs", "jobName"),

		"azure-native:network:Policy":     tagged("Microsoft.Network/frontDoorWebApplicationFirewallPolicies", "policyName"),
		"azure-native:network:Zone":       tagged("Microsoft.Network/dnsZones", "zoneName"),
		"azure-native:insights:Component": tagged("Microsoft.Insights/components", "resourceName"),
		"azure-native:insights:WebTest":   tagged("Microsoft.Insights/webtests", "webTestName"),
		"azure-native:storage:FileServiceProperties": untagged(
			"Microsoft.Storage/storageAccounts/fileServices", "accountName", "fileServicesName"),
	}
}
