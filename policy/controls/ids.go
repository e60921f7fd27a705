package controls

import "strings"

// kind is Kind, remembered.
func (r *Resource) kind() string {
	if r.cached == "" {
		r.cached = r.Kind()
	}
	return r.cached
}

// idPaths say how a resource's ID is built of a kind's inputs: the provider's namespace, then a segment and the input with its name.
var idPaths = map[string][]string{
	"app:ContainerApp":                          {"Microsoft.App", "containerApps", "containerAppName"},
	"app:Job":                                   {"Microsoft.App", "jobs", "jobName"},
	"app:ManagedEnvironment":                    {"Microsoft.App", "managedEnvironments", "environmentName"},
	"app:ManagedEnvironmentsStorage":            {"Microsoft.App", "managedEnvironments", "environmentName", "storages", "storageName"},
	"cdn:AFDCustomDomain":                       {"Microsoft.Cdn", "profiles", "profileName", "customDomains", "customDomainName"},
	"cdn:AFDEndpoint":                           {"Microsoft.Cdn", "profiles", "profileName", "afdEndpoints", "endpointName"},
	"cdn:AFDOrigin":                             {"Microsoft.Cdn", "profiles", "profileName", "originGroups", "originGroupName", "origins", "originName"},
	"cdn:AFDOriginGroup":                        {"Microsoft.Cdn", "profiles", "profileName", "originGroups", "originGroupName"},
	"cdn:Profile":                               {"Microsoft.Cdn", "profiles", "profileName"},
	"cdn:Route":                                 {"Microsoft.Cdn", "profiles", "profileName", "afdEndpoints", "endpointName", "routes", "routeName"},
	"cdn:Rule":                                  {"Microsoft.Cdn", "profiles", "profileName", "ruleSets", "ruleSetName", "rules", "ruleName"},
	"cdn:RuleSet":                               {"Microsoft.Cdn", "profiles", "profileName", "ruleSets", "ruleSetName"},
	"cdn:SecurityPolicy":                        {"Microsoft.Cdn", "profiles", "profileName", "securityPolicies", "securityPolicyName"},
	"compute:CapacityReservation":               {"Microsoft.Compute", "capacityReservationGroups", "capacityReservationGroupName", "capacityReservations", "capacityReservationName"},
	"compute:CapacityReservationGroup":          {"Microsoft.Compute", "capacityReservationGroups", "capacityReservationGroupName"},
	"compute:DiskEncryptionSet":                 {"Microsoft.Compute", "diskEncryptionSets", "diskEncryptionSetName"},
	"containerregistry:Registry":                {"Microsoft.ContainerRegistry", "registries", "registryName"},
	"containerregistry:Replication":             {"Microsoft.ContainerRegistry", "registries", "registryName", "replications", "replicationName"},
	"containerservice:AgentPool":                {"Microsoft.ContainerService", "managedClusters", "resourceName", "agentPools", "agentPoolName"},
	"containerservice:MaintenanceConfiguration": {"Microsoft.ContainerService", "managedClusters", "resourceName", "maintenanceConfigurations", "configName"},
	"containerservice:ManagedCluster":           {"Microsoft.ContainerService", "managedClusters", "resourceName"},
	"insights:ActionGroup":                      {"Microsoft.Insights", "actionGroups", "actionGroupName"},
	"insights:ActivityLogAlert":                 {"Microsoft.Insights", "activityLogAlerts", "activityLogAlertName"},
	"insights:Component":                        {"Microsoft.Insights", "components", "resourceName"},
	"insights:DataCollectionRule":               {"Microsoft.Insights", "dataCollectionRules", "dataCollectionRuleName"},
	"insights:MetricAlert":                      {"Microsoft.Insights", "metricAlerts", "ruleName"},
	"insights:ScheduledQueryRule":               {"Microsoft.Insights", "scheduledQueryRules", "ruleName"},
	"insights:WebTest":                          {"Microsoft.Insights", "webTests", "webTestName"},
	"keyvault:Key":                              {"Microsoft.KeyVault", "vaults", "vaultName", "keys", "keyName"},
	"keyvault:Secret":                           {"Microsoft.KeyVault", "vaults", "vaultName", "secrets", "secretName"},
	"keyvault:Vault":                            {"Microsoft.KeyVault", "vaults", "vaultName"},
	"managedidentity:UserAssignedIdentity":      {"Microsoft.ManagedIdentity", "userAssignedIdentities", "resourceName"},
	"network:FlowLog":                           {"Microsoft.Network", "networkWatchers", "networkWatcherName", "flowLogs", "flowLogName"},
	"network:NatGateway":                        {"Microsoft.Network", "natGateways", "natGatewayName"},
	"network:NetworkSecurityGroup":              {"Microsoft.Network", "networkSecurityGroups", "networkSecurityGroupName"},
	"network:NetworkWatcher":                    {"Microsoft.Network", "networkWatchers", "networkWatcherName"},
	"network:Policy":                            {"Microsoft.Network", "frontDoorWebApplicationFirewallPolicies", "policyName"},
	"network:PrivateDnsZoneGroup":               {"Microsoft.Network", "privateEndpoints", "privateEndpointName", "privateDnsZoneGroups", "privateDnsZoneGroupName"},
	"network:PrivateEndpoint":                   {"Microsoft.Network", "privateEndpoints", "privateEndpointName"},
	"network:PrivateZone":                       {"Microsoft.Network", "privateDnsZones", "privateZoneName"},
	"network:PublicIPAddress":                   {"Microsoft.Network", "publicIPAddresses", "publicIpAddressName"},
	"network:RecordSet":                         {"Microsoft.Network", "dnsZones", "zoneName", "records", "relativeRecordSetName"},
	"network:VirtualNetwork":                    {"Microsoft.Network", "virtualNetworks", "virtualNetworkName"},
	"network:VirtualNetworkLink":                {"Microsoft.Network", "privateDnsZones", "privateZoneName", "virtualNetworkLinks", "virtualNetworkLinkName"},
	"network:VirtualNetworkPeering":             {"Microsoft.Network", "virtualNetworks", "virtualNetworkName", "virtualNetworkPeerings", "virtualNetworkPeeringName"},
	"network:Zone":                              {"Microsoft.Network", "dnsZones", "zoneName"},
	"operationalinsights:DataExport":            {"Microsoft.OperationalInsights", "workspaces", "workspaceName", "dataExports", "dataExportName"},
	"operationalinsights:Workspace":             {"Microsoft.OperationalInsights", "workspaces", "workspaceName"},
	"sql:BackupShortTermRetentionPolicy":        {"Microsoft.Sql", "servers", "serverName", "databases", "databaseName", "backupShortTermRetentionPolicies", "policyName"},
	"sql:Database":                              {"Microsoft.Sql", "servers", "serverName", "databases", "databaseName"},
	"sql:EncryptionProtector":                   {"Microsoft.Sql", "servers", "serverName", "encryptionProtector", "encryptionProtectorName"},
	"sql:ExtendedServerBlobAuditingPolicy":      {"Microsoft.Sql", "servers", "serverName", "extendedAuditingSettings", "blobAuditingPolicyName"},
	"sql:FailoverGroup":                         {"Microsoft.Sql", "servers", "serverName", "failoverGroups", "failoverGroupName"},
	"sql:LongTermRetentionPolicy":               {"Microsoft.Sql", "servers", "serverName", "databases", "databaseName", "backupLongTermRetentionPolicies", "policyName"},
	"sql:Server":                                {"Microsoft.Sql", "servers", "serverName"},
	"sql:ServerKey":                             {"Microsoft.Sql", "servers", "serverName", "keys", "keyName"},
	"sql:ServerSecurityAlertPolicy":             {"Microsoft.Sql", "servers", "serverName", "securityAlertPolicies", "securityAlertPolicyName"},
	"storage:BlobContainer":                     {"Microsoft.Storage", "storageAccounts", "accountName", "blobServices/default/containers", "containerName"},
	"storage:BlobServiceProperties":             {"Microsoft.Storage", "storageAccounts", "accountName", "blobServices", "blobServicesName"},
	"storage:FileServiceProperties":             {"Microsoft.Storage", "storageAccounts", "accountName", "fileServices", "fileServicesName"},
	"storage:FileShare":                         {"Microsoft.Storage", "storageAccounts", "accountName", "fileServices/default/shares", "shareName"},
	"storage:ManagementPolicy":                  {"Microsoft.Storage", "storageAccounts", "accountName", "managementPolicies", "managementPolicyName"},
	"storage:StorageAccount":                    {"Microsoft.Storage", "storageAccounts", "accountName"},
}

// id is the ID that Azure gives to a resource of these inputs; "" where the kind or a name is not known.
func (r *Resource) id(subscription string) string { return r.idTo(subscription, 0) }

// parentID is the ID of what the resource lies in, "" for what lies in a group alone.
func (r *Resource) parentID(subscription string) string {
	path := idPaths[r.kind()]
	if len(path) < 5 {
		return ""
	}
	return r.idTo(subscription, 2)
}

// idTo builds the ID without the last parts of its path.
func (r *Resource) idTo(subscription string, without int) string {
	if r.kind() == "resources:ResourceGroup" {
		return "/subscriptions/" + subscription + "/resourceGroups/" + r.Text("resourceGroupName")
	}
	path, group := idPaths[r.kind()], r.Text("resourceGroupName")
	if path == nil || group == "" || subscription == "" {
		return ""
	}
	var id strings.Builder
	id.WriteString("/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" + path[0])
	for i := 1; i+1 < len(path)-without; i += 2 {
		name := r.Text(path[i+1])
		if name == "" {
			return ""
		}
		id.WriteString("/" + path[i] + "/" + name)
	}
	return id.String()
}
