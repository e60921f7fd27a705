package arm

// builtInPolicy is a policy definition of Microsoft's: what an assignment of it must and may say.
type builtInPolicy struct {
	name string
	// needs are the parameters without a default, takes those with one; "effect" is in neither.
	needs, takes []string
	// effects are those that may be chosen; none for a definition whose effect is fixed.
	effects []string
	// writes is true where one of the effects changes or makes resources, and so needs an identity.
	writes bool
}

// Effects that definitions offer. Where a definition is of Kubernetes, older versions write them in small letters too.
const (
	effectAudit  = "Audit"
	effectDeny   = "Deny"
	effectAINE   = "AuditIfNotExists"
	effectOff    = "Disabled"
	effectDINE   = "DeployIfNotExists"
	listPlaces   = "listOfAllowedLocations"
	inNamespaces = "namespaces"
)

// builtInPolicies are the definitions that the local Azure knows, by their identifier, as the files of policyDefinitions
// have them. Of another definition nothing is known.
func builtInPolicies() map[string]builtInPolicy {
	auditOrDeny := []string{effectAudit, effectDeny, effectOff}
	auditOnly := []string{effectAudit, effectOff}
	ifNotExists := []string{effectAINE, effectOff}
	inCluster := []string{"excludedNamespaces", inNamespaces, "labelSelector", "excludedContainers"}
	return map[string]builtInPolicy{
		"e56962a6-4747-49cd-b67b-bf8b01975c4c": {name: "Allowed locations", needs: []string{listPlaces}},
		"e765b5de-1225-4ba3-bd56-1ac6695af988": {name: "Allowed locations for resource groups", needs: []string{listPlaces}},
		"0b60c0b2-2dc2-4e1c-b5c9-abbed971de53": {name: "Key vaults should have deletion protection enabled", effects: auditOrDeny},
		"12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5": {name: "Azure Key Vault should use RBAC permission model", effects: auditOrDeny},
		"405c5871-3e91-4644-8a63-58e19d68ff5b": {name: "Azure Key Vault should disable public network access", effects: auditOrDeny},
		"587c79fe-dd04-4a5e-9d0b-f89598c7261b": {name: "Keys should be backed by a hardware security module (HSM)", effects: auditOrDeny},
		"82067dbb-e53b-4e06-b631-546d197452d9": {name: "Keys using RSA cryptography should have a specified minimum key size", needs: []string{"minimumRSAKeySize"}, effects: auditOrDeny},
		"d8cf8476-a2ec-4916-896e-992351803c44": {name: "Keys should have a rotation policy", needs: []string{"maximumDaysToRotate"}, effects: auditOnly},
		"cf820ca0-f99e-4f3e-84fb-66e913812d21": {name: "Resource logs in Key Vault should be enabled", takes: []string{"requiredRetentionDays"}, effects: ifNotExists},
		"1b8ca024-1d5c-4dec-8995-b1a932b41780": {name: "Public network access on Azure SQL Database should be disabled", effects: auditOrDeny},
		"abda6d70-9778-44e7-84a8-06713e6db027": {name: "Azure SQL logical servers should have Microsoft Entra-only authentication enabled during creation", effects: auditOrDeny},
		"b3a22bc9-66de-45fb-98fa-00f5df42f41a": {name: "Azure SQL Database should have Microsoft Entra-only authentication enabled", effects: auditOrDeny},
		"0a370ff3-6cab-4e85-8995-295fd854c5b8": {name: "SQL server should use customer-managed keys to encrypt data at rest", effects: auditOrDeny},
		"32e6bbec-16b6-44c2-be37-c5b672d103cf": {name: "Azure SQL Database should be running TLS version 1.2 or newer", effects: auditOrDeny},
		"a6fb4358-5bf4-4ad7-ba82-2cd2f41ce5e9": {name: "Auditing on SQL server should be enabled", takes: []string{"setting"}, effects: ifNotExists},
		"993c2fcd-2b29-49d2-9eb0-df2c3a730c32": {name: "Azure Kubernetes Service Clusters should have local authentication methods disabled", effects: auditOrDeny},
		"41425d9f-d1a5-499a-9932-f8ed8453932c": {name: "Temp disks and cache for agent node pools should be encrypted at host", effects: auditOrDeny},
		"7d7be79c-23ba-4033-84dd-45e2a5ccdd67": {name: "Both operating systems and data disks should be encrypted by customer-managed keys", effects: auditOrDeny},
		"0a15ec92-a229-4763-bb14-0ea34a568f8d": {name: "Azure Policy Add-on for Kubernetes service should be installed and enabled", effects: auditOnly},
		"a1840de2-8088-4ea8-b153-b4c723e9cb01": {name: "Azure Kubernetes Service clusters should have Defender profile enabled", effects: auditOnly},
		"2cc2e023-0dac-4046-875b-178f683929d5": {name: "Azure Kubernetes Service Clusters should enable workload identity", effects: auditOnly},
		"89f2d532-c53c-4f8f-9afa-4927b1114a0d": {name: "Azure Kubernetes Service Clusters should disable Command Invoke", effects: auditOnly},
		"040732e8-d947-40b8-95d6-854c95024bf8": {name: "Azure Kubernetes Service Private Clusters should be enabled", effects: auditOrDeny},
		"95edb821-ddaf-4404-9732-666045e056b4": {name: "Kubernetes cluster should not allow privileged containers", takes: append([]string{"excludedImages", "source", "warn"}, inCluster...), effects: auditOrDeny},
		"1c6e92c9-99f0-4e55-9cf2-0c234dc48f99": {name: "Kubernetes clusters should not allow container privilege escalation",
			takes: append([]string{"excludedImages", "source", "warn", "forcePrivilegeEscalationToBeFalse"}, inCluster...), effects: auditOrDeny},
		"febd0533-8e55-448f-b837-bd0e06f16469": {name: "Kubernetes cluster containers should only use allowed images", needs: []string{"allowedContainerImagesRegex"},
			takes: append([]string{"excludedImages", "source", "warn"}, inCluster...), effects: auditOrDeny},
		"1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d": {name: "Kubernetes clusters should be accessible only over HTTPS",
			takes: append([]string{"source", "warn"}, inCluster...), effects: auditOrDeny},
		"dc921057-6b28-4fbe-9b83-f7bec05db6c2": {name: "Container registries should have local admin account disabled", effects: auditOrDeny},
		"9f2dea28-e834-476c-99c5-3507b4728395": {name: "Container registries should have anonymous authentication disabled", effects: auditOrDeny},
		"524b0254-c285-4903-bee6-bb8126cde579": {name: "Container registries should have exports disabled", effects: auditOrDeny},
		"0fdf0491-d080-4575-b627-ad0e843cba0f": {name: "Public network access should be disabled for Container registries", effects: auditOrDeny},
		"fe83a0eb-a853-422d-aac2-1bffd182c5d0": {name: "Storage accounts should have the specified minimum TLS version", takes: []string{"minimumTlsVersion"}, effects: auditOrDeny},
		"8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54": {name: "Storage accounts should prevent shared key access", effects: auditOrDeny},
		"b2982f36-99f2-4db5-8eff-283140c09693": {name: "Storage accounts should disable public network access", effects: auditOrDeny},
		"6fac406b-40ca-413b-bf8e-0bf964659c25": {name: "Storage accounts should use customer-managed key for encryption", effects: auditOnly},
		"e71308d3-144b-4262-b144-efdc3cc90517": {name: "Subnets should be associated with a Network Security Group", effects: ifNotExists},
		"4c3c6c5f-0d47-4402-99b8-aa543dd8bcee": {name: "Flow logs should be configured for every virtual network", effects: auditOnly},
		"425bea59-a659-4cbb-8d31-34499bd030b8": {name: "Web Application Firewall should use the specified mode for Azure Front Door Service", takes: []string{"modeRequirement"}, effects: auditOrDeny},
		"cd3aa116-8754-49c9-a813-ad46512ece54": {name: "Inherit a tag from the resource group", needs: []string{"tagName"}, writes: true},
		"951af2fa-529b-416e-ab6e-066fd85ac459": {name: "Deploy - Configure diagnostic settings for Azure Key Vault to Log Analytics workspace", needs: []string{"logAnalytics"},
			takes: []string{"diagnosticsSettingNameToUse", "AuditEventEnabled", "AllMetricsEnabled"}, effects: []string{effectDINE, effectOff}, writes: true},
	}
}
