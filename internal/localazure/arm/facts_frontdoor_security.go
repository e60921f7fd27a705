package arm

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const (
	firewallSpecification = "azure-rest-api-specs Microsoft.Network 2024-02-01 webapplicationfirewall.json"
	firewallDocument      = "Microsoft Learn, web-application-firewall, afds"
	domainDocument        = "Microsoft Learn, frontdoor, domain"

	typeFirewall = "Microsoft.Network/frontDoorWebApplicationFirewallPolicies"
)

func customDomain() Type {
	return Type{
		Token:  "azure-native:cdn/v20240901:AFDCustomDomain",
		Path:   profilePath + "/customDomains/{customDomainName}",
		Source: frontDoorSpecification,
		Name:   hyphenatedName(2, 260),
		Changes: together(
			refused(frontDoorSpecification+", AFDDomainUpdatePropertiesParameters"+notInUpdate, "hostName", "extendedProperties"),
			updates(inPlace(frontDoorSpecification), "azureDnsZone", "preValidatedCustomDomainResourceId", "tlsSettings"),
		),
		References: []Reference{
			{Path: "azureDnsZone.id", Types: []string{typeDNSZone}, Source: frontDoorSpecification + ", AFDDomainUpdatePropertiesParameters"},
			{Path: "tlsSettings.secret.id", Types: []string{typeCDNSecret}, Holds: true, Source: frontDoorSpecification + ", AFDDomainHttpsParameters"},
		},
		Outputs: []Output{
			succeeded(), deployed(), partOf("profileName", "profiles"),
			computed("domainValidationState", domainDocument+" (Pending until the record _dnsauth is found)", func(Request) string { return "Pending" }),
			generated("validationProperties.validationToken", domainDocument, func(r Request) string { return "_" + drawnHex(r, "validationToken", 31) }),
			generated("validationProperties.expirationDate", domainDocument+" (the token is good for seven days)", func(r Request) string {
				return r.Now.UTC().AddDate(0, 0, 7).Format("2006-01-02T15:04:05Z")
			}),
		},
		Checks: []Check{checkDomainTLS(), checkDomainCertificate(), checkDomainTaken(), checkDomainZone(), checkDomainAuthority()},
	}
}

func securityPolicy() Type {
	return Type{
		Token:   "azure-native:cdn/v20240901:SecurityPolicy",
		Path:    profilePath + "/securityPolicies/{securityPolicyName}",
		Source:  frontDoorSpecification,
		Name:    hyphenatedName(2, 90),
		Changes: updates(inPlace(frontDoorSpecification), "parameters"),
		References: []Reference{
			{Path: "parameters.wafPolicy.id", Types: []string{typeFirewall}, Holds: true, Source: frontDoorSpecification + ", SecurityPolicyWebApplicationFirewallParameters"},
			{Path: "parameters.associations[*].domains[*].id", Types: []string{typeFrontDoorEndpoint, typeCustomDomain}, Holds: true, Source: frontDoorSpecification + ", SecurityPolicyWebApplicationFirewallAssociation"},
		},
		Outputs: []Output{succeeded(), deployed(), partOf("profileName", "profiles")},
		Checks:  []Check{checkSecurityTier(), checkSecurityDomains()},
	}
}

func frontDoorSecret() Type {
	return Type{
		Token:   "azure-native:cdn/v20240901:Secret",
		Path:    profilePath + "/secrets/{secretName}",
		Source:  frontDoorSpecification,
		Name:    hyphenatedName(2, 260),
		Changes: updates(inPlace(frontDoorSpecification), "parameters"),
		References: []Reference{
			{Path: "parameters.secretSource.id", Types: []string{"Microsoft.KeyVault/vaults/secrets"}, Source: frontDoorSpecification + ", CustomerCertificateParameters"},
		},
		Outputs: []Output{succeeded(), deployed(), partOf("profileName", "profiles")},
		Checks:  []Check{checkSecretVersion()},
	}
}

func firewallPolicy() Type {
	return Type{
		Token:    "azure-native:network/v20240201:Policy",
		Path:     networkPath + "frontDoorWebApplicationFirewallPolicies/{policyName}",
		Source:   firewallSpecification,
		Location: Global,
		Name:     wordName(128),
		Changes: together(
			refused(movedLocation+firewallSpecification, "location"),
			refused("terraform-provider-azurerm cdn_frontdoor_firewall_policy (ForceNew of sku_name, supporting)", "sku"),
			updates(inPlaceByList(firewallSpecification), "customRules", "managedRules", "policySettings", "tags"),
		),
		Defaults: defaults(firewallSpecification+" (defaults to Classic_AzureFrontDoor if not specified)", map[string]any{"sku.name": "Classic_AzureFrontDoor"}),
		Outputs: []Output{
			succeeded(), etag(),
			computed("resourceState", firewallSpecification+", PolicyResourceState", func(Request) string { return "Enabled" }),
			emptyList("frontendEndpointLinks"), emptyList("routingRuleLinks"), emptyList("securityPolicyLinks"),
		},
		Checks: []Check{checkFirewallPlace(), checkManagedTier(), checkManagedSets(), checkCustomRules(), checkRateLimits(), checkScrubbing()},
	}
}

// emptyList is an output that lists who uses a resource; the local Azure tells that from the users' side.
func emptyList(name string) Output {
	return Output{Name: name, Source: typings, Make: func(Request) resource.PropertyValue {
		return resource.NewArrayProperty([]resource.PropertyValue{})
	}}
}
