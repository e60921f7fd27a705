package pulumitest

// armType is what is needed to give a resource its ARM identifier and to see whether it was named.
type armType struct {
	kind   string   // "Microsoft.KeyVault/vaults/keys"; empty for a resource group
	names  []string // the inputs that hold its name and its parents' names, outermost first; "=default" for a fixed one
	tagged bool     // whether the type takes tags
	scope  string   // for a resource on another resource: the input that holds that resource's identifier
}

func tagged(kind string, names ...string) armType {
	return armType{kind: kind, names: names, tagged: true}
}

func untagged(kind string, names ...string) armType { return armType{kind: kind, names: names} }

// lookupType finds a type token, with or without its API version, among the types this project uses.
func lookupType(token string) (armType, bool) {
	name := versionless(token)
	if known, ok := armTypes()[name]; ok {
		return known, true
	}
	if known, ok := opsTypes()[name]; ok {
		return known, true
	}
	known, ok := frontTypes()[name]
	return known, ok
}

// armTypes are the types this project uses, by type token without the API version. The inputs' names are those of the
// azure-native SDK, version 2.90.0.
func armTypes() map[string]armType {
	const native = "azure-native:"
	return map[string]armType{
		native + "authorization:ManagementLockByScope": {
			kind:  "Microsoft.Authorization/locks",
			scope: "scope", names: []string{"lockName"},
		},
		native + "authorization:PolicyAssignment": {
			kind:  "Microsoft.Authorization/policyAssignments",
			scope: "scope", names: []string{"policyAssignmentName"},
		},
		native + "authorization:RoleAssignment": {
			kind:  "Microsoft.Authorization/roleAssignments",
			scope: "scope", names: []string{"roleAssignmentName"},
		},
		native + "authorization:RoleDefinition": {
			kind:  "Microsoft.Authorization/roleDefinitions",
			scope: "scope", names: []string{"roleDefinitionId"},
		},
		native + "compute:CapacityReservation": tagged(
			"Microsoft.Compute/capacityReservationGroups/capacityReservations",
			"capacityReservationGroupName", "capacityReservationName",
		),
		native + "compute:CapacityReservationGroup": tagged(
			"Microsoft.Compute/capacityReservationGroups",
			"capacityReservationGroupName",
		),
		native + "compute:DiskEncryptionSet":  tagged("Microsoft.Compute/diskEncryptionSets", "diskEncryptionSetName"),
		native + "containerregistry:Registry": tagged("Microsoft.ContainerRegistry/registries", "registryName"),
		native + "containerregistry:Replication": tagged(
			"Microsoft.ContainerRegistry/registries/replications",
			"registryName", "replicationName",
		),
		native + "containerservice:AgentPool": tagged(
			"Microsoft.ContainerService/managedClusters/agentPools",
			"resourceName", "agentPoolName",
		),
		native + "containerservice:MaintenanceConfiguration": untagged(
			"Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
			"resourceName", "configName",
		),
		native + "containerservice:ManagedCluster": tagged("Microsoft.ContainerService/managedClusters", "resourceName"),
		native + "insights:ActionGroup":            tagged("Microsoft.Insights/actionGroups", "actionGroupName"),
		native + "insights:ActivityLogAlert":       tagged("Microsoft.Insights/activityLogAlerts", "activityLogAlertName"),
		native + "insights:DataCollectionEndpoint": tagged(
			"Microsoft.Insights/dataCollectionEndpoints",
			"dataCollectionEndpointName",
		),
		native + "insights:DataCollectionRule": tagged("Microsoft.Insights/dataCollectionRules", "dataCollectionRuleName"),
		native + "insights:DataCollectionRuleAssociation": {
			kind:  "Microsoft.Insights/dataCollectionRuleAssociations",
			scope: "resourceUri", names: []string{"associationName"},
		},
		native + "insights:DiagnosticSetting": {
			kind:  "Microsoft.Insights/diagnosticSettings",
			scope: "resourceUri", names: []string{"name"},
		},
		native + "insights:MetricAlert":        tagged("Microsoft.Insights/metricAlerts", "ruleName"),
		native + "insights:ScheduledQueryRule": tagged("Microsoft.Insights/scheduledQueryRules", "ruleName"),
		native + "keyvault:Key":                tagged("Microsoft.KeyVault/vaults/keys", "vaultName", "keyName"),
		native + "keyvault:Secret":             tagged("Microsoft.KeyVault/vaults/secrets", "vaultName", "secretName"),
		native + "keyvault:Vault":              tagged("Microsoft.KeyVault/vaults", "vaultName"),
		native + "managedidentity:FederatedIdentityCredential": untagged(
			"Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
			"resourceName", "federatedIdentityCredentialResourceName",
		),
		native + "managedidentity:UserAssignedIdentity": tagged(
			"Microsoft.ManagedIdentity/userAssignedIdentities",
			"resourceName",
		),
		native + "network:FlowLog": tagged("Microsoft.Network/networkWatchers/flowLogs", "networkWatcherName", "flowLogName"),
		native + "network:NetworkSecurityGroup": tagged(
			"Microsoft.Network/networkSecurityGroups",
			"networkSecurityGroupName",
		),
		native + "network:NetworkWatcher": tagged("Microsoft.Network/networkWatchers", "networkWatcherName"),
		native + "network:PrivateDnsZoneGroup": untagged(
			"Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
			"privateEndpointName", "privateDnsZoneGroupName",
		),
		native + "network:PrivateEndpoint": tagged("Microsoft.Network/privateEndpoints", "privateEndpointName"),
		native + "network:PrivateZone":     tagged("Microsoft.Network/privateDnsZones", "privateZoneName"),
		native + "network:PublicIPAddress": tagged("Microsoft.Network/publicIPAddresses", "publicIpAddressName"),
		native + "network:RecordSet": untagged( // its type is its records': a name like the others here
			"Microsoft.Network/dnsZones/sets/names",
			"zoneName", "recordType", "relativeRecordSetName",
		),
		native + "network:VirtualNetwork": tagged("Microsoft.Network/virtualNetworks", "virtualNetworkName"),
		native + "network:VirtualNetworkLink": tagged(
			"Microsoft.Network/privateDnsZones/virtualNetworkLinks",
			"privateZoneName", "virtualNetworkLinkName",
		),
		native + "network:VirtualNetworkPeering": untagged(
			"Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
			"virtualNetworkName", "virtualNetworkPeeringName",
		),
		native + "operationalinsights:DataExport": untagged(
			"Microsoft.OperationalInsights/workspaces/dataExports", "workspaceName", "dataExportName",
		),
		native + "operationalinsights:Workspace":           tagged("Microsoft.OperationalInsights/workspaces", "workspaceName"),
		native + "resources:DeploymentAtSubscriptionScope": tagged("Microsoft.Resources/deployments", "deploymentName"),
		native + "resources:ResourceGroup":                 tagged("", "resourceGroupName"),
		native + "sql:BackupShortTermRetentionPolicy": untagged(
			"Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies",
			"serverName", "databaseName", "policyName",
		),
		native + "sql:Database": tagged("Microsoft.Sql/servers/databases", "serverName", "databaseName"),
		native + "sql:EncryptionProtector": untagged(
			"Microsoft.Sql/servers/encryptionProtector",
			"serverName", "encryptionProtectorName",
		),
		native + "sql:ExtendedServerBlobAuditingPolicy": untagged(
			"Microsoft.Sql/servers/extendedAuditingSettings",
			"serverName", "blobAuditingPolicyName",
		),
		native + "sql:FailoverGroup": tagged("Microsoft.Sql/servers/failoverGroups", "serverName", "failoverGroupName"),
		native + "sql:LongTermRetentionPolicy": untagged(
			"Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
			"serverName", "databaseName", "policyName",
		),
		native + "sql:Server":    tagged("Microsoft.Sql/servers", "serverName"),
		native + "sql:ServerKey": untagged("Microsoft.Sql/servers/keys", "serverName", "keyName"),
		native + "sql:ServerSecurityAlertPolicy": untagged(
			"Microsoft.Sql/servers/securityAlertPolicies",
			"serverName", "securityAlertPolicyName",
		),
		native + "storage:BlobServiceProperties": untagged(
			"Microsoft.Storage/storageAccounts/blobServices",
			"accountName", "blobServicesName",
		),
		native + "storage:ManagementPolicy": untagged(
			"Microsoft.Storage/storageAccounts/managementPolicies",
			"accountName", "managementPolicyName",
		),
		native + "storage:StorageAccount": tagged("Microsoft.Storage/storageAccounts", "accountName"),
	}
}
