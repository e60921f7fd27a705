package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	vaultSpecification  = "azure-rest-api-specs Microsoft.KeyVault 2024-11-01 keyvault.json"
	keySpecification    = "azure-rest-api-specs Microsoft.KeyVault 2024-11-01 keys.json"
	secretSpecification = "azure-rest-api-specs Microsoft.KeyVault 2024-11-01 secrets.json"
	softDeleteDocument  = "Microsoft Learn, key-vault, soft-delete-overview"
	rotationDocument    = "Microsoft Learn, key-vault, how-to-configure-key-rotation"

	typeVault = "Microsoft.KeyVault/vaults"

	vaultPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}"
)

// vaultTypes are key vaults, their keys and their secrets. The version before the present one is there too, so that a change of
// version can be rehearsed: its specification says of every property here what the present one says.
func vaultTypes() []Type {
	types := []Type{vault(), vaultKey(), vaultSecret()}
	for _, present := range types[:3:3] {
		before := present
		before.Token = strings.Replace(present.Token, "v20241101", "v20230701", 1)
		before.Source = strings.Replace(present.Source, "2024-11-01", "2023-07-01", 1) + ", which says of what is here what 2024-11-01 says"
		types = append(types, before)
	}
	return types
}

func vault() Type {
	return Type{
		Token:    "azure-native:keyvault/v20241101:Vault",
		Path:     vaultPath,
		Source:   vaultSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 3, Max: 24, Pattern: `^[a-zA-Z](-?[a-zA-Z0-9])*$`,
			Allowed: "letters, digits and single hyphens, beginning with a letter and ending with a letter or digit",
			Global:  true, Taken: "VaultAlreadyExists", Source: nameRules,
		},
		Changes: together(
			refused(movedLocation+vaultSpecification, "location"),
			updates(inPlace(vaultSpecification), "properties.accessPolicies", "properties.enablePurgeProtection",
				"properties.enableRbacAuthorization", "properties.enabledForDeployment", "properties.enabledForDiskEncryption",
				"properties.enabledForTemplateDeployment", "properties.networkAcls", "properties.publicNetworkAccess",
				"properties.sku", "properties.tenantId", "tags"),
			updates(vaultSpecification+" (createMode is marked create and update)", "properties.createMode"),
			updates(vaultSpecification+", enableSoftDelete (once true it cannot be reverted; see the check)", "properties.enableSoftDelete"),
			updates(softDeleteDocument+" (the interval cannot be changed once set; see the check)", "properties.softDeleteRetentionInDays"),
		),
		Defaults: defaults(vaultSpecification+", defaults of VaultProperties", map[string]any{
			"properties.enableSoftDelete": true, "properties.softDeleteRetentionInDays": 90,
			"properties.enableRbacAuthorization": false, "properties.publicNetworkAccess": "Enabled",
		}),
		WriteOnly: facts(vaultSpecification+" (createMode is marked create and update, not read)", "properties.createMode"),
		References: []Reference{
			{Path: "properties.networkAcls.virtualNetworkRules[*].id", Types: []string{typeSubnet}, Source: "Microsoft Learn, key-vault, network-security"},
		},
		Outputs: []Output{
			computed("properties.vaultUri", vaultSpecification+"; Microsoft Learn, key-vault, about-keys-secrets-certificates", func(r Request) string {
				return vaultURI(world.Name(r.ID))
			}),
			computed("properties.provisioningState", typings, func(Request) string { return "Succeeded" }),
		},
		Sets:       facts("Microsoft Learn, key-vault, network-security (rules have no order)", "properties.networkAcls.ipRules", "properties.networkAcls.virtualNetworkRules"),
		Merge:      keepVaultSettings,
		SoftDelete: vaultSoftDelete(),
		Checks: []Check{
			checkFilled(vaultSpecification+", VaultProperties.tenantId (format uuid)", "properties.tenantId"),
			checkLocationExists(), checkSoftDeleteOn(), checkRetentionDays(), checkRetentionFixed(), checkPurgeProtectionOneWay(), checkVaultAddresses(),
			checkPolicyTenants(), checkPublicAccessValue(),
		},
	}
}

// vaultURI is the address of a vault in the public cloud.
func vaultURI(name string) string { return "https://" + strings.ToLower(name) + ".vault.azure.net/" }

// keepVaultSettings keeps what a PUT that leaves it out does not switch off: protection against purge, the retention,
// and access policies.
func keepVaultSettings(old, news resource.PropertyMap) resource.PropertyMap {
	merged := news.Copy()
	before, after := Body{Properties: old}, Body{Properties: news}
	oldProperties, oldKnown := before.Object("properties")
	newProperties, newKnown := after.Object("properties")
	if oldKnown != Known || newKnown != Known {
		return merged
	}
	keep := keepUnset("accessPolicies", "enablePurgeProtection", "softDeleteRetentionInDays")
	merged["properties"] = resource.NewObjectProperty(keep(oldProperties.Properties, newProperties.Properties))
	return merged
}

