package stacks

import (
	"fmt"

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
)

func identityRoles() []string {
	return []string{identityCluster, identityKubelet, identityDisks, identityArchive, identitySQL}
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
	for _, role := range append(identityRoles(), workloadIdentities(f.set)...) {
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
