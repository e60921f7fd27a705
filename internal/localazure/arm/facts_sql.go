package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	sqlServerSpecification    = "azure-rest-api-specs Microsoft.Sql 2023-08-01 Servers.json"
	sqlKeySpecification       = "azure-rest-api-specs Microsoft.Sql 2023-08-01 ServerKeys.json"
	sqlProtectorSpecification = "azure-rest-api-specs Microsoft.Sql 2023-08-01 EncryptionProtectors.json"
	encryptionDocument        = "Microsoft Learn, azure-sql, transparent-data-encryption-byok-overview"
	// defaultStates is the provider's list of what comes into being with something else: with the body that it puts on delete,
	// and that it wants to find on create.
	defaultStates = "pulumi-azure-native provider/pkg/openapi/defaults/defaultResourcesState.go"

	typeSQLServer    = "Microsoft.Sql/servers"
	typeSQLKey       = "Microsoft.Sql/servers/keys"
	typeSQLProtector = "Microsoft.Sql/servers/encryptionProtector"

	sqlServerPath = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Sql/servers/{serverName}"
	sqlSuffix     = ".database.windows.net"
)

// sqlTypes are logical servers of Azure SQL Database with their keys, databases, settings and failover groups.
func sqlTypes() []Type {
	return []Type{
		sqlServer(), sqlServerKey(), sqlProtector(), sqlAuditing(), sqlAlertPolicy(),
		sqlDatabase(), sqlShortRetention(), sqlLongRetention(), sqlFailoverGroup(),
	}
}

func sqlServer() Type {
	return Type{
		Token:    "azure-native:sql/v20230801:Server",
		Path:     sqlServerPath,
		Source:   sqlServerSpecification,
		Location: FromGroup,
		Name:     sqlHostRule("ServerAlreadyExists"),
		Changes: together(
			replaces(sqlServerSpecification+", x-ms-mutability create and read; pulumi-azure-native issue 4096; "+generatorRule,
				"administrators", "administratorLogin"),
			replaces(trackedLocation, "location"),
			updates(inPlace(sqlServerSpecification), "administratorLoginPassword", "federatedClientId", "identity", "isIPv6Enabled", "keyId",
				"minimalTlsVersion", "primaryUserAssignedIdentityId", "publicNetworkAccess", "restrictOutboundNetworkAccess", "tags", "version"),
		),
		Defaults: defaults(sqlServerSpecification+", ServerProperties; Microsoft Learn, azure-sql, connectivity-settings (minimal TLS version 1.2 where none is said)", map[string]any{
			"version": "12.0", "minimalTlsVersion": "1.2", "publicNetworkAccess": "Enabled", "restrictOutboundNetworkAccess": "Disabled",
		}),
		WriteOnly: facts(sqlServerSpecification+", administratorLoginPassword (never returned)", "administratorLoginPassword"),
		References: []Reference{
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: sqlServerSpecification},
			{Path: "primaryUserAssignedIdentityId", Types: []string{typeIdentity}, Source: sqlServerSpecification},
		},
		Outputs: []Output{
			computed("fullyQualifiedDomainName", sqlServerSpecification+", ServerProperties.fullyQualifiedDomainName", func(r Request) string {
				return strings.ToLower(world.Name(r.ID)) + sqlSuffix
			}),
			computed("state", sqlServerSpecification+", ServerProperties.state; Microsoft Learn, REST reference, Servers - Get", func(Request) string { return "Ready" }),
			computed("kind", "Microsoft Learn, REST reference, Servers - Get", func(Request) string { return "v12.0" }),
			computed("externalGovernanceStatus", "Microsoft Learn, REST reference, Servers - Get", func(Request) string { return "Disabled" }),
			{Name: "identity.principalId", Generated: true, Source: sqlServerSpecification + ", ResourceIdentity", Make: func(r Request) resource.PropertyValue {
				if kind, _ := r.Body.String("identity.type"); !strings.Contains(kind, "SystemAssigned") {
					return resource.NewNullProperty()
				}
				return resource.NewStringProperty(drawnUUID(r, "identity.principalId"))
			}},
		},
		Companions: []Companion{{Type: typeSQLDatabase, Name: "master", Source: "Microsoft Learn, azure-sql, logical-servers (every server has a master database)"}},
		Checks: []Check{
			checkLocationExists(), checkSQLAdministrator(), checkSQLPassword(), checkSQLTLS(), checkSQLIdentity(), checkSQLServerKeyID(), checkSQLHost(),
		},
	}
}

