package arm

const (
	identitySpecification = "azure-rest-api-specs Microsoft.ManagedIdentity 2023-01-31 ManagedIdentity.json"

	typeIdentity   = "Microsoft.ManagedIdentity/userAssignedIdentities"
	typeFederation = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"

	identityPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}"
	// trackedLocation is the mark that ARM's common types put on the location of a tracked resource.
	trackedLocation = "azure-rest-api-specs common-types, TrackedResource.location (x-ms-mutability read, create); " + generatorRule
)

// identityTypes are user-assigned identities and the credentials that let others sign in as them.
func identityTypes() []Type {
	return []Type{
		{
			Token:    "azure-native:managedidentity/v20230131:UserAssignedIdentity",
			Path:     identityPath,
			Source:   identitySpecification,
			Location: FromGroup,
			Name: NameRule{
				Min: 3, Max: 128, Pattern: `^[a-zA-Z0-9][a-zA-Z0-9_-]*$`,
				Allowed: "letters, digits, hyphens and underscores, beginning with a letter or digit", Source: nameRules,
			},
			Changes: together(
				replaces(trackedLocation, "location"),
				updates(inPlace(identitySpecification), "tags"),
			),
			Outputs: []Output{
				drawn("principalId"), drawn("clientId"),
				computed("tenantId", identitySpecification, func(r Request) string { return r.Tenant }),
			},
			Checks: []Check{checkLocationExists()},
		},
		{
			Token:  "azure-native:managedidentity/v20230131:FederatedIdentityCredential",
			Path:   identityPath + "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
			Source: identitySpecification,
			Name: NameRule{
				Min: 3, Max: 120, Pattern: `^[a-zA-Z0-9][a-zA-Z0-9_-]*$`,
				Allowed: "letters, digits, hyphens and underscores, beginning with a letter or digit",
				Source:  identitySpecification + ", pattern of FederatedIdentityCredentialResourceName",
			},
			Changes: updates(inPlace(identitySpecification), "audiences", "issuer", "subject"),
			Checks:  []Check{checkFederationIssuer(), checkFederationAudience(), checkFederationUnique(), checkFederationCount()},
		},
	}
}
