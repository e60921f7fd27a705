package naming

import "strings"

// ResourceGroup names the group that holds one role's resources in this region: rg-trelica-prod-eus2-network.
func (n Names) ResourceGroup(role string) string { return n.of("rg", role) }

// GlobalResourceGroup names a group of resources that belong to no region, such as the front: rg-trelica-prod-front.
func (n Names) GlobalResourceGroup(role string) string {
	return join("rg", n.Organisation, n.Environment, role)
}

// VirtualNetwork names a virtual network: vnet-trelica-prod-eus2-cluster.
func (n Names) VirtualNetwork(role string) string { return n.of("vnet", role) }

// Subnet names a subnet, unique within its network: snet-nodes.
func (n Names) Subnet(role string) string { return join("snet", role) }

// NetworkSecurityGroup names the security group of a subnet: nsg-trelica-prod-eus2-nodes.
func (n Names) NetworkSecurityGroup(role string) string { return n.of("nsg", role) }

// PublicIP names a reserved public address: pip-trelica-prod-eus2-ingress.
func (n Names) PublicIP(role string) string { return n.of("pip", role) }

// PrivateEndpoint names the private endpoint of a service: pep-trelica-prod-eus2-vault.
func (n Names) PrivateEndpoint(role string) string { return n.of("pep", role) }

// Peering names one half of a peering, within the network it starts from: peer-cluster-to-data.
func (n Names) Peering(from, to string) string { return join("peer", from, "to", to) }

// NetworkWatcher names the region's network watcher: nw-trelica-prod-eus2.
func (n Names) NetworkWatcher() string { return n.of("nw", "") }

// FlowLog names the flow log of a network: flow-trelica-prod-eus2-cluster.
func (n Names) FlowLog(role string) string { return n.of("flow", role) }

// VirtualNetworkLink names the link from a private DNS zone to a network, within the zone: link-cluster.
func (n Names) VirtualNetworkLink(network string) string { return join("link", network) }

// Vault names a key vault. Purpose "" is the platform's, kv-trelica-prod-eus2; others are shortened to three letters,
// kv-trelica-prod-cus-tde. The name is global and has 24 characters, so preprod is written "pre".
func (n Names) Vault(purpose string) string {
	return join("kv", n.Organisation, n.short(), n.code(), tight(purpose))
}

// Identity names a user-assigned identity: id-trelica-prod-eus2-cluster.
func (n Names) Identity(role string) string { return n.of("id", role) }

// FederatedCredential names the credential that lets a workload act as an identity, within the identity: fc-web.
func (n Names) FederatedCredential(workload string) string { return join("fc", workload) }

// Cluster names the AKS cluster: aks-trelica-prod-eus2. It also serves as the cluster's DNS prefix.
func (n Names) Cluster() string { return n.of("aks", "") }

// DiskEncryptionSet names the disk encryption set: des-trelica-prod-eus2.
func (n Names) DiskEncryptionSet() string { return n.of("des", "") }

// CapacityReservationGroup names the group of capacity reservations: crg-trelica-prod-eus2.
func (n Names) CapacityReservationGroup() string { return n.of("crg", "") }

// CapacityReservation names the reservation of one size in one zone, within the group: size "Standard_D4ds_v5" and zone "1"
// give cr-d4ds-v5-1.
func (n Names) CapacityReservation(size, zone string) string {
	size = strings.TrimPrefix(strings.ToLower(size), "standard_")
	return join("cr", strings.ReplaceAll(size, "_", "-"), zone)
}

// Workspace names the Log Analytics workspace: log-trelica-prod-eus2.
func (n Names) Workspace() string { return n.of("log", "") }

// StorageAccount names a storage account: role "archive" gives sttrelicaprodeus2arc. The name is global, has 24 characters
// and holds neither hyphens nor capitals, so roles are three letters and preprod is written "pre".
func (n Names) StorageAccount(role string) string {
	return compact("st" + n.Organisation + n.short() + n.code() + tight(role))
}

// ActionGroup names a group of people to be told: ag-trelica-prod-eus2-oncall.
func (n Names) ActionGroup(role string) string { return n.of("ag", role) }

// Alert names an alert rule of any kind: alert-trelica-prod-eus2-vault-denied.
func (n Names) Alert(what string) string { return n.of("alert", what) }

// Diagnostic names a diagnostic setting by where it sends to, within the resource it watches: diag-workspace.
func (n Names) Diagnostic(sink string) string { return join("diag", sink) }

// DataCollectionRule names a data collection rule: dcr-trelica-prod-eus2-containers.
func (n Names) DataCollectionRule(role string) string { return n.of("dcr", role) }

// DataCollectionEndpoint names the region's data collection endpoint: dce-trelica-prod-eus2.
func (n Names) DataCollectionEndpoint() string { return n.of("dce", "") }

// Lock names a management lock, within the resource it protects: lock-vault.
func (n Names) Lock(what string) string { return join("lock", what) }

// Registry names the container registry, global and alphanumeric: crtrelicaprodeus2.
func (n Names) Registry() string {
	return compact("cr" + n.Organisation + n.Environment + n.code())
}

// Replication names the registry's replica in this region, within the registry: centralus. It is called as its region,
// because that is what Azure calls the one it makes at home.
func (n Names) Replication() string { return n.Region }

// SQLServer names the region's logical database server, which is global: sql-trelica-prod-cus.
func (n Names) SQLServer() string { return n.of("sql", "") }

// SQLDatabase names a database, within its server: sqldb-trelica-prod-app. A replica has the name of what it is a replica of
// (Azure SQL error ReplicationSourceAndTargetMustHaveSameName), so there is no region in it.
func (n Names) SQLDatabase(role string) string {
	return join("sqldb", n.Organisation, n.Environment, role)
}

// SQLFailoverGroup names the group of database servers that applications connect to by one name, whichever server is the
// primary: fog-trelica-prod. The name is global, because it is a host name, and belongs to no region.
func (n Names) SQLFailoverGroup() string { return join("fog", n.Organisation, n.Environment) }

// FrontDoorProfile names the environment's only Front Door profile, which belongs to no region: afd-trelica-prod.
func (n Names) FrontDoorProfile() string { return join("afd", n.Organisation, n.Environment) }

// PolicyAssignment names the assignment of a policy to the environment's subscription: policy-trelica-prod-locations.
func (n Names) PolicyAssignment(what string) string {
	return join("policy", n.Organisation, n.Environment, what)
}

// Budget names what the environment may cost: budget-trelica-prod-monthly.
func (n Names) Budget(what string) string { return join("budget", n.Organisation, n.Environment, what) }

// Deployment names a template's deployment to the environment's subscription: deploy-trelica-prod-governance. A
// subscription has one list of them, and a name stays with the location it was first used in.
func (n Names) Deployment(what string) string {
	return join("deploy", n.Organisation, n.Environment, what)
}