func vaultSoftDelete() *SoftDelete {
	return &SoftDelete{
		Key: func(r Request) string { return strings.ToLower(world.Name(r.ID)) },
		Days: func(inputs resource.PropertyMap) int {
			days, state := Body{Properties: inputs}.Number("properties.softDeleteRetentionInDays")
			if state != Known || days == 0 {
				return 90
			}
			return int(days)
		},
		Recovers: func(inputs resource.PropertyMap) bool {
			mode, _ := Body{Properties: inputs}.String("properties.createMode")
			return mode == "recover"
		},
		Held: func(r Request) Problem {
			return Problem{Path: "vaultName", Code: "ConflictError", Message: "A vault with the same name already exists in deleted state. " +
				"You need to either recover or purge existing key vault: set properties.createMode to \"recover\" for " + quoted(world.Name(r.ID)) + "."}
		},
		Nothing: func(r Request) Problem {
			return Problem{Path: "properties.createMode", Code: "SoftDeletedVaultDoesNotExist", Message: "A soft deleted vault with the given name does not exist: " +
				quoted(world.Name(r.ID)) + " cannot be recovered. Leave properties.createMode out to make it new."}
		},
		Source: softDeleteDocument + "; azure-cli issues on ConflictError and SoftDeletedVaultDoesNotExist",
	}
}

func vaultKey() Type {
	return Type{
		Token:     "azure-native:keyvault/v20241101:Key",
		Path:      vaultPath + "/keys/{keyName}",
		Source:    keySpecification,
		DataPlane: true,
		Name:      vaultObjectName(),
		Changes: kept(keySpecification+", Keys_CreateIfNotExist: an existing key is returned without any write",
			"properties", "tags"),
		Imported: facts(flattened, "properties"),
		Outputs: []Output{
			computed("keyUri", keySpecification+", KeyProperties.keyUri", keyURI),
			generated("keyUriWithVersion", keySpecification+", KeyProperties.keyUriWithVersion", func(r Request) string {
				return keyURI(r) + "/" + drawnHex(r, "version", 32)
			}),
			generatedTime("attributes.created"), generatedTime("attributes.updated"),
			recoveryLevel(),
			fromInput("kty", "properties.kty"), fromInput("curveName", "properties.curveName"), fromInput("releasePolicy", "properties.releasePolicy"),
			fromInput("rotationPolicy", "properties.rotationPolicy"), fromInput("attributes.expires", "properties.attributes.expires"),
			fromInput("attributes.notBefore", "properties.attributes.notBefore"), keyEnabled(), keyExportable(), keySize(), keyOperations(),
		},
		DeleteCheck: vaultDataPlane,
		Checks:      []Check{checkKeyKind(), checkKeyHSM(), checkKeySize(), checkKeyCurve(), checkRotationPolicy(), checkRotationTimes(), checkKeyNotRecreated()},
	}
}

func keyURI(r Request) string {
	return vaultURI(world.Name(world.Parent(r.ID))) + "keys/" + world.Name(r.ID)
}

func vaultObjectName() NameRule {
	return NameRule{Min: 1, Max: 127, Pattern: `^[a-zA-Z0-9-]+$`, Allowed: "letters, digits and hyphens", Source: nameRules}
}

func vaultSecret() Type {
	return Type{
		Token:     "azure-native:keyvault/v20241101:Secret",
		Path:      vaultPath + "/secrets/{secretName}",
		Source:    secretSpecification,
		DataPlane: true,
		Name:      vaultObjectName(),
		Changes: updates(secretSpecification+", Secrets_CreateOrUpdate; "+generatorRule, "properties.attributes", "properties.contentType",
			"properties.value", "tags"),
		Defaults:  defaults("Microsoft Learn, key-vault, about-secrets (enabled is true when not given)", map[string]any{"properties.attributes.enabled": true}),
		WriteOnly: facts(secretSpecification+", SecretProperties.value (never returned by the service)", "properties.value"),
		Outputs: []Output{
			computed("properties.secretUri", secretSpecification, func(r Request) string {
				return vaultURI(world.Name(world.Parent(r.ID))) + "secrets/" + world.Name(r.ID)
			}),
			generated("properties.secretUriWithVersion", secretSpecification, func(r Request) string {
				return vaultURI(world.Name(world.Parent(r.ID))) + "secrets/" + world.Name(r.ID) + "/" + drawnHex(r, "version", 32)
			}),
			generatedTime("properties.attributes.created"), generatedTime("properties.attributes.updated"),
		},
		DeleteCheck: vaultDataPlane,
		Checks:      []Check{checkSecretSize(), checkSecretDates()},
	}
}
