package stacks

import (
	"fmt"
	"slices"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/stacks/settings"
)

// The user-assigned identities of one region.
const (
	identityCluster = "cluster" // AKS acts with it on network, addresses and disks
	identityKubelet = "kubelet" // nodes pull images with it
	identityDisks   = "disks"   // the disk encryption set uses the key with it
	identityArchive = "archive" // the archive uses its key with it
	identitySQL     = "sql"     // the SQL server uses the database's key with it

	// What runs in the cluster acts with these. They are here, and not in the platform, because their roles take up to an hour
	// to work, and because each region's need rights in the other.
	identityWeb    = "web"    // the part of the product that answers requests
	identityWorker = "worker" // the part that works by itself
	identityTokens = "tokens" // the job that copies customers' tokens from one region's vault to the other's
)

// identityRoles are those of an environment with a recovery region, or without: there nothing is copied from one to the other.
func identityRoles(recovery bool) []string {
	roles := []string{identityCluster, identityKubelet, identityDisks, identityArchive, identitySQL, identityWeb, identityWorker}
	if recovery {
		roles = append(roles, identityTokens)
	}
	return roles
}

// allIdentities are the roles of every identity of a region, each once: workloads bear the names of some.
func allIdentities(set *settings.Settings) []string {
	roles := identityRoles(set.HasRecovery())
	for _, role := range workloadIdentities(set) {
		if !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// workloadIdentities are the roles of the identities of what runs in the cluster: one for each workload, by its name, whether there
// is an image of it or not, and one for the ingress. They are made long before, because their roles take time to work.
func workloadIdentities(set *settings.Settings) []string {
	var roles []string
	if set.Workloads.HasIngress() {
		roles = append(roles, ingress.Name)
	}
	for _, w := range set.Workloads.Workloads {
		roles = append(roles, w.Name)
	}
	return roles
}

// identities are a region's identities by role.
type identities map[string]*azure.Identity

func (f *foundation) addIdentities() error {
	f.identities = identities{}
	for _, role := range allIdentities(f.set) {
		identity, err := azure.NewIdentity(f.ctx, f.name+"-identity-"+role, &azure.IdentityArgs{
			Site: f.site, ResourceGroup: f.groups[groupIdentity].NameOutput, Role: role,
		}, f.child()...)
		if err != nil {
			return fmt.Errorf("identity for %s: %w", role, err)
		}
		f.identities[role] = identity
	}
	return nil
}
