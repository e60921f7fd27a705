package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
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

// identities are a region's identities by role.
type identities map[string]*azure.Identity

func (f *foundation) addIdentities() error {
	f.identities = identities{}
	for _, role := range identityRoles() {
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
