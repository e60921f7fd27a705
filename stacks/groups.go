package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// The roles of the resource groups of one region. A role's scope is a group, so things are in one group when the same
// identities may touch them.
const (
	groupNetwork    = "network"    // data network, endpoints, private DNS zones, watcher
	groupAddress    = "address"    // reserved public addresses: the cluster's identity attaches them
	groupVault      = "vault"      // vaults
	groupMonitoring = "monitoring" // workspace, archive, flow logs, alerts
	groupIdentity   = "identity"   // user-assigned identities
	groupCompute    = "compute"    // disk encryption set
	groupCapacity   = "capacity"   // capacity reservations: the cluster's identity has Contributor, and nothing else is here
	groupDatabase   = "database"   // SQL server and databases
	groupCluster    = "cluster"    // made empty: the platform's network and cluster go in

	// These are in one region only.
	groupRegistry    = "registry"     // the registry, in the home region
	groupDatabaseKey = "database-key" // the vault of the database's key, apart from other vaults and their roles
)

// groupRoles lists the groups of every region in the order in which they are made.
func groupRoles() []string {
	return []string{
		groupNetwork, groupAddress, groupVault, groupMonitoring, groupIdentity, groupCompute, groupCapacity, groupDatabase,
		groupCluster,
	}
}

// groups are a region's resource groups by role.
type groups map[string]*azure.ResourceGroup

// newGroups makes the resource groups of one region, those that only it has and the platform's included: roles are assigned on it long before the
// platform is there, because they take up to an hour to work.
func newGroups(ctx *pulumi.Context, name string, site azure.Site, only []string, opts ...pulumi.ResourceOption) (groups, error) {
	made := groups{}
	for _, role := range append(groupRoles(), only...) {
		group, err := azure.NewResourceGroup(ctx, name+"-group-"+role, &azure.ResourceGroupArgs{Site: site, Role: role}, opts...)
		if err != nil {
			return nil, fmt.Errorf("group for %s: %w", role, err)
		}
		made[role] = group
	}
	return made, nil
}
