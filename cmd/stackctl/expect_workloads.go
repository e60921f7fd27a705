package main

import (
	"fmt"

	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

// The roles of groups in which things lie that a preflight looks at; stacks names them so.
const (
	registryGroup = "registry"
	identityGroup = "identity"
)

// expectWorkloads adds what the workloads need besides: the secrets that people bring, in the vault of every region; the copies of
// the registry that images must have arrived in; and the group that the identity of the migration must be in.
func expectWorkloads(e *environment, set *settings.Settings) {
	if set.IsBootstrap() {
		return // it has the same settings, and a vault of its own
	}
	vaults := e.Vaults
	if set.IsRebuild() {
		vaults = vaults[1:] // the home region's are out of reach on the day of a rebuild
	}
	for _, secret := range set.Workloads.Secrets {
		for _, v := range vaults {
			e.Secrets = append(e.Secrets, preflight.Secret{
				ResourceGroup: v.ResourceGroup, Vault: v.Name, VaultID: v.ID, Name: secret.Name,
			})
		}
	}
	id := func(group, armType, name string) string {
		return fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/%s/%s", set.Identity.SubscriptionID, group, armType, name)
	}
	names := set.Names()
	if set.HasRecovery() {
		registry := names.Registry()
		e.Replicas = append(e.Replicas, preflight.Replica{
			ID: id(names.ResourceGroup(registryGroup), "Microsoft.ContainerRegistry/registries", registry) +
				"/replications/" + set.Place.RecoveryRegion,
			Registry: registry, Region: set.Place.RecoveryRegion,
		})
	}
	for _, w := range set.Workloads.Workloads {
		if w.Kind != settings.KindMigrate {
			continue
		}
		places := []string{id(names.ResourceGroup(identityGroup), "Microsoft.ManagedIdentity/userAssignedIdentities", names.Identity(w.Name))}
		if set.HasRecovery() {
			recovery := set.RecoveryNames()
			places = append(places, id(recovery.ResourceGroup(identityGroup), "Microsoft.ManagedIdentity/userAssignedIdentities", recovery.Identity(w.Name)))
		}
		for _, identity := range places {
			e.Memberships = append(e.Memberships, preflight.Membership{
				GroupID: set.Database.AdminGroup.ObjectID, IdentityID: identity, Why: "it changes the database before a new version runs",
			})
		}
	}
}
