package arm

import (
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

const (
	sqlDatabaseSpecification = "azure-rest-api-specs Microsoft.Sql 2023-08-01 Databases.json"
	failoverSpecification    = "azure-rest-api-specs Microsoft.Sql 2023-08-01 FailoverGroups.json"
	databaseAnswers          = "Microsoft Learn, REST reference, Databases - Get"
	replicaDocument          = "Microsoft Learn, azure-sql, active-geo-replication-overview"
	groupDocument            = "Microsoft Learn, azure-sql, failover-group-sql-db"

	typeSQLDatabase   = "Microsoft.Sql/servers/databases"
	typeFailoverGroup = "Microsoft.Sql/servers/failoverGroups"

	sqlDatabasePath = sqlServerPath + "/databases/{databaseName}"

	tierGeneralPurpose   = "GeneralPurpose"
	tierBusinessCritical = "BusinessCritical"
	tierHyperscale       = "Hyperscale"
)

func sqlDatabase() Type {
	return Type{
		Token:    "azure-native:sql/v20230801:Database",
		Path:     sqlDatabasePath,
		Source:   sqlDatabaseSpecification,
		Location: FromGroup,
		Name: NameRule{
			Min: 1, Max: 128, Pattern: `^[^<>*%&:\\/?]*[^<>*%&:\\/?. ]$`,
			Allowed: `anything but < > * % & : \ / ?, not ending in a space or period`, Source: nameRules,
		},
		Changes: together(
			// None of these is in the shape of what a GET answers, either.
			replaces(sqlDatabaseSpecification+", x-ms-mutability create; "+generatorRule, "createMode", "longTermRetentionBackupResourceId",
				"recoverableDatabaseId", "recoveryServicesRecoveryPointId", "restorableDroppedDatabaseId", "restorePointInTime", "sampleName",
				"sourceDatabaseDeletionDate", "sourceDatabaseId", "sourceResourceId"),
			replaces(sqlDatabaseSpecification+", x-ms-mutability create and read; "+generatorRule, "catalogCollation", "collation"),
			replaces(trackedLocation, "location"),
			refused(sqlDatabaseSpecification+", isLedgerOn (cannot be changed after creation); ARM error CannotUpdateIsLedgerDatabase", "isLedgerOn"),
			updates(inPlace(sqlDatabaseSpecification), "autoPauseDelay", "availabilityZone", "elasticPoolId", "encryptionProtector",
				"encryptionProtectorAutoRotation", "federatedClientId", "freeLimitExhaustionBehavior", "highAvailabilityReplicaCount", "identity", "keys",
				"licenseType", "maintenanceConfigurationId", "manualCutover", "maxSizeBytes", "minCapacity", "performCutover", "preferredEnclaveType",
				"readScale", "requestedBackupStorageRedundancy", "secondaryType", "sku", "tags", "useFreeLimit", "zoneRedundant"),
		),
		Defaults: sqlDatabaseDefaults(),
		References: []Reference{
			{Path: "sourceDatabaseId", Types: []string{typeSQLDatabase, "Microsoft.Sql/servers/recoverableDatabases", "Microsoft.Sql/servers/restorableDroppedDatabases"},
				MayDangle: true, Source: sqlDatabaseSpecification + ", sourceDatabaseId (what it names may be gone; see the checks)"},
			{Path: "recoverableDatabaseId", Types: []string{"Microsoft.Sql/servers/recoverableDatabases"}, MayDangle: true, Source: sqlDatabaseSpecification},
			{Path: "restorableDroppedDatabaseId", Types: []string{"Microsoft.Sql/servers/restorableDroppedDatabases"}, MayDangle: true, Source: sqlDatabaseSpecification},
		},
		Sets:    facts(sqlDatabaseSpecification+" (keys have no order)", "keys"),
		Outputs: sqlDatabaseOutputs(),
		Checks: []Check{
			checkFilled(sqlDatabaseSpecification+", Sku.name; error InvalidSku", "sku.name"),
			checkLocationExists(), checkDatabaseName(), checkDatabaseSKU(), checkDatabaseZones(), checkDatabaseReadScale(), checkDatabaseLicence(),
			checkDatabaseWindow(), checkDatabaseOrigin(), checkDatabaseRestore(), checkReplicaSource(), checkReplicaKey(), checkReplicaTier(),
		},
	}
}

func sqlDatabaseDefaults() []Default {
	return []Default{
		inherited("collation", "SQL_Latin1_General_CP1_CI_AS"), inherited("catalogCollation", "SQL_Latin1_General_CP1_CI_AS"),
		inherited("maxSizeBytes", float64(32<<30)), inherited("isLedgerOn", false),
		{Path: "zoneRedundant", Value: false, Source: sqlDatabaseSpecification + ", zoneRedundant; Microsoft Learn, reliability, reliability-sql-database"},
		{Path: "requestedBackupStorageRedundancy", Value: "Geo", Source: retentionDocument + " (geo-redundant by default)"},
		{Path: "licenseType", Source: databaseAnswers, Make: func(r Request) resource.PropertyValue {
			if name, _ := r.Body.String("sku.name"); !vCoreSKU(name) || serverless(name) {
				return resource.NewNullProperty()
			}
			return textOf("LicenseIncluded")
		}},
		{Path: "readScale", Source: "Microsoft Learn, azure-sql, read-scale-out (on by default where a tier has it)", Make: func(r Request) resource.PropertyValue {
			if readable(sqlTierOf(r.Body)) {
				return textOf("Enabled")
			}
			return textOf("Disabled")
		}},
		{Path: "maintenanceConfigurationId", Source: "Microsoft Learn, azure-sql, maintenance-window", Make: func(r Request) resource.PropertyValue {
			return textOf(maintenanceConfigurations(r.Subscription) + "SQL_Default")
		}},
	}
}

// inherited is a default that a replica or a copy takes from its source.
func inherited(path string, otherwise any) Default {
	return Default{Path: path, Source: sqlDatabaseSpecification + "; " + databaseAnswers + "; " + replicaDocument, Make: func(r Request) resource.PropertyValue {
		if source, state := r.Body.String("sourceDatabaseId"); state == Known {
			if found, there := r.View.Get(source); there {
				if value, known := OutputsOf(found).At(path); known == Known {
					return value
				}
			}
		}
		return resource.NewPropertyValue(otherwise)
	}}
}

func sqlDatabaseOutputs() []Output {
	objective := func(name string) Output {
		return Output{Name: name, Source: databaseAnswers, Make: func(r Request) resource.PropertyValue {
			sku, first := r.Body.String("sku.name")
			capacity, second := r.Body.Number("sku.capacity")
			switch {
			case first != Known:
				return resource.NewNullProperty()
			case second != Known || !vCoreSKU(sku):
				return textOf(sku)
			}
			return textOf(sku + "_" + strconv.Itoa(int(capacity)))
		}}
	}
	return []Output{
		drawn("databaseId"), generatedStamp("creationDate"), objective("currentServiceObjectiveName"), objective("requestedServiceObjectiveName"),
		computed("status", databaseAnswers, func(Request) string { return "Online" }),
		computed("kind", databaseAnswers, func(r Request) string {
			if name, _ := r.Body.String("sku.name"); vCoreSKU(name) {
				return "v12.0,user,vcore"
			}
			return "v12.0,user"
		}),
		{Name: "currentSku", Source: databaseAnswers, Make: func(r Request) resource.PropertyValue {
			sku, state := r.Body.At("sku")
			if state != Known {
				return resource.NewNullProperty()
			}
			return sku
		}},
		{Name: "currentBackupStorageRedundancy", Source: databaseAnswers, Make: func(r Request) resource.PropertyValue {
			redundancy, state := r.Body.String("requestedBackupStorageRedundancy")
			if state != Known {
				redundancy = "Geo"
			}
			return textOf(redundancy)
		}},
		{Name: "defaultSecondaryLocation", Source: databaseAnswers + "; Microsoft Learn, reliability, regions-paired", Make: func(r Request) resource.PropertyValue {
			location, _ := r.Body.String("location")
			pair, known := regions.Pair(world.Region(location))
			if !known {
				return resource.NewNullProperty()
			}
			return textOf(pair.DisplayName)
		}},
		{Name: "isInfraEncryptionEnabled", Source: databaseAnswers, Make: func(Request) resource.PropertyValue { return resource.NewBoolProperty(false) }},
	}
}

func sqlFailoverGroup() Type {
	return Type{
		Token:  "azure-native:sql/v20230801:FailoverGroup",
		Path:   sqlServerPath + "/failoverGroups/{failoverGroupName}",
		Source: failoverSpecification,
		Name:   sqlHostRule("FailoverGroupDnsRecordInUse"),
		Changes: updates(inPlace(failoverSpecification), "databases", "partnerServers", "readOnlyEndpoint", "readWriteEndpoint", "secondaryType",
			"tags"),
		Defaults: defaults(failoverSpecification+"; Microsoft Learn, REST reference, Failover Groups - Get", map[string]any{
			"readOnlyEndpoint.failoverPolicy": "Disabled",
		}),
		References: []Reference{
			{Path: "partnerServers[*].id", Types: []string{typeSQLServer}, Source: failoverSpecification + ", PartnerInfo"},
			{Path: "databases[*]", Types: []string{typeSQLDatabase}, MayDangle: true, Source: failoverSpecification + ", databases (existence: see the check)"},
			{Path: "readOnlyEndpoint.targetServer", Types: []string{typeSQLServer}, Source: failoverSpecification + ", FailoverGroupReadOnlyEndpoint"},
		},
		Sets: facts(failoverSpecification+" (databases have no order)", "databases"),
		Outputs: []Output{
			sqlParentLocation(failoverSpecification),
			// A failover turns the role round; what an update or a refresh finds, it leaves.
			{Name: "replicationRole", Source: failoverSpecification + ", replicationRole", Make: func(r Request) resource.PropertyValue {
				if groupRole(r) == roleSecondary {
					return textOf(roleSecondary)
				}
				return textOf("Primary")
			}},
			computed("replicationState", "Microsoft Learn, REST reference, Failover Groups - Get", func(Request) string { return "CATCH_UP" }),
			{Name: "partnerServers", Source: failoverSpecification + ", PartnerInfo", Make: sqlPartners},
		},
		DeleteCheck: groupOnSecondary,
		Checks: []Check{
			checkGroupPartner(), checkGroupDatabases(), checkGroupPolicy(), checkGroupReplicas(), checkGroupOnce(), checkGroupKey(), checkGroupKeyRegion(),
			checkGroupSide(), checkSQLHost(),
		},
	}
}

// sqlPartners are the partner servers with where they lie and which role they have.
func sqlPartners(r Request) resource.PropertyValue {
	partners, state := r.Body.Elements("partnerServers")
	if state != Known {
		return resource.NewNullProperty()
	}
	role := roleSecondary
	if groupRole(r) == roleSecondary {
		role = "Primary"
	}
	answered := make([]resource.PropertyValue, 0, len(partners))
	for _, partner := range partners {
		id, known := partner.At("id")
		if known == Absent {
			continue
		}
		made := resource.PropertyMap{"id": id, "replicationRole": textOf(role)}
		if server, there := r.View.Get(knownString(id)); there && server.Location != "" {
			made["location"] = textOf(server.Location)
		}
		answered = append(answered, resource.NewObjectProperty(made))
	}
	return resource.NewArrayProperty(answered)
}

// knownString is a value's text, "" where it is none.
func knownString(value resource.PropertyValue) string {
	if !value.IsString() {
		return ""
	}
	return value.StringValue()
}

// maintenanceConfigurations is where Azure's own maintenance configurations lie.
func maintenanceConfigurations(subscription string) string {
	return "/subscriptions/" + subscription + "/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/"
}

// vCoreSKU reports whether a SKU is bought in vCores: GP_Gen5, BC_Gen5, HS_Gen5.
func vCoreSKU(name string) bool { return strings.Contains(name, "_") }

// serverless reports whether a SKU is billed by use: GP_S_Gen5.
func serverless(name string) bool { return strings.Contains(name, "_S_") }