// sqlHostRule is the rule for names that are hosts in the domain of Azure SQL: servers and failover groups.
func sqlHostRule(taken string) NameRule {
	return NameRule{
		Min: 1, Max: 63, Pattern: `^[0-9a-z]([-0-9a-z]*[0-9a-z])?$`, Allowed: "lower-case letters, digits and hyphens, no hyphen at either end",
		Global: true, Taken: taken, Source: nameRules + "; " + sqlServerSpecification,
	}
}

func sqlServerKey() Type {
	return Type{
		Token:  "azure-native:sql/v20230801:ServerKey",
		Path:   sqlServerPath + "/keys/{keyName}",
		Source: sqlKeySpecification,
		Name:   NameRule{Min: 1, Pattern: `^[^<>*%&:\\/?]+$`, Allowed: "<vault>_<key>_<version>", Source: sqlKeySpecification + ", keyName"},
		Changes: updates(inPlace(sqlKeySpecification)+"; another key has another name, which the check demands",
			"serverKeyType", "uri"),
		Imported: facts("Microsoft Learn, REST reference, Server Keys - Get, sample response; "+typings, "serverKeyType", "uri"),
		Outputs: []Output{
			computed("kind", "Microsoft Learn, REST reference, Server Keys - Get", func(Request) string { return "azurekeyvault" }),
			generatedStamp("creationDate"),
			generated("thumbprint", sqlKeySpecification+", ServerKeyProperties.thumbprint", func(r Request) string {
				return strings.ToUpper(drawnHex(r, "thumbprint", 32))
			}),
			sqlParentLocation(sqlKeySpecification),
		},
		DeleteCheck: sqlKeyInUse,
		Checks:      []Check{checkSQLKeyKind(), checkSQLKeyName(), checkSQLKeyUsable(), checkSQLKeyNotThere()},
	}
}

func sqlProtector() Type {
	return Type{
		Token:     "azure-native:sql/v20230801:EncryptionProtector",
		Path:      sqlServerPath + "/encryptionProtector/{encryptionProtectorName}",
		Source:    sqlProtectorSpecification,
		Name:      NameRule{OneOf: []string{"current"}, Source: sqlProtectorSpecification + ", EncryptionProtectorName"},
		Singleton: true,
		Guarded:   true,
		ResetTo:   resource.PropertyMap{"serverKeyType": resource.NewStringProperty("ServiceManaged")},
		Changes:   updates(inPlace(sqlProtectorSpecification), "autoRotationEnabled", "serverKeyName", "serverKeyType"),
		Defaults: []Default{
			{Path: "serverKeyName", Source: "Microsoft Learn, REST reference, Encryption Protectors - Get", Make: func(r Request) resource.PropertyValue {
				if kind, _ := r.Body.String("serverKeyType"); kind != "ServiceManaged" {
					return resource.NewNullProperty()
				}
				return resource.NewStringProperty("ServiceManaged")
			}},
			{Path: "autoRotationEnabled", Value: false, Source: sqlProtectorSpecification + ", EncryptionProtectorProperties"},
		},
		Outputs: []Output{
			computed("kind", "Microsoft Learn, REST reference, Encryption Protectors - Get", func(r Request) string {
				kind, _ := r.Body.String("serverKeyType")
				return strings.ToLower(kind)
			}),
			sqlParentLocation(sqlProtectorSpecification),
			{Name: "uri", Source: sqlProtectorSpecification + ", EncryptionProtectorProperties.uri", Make: func(r Request) resource.PropertyValue {
				name, _ := r.Body.String("serverKeyName")
				key, there := r.View.Get(world.Parent(r.ID) + "/keys/" + name)
				if !there {
					return resource.NewNullProperty()
				}
				return resource.NewStringProperty(knownText(key, "uri"))
			}},
		},
		Checks: []Check{checkSQLProtectorKey(), checkSQLProtectorUsable(), checkSQLProtectorNotSet(), checkSQLProtectorPartner()},
	}
}

// sqlParentLocation is the location of what the resource lies in.
func sqlParentLocation(specification string) Output {
	return Output{Name: "location", Source: specification + ", location (read-only)", Make: func(r Request) resource.PropertyValue {
		location, known := placeOf(r)
		if !known {
			return resource.NewNullProperty()
		}
		return resource.NewStringProperty(location)
	}}
}
