package main

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/stacks/settings"
)

// environment is what the commands that call Azure themselves know of a stack from its settings.
type environment struct {
	// Expectation is what must be there. Zones, Replicas, Secrets and Memberships are empty for a stack that has none;
	// Roles come from the state.
	preflight.Expectation
	// Vaults are those that hold secrets which people bring, the home region's first.
	Vaults []vaultPlace
}

// vaultPlace is a vault and the region that it lies in.
type vaultPlace struct{ Region, ResourceGroup, Name, ID string }

// environmentReader reads a stack's settings. The error lists every mistake in them.
type environmentReader func(projectDir, stack string) (environment, error)

// readEnvironment reads the environment from the stack's files.
func readEnvironment(projectDir, stack string) (environment, error) {
	set, err := settings.FromProject(projectDir, stack)
	if err != nil {
		return environment{}, err
	}
	return newEnvironment(set), nil
}

// providers are the namespaces of everything that the program makes. A subscription of the first day is registered for
// next to none.
func providers() []string {
	return []string{
		"Microsoft.App", "Microsoft.Authorization", "Microsoft.Cdn", "Microsoft.Compute", "Microsoft.Consumption",
		"Microsoft.ContainerRegistry", "Microsoft.ContainerService", "Microsoft.Insights", "Microsoft.KeyVault",
		"Microsoft.ManagedIdentity", "Microsoft.Network", "Microsoft.OperationalInsights", "Microsoft.PolicyInsights",
		"Microsoft.Resources", "Microsoft.Security", "Microsoft.Sql", "Microsoft.Storage",
	}
}

// features are what a subscription must have been given: encryption at host (AKS documentation, enable-host-encryption), and
// no network watchers that Azure makes by itself, in a group whose region nobody chose.
func features() []string {
	return []string{"Microsoft.Compute/EncryptionAtHost", "Microsoft.Network/DisableNetworkWatcherAutocreation"}
}

// vaultGroup is the role of the group that the vaults of a region lie in.
const vaultGroup = "vault"

// addresses is how many public addresses a region's foundation reserves: one for ingress, two for egress.
const addresses = 3

// newEnvironment is what settings say.
func newEnvironment(set *settings.Settings) environment {
	e := environment{Expectation: preflight.Expectation{
		Stack: set.Stack, Placeholders: set.Placeholder(),
		SubscriptionID: set.Identity.SubscriptionID, TenantID: set.Identity.TenantID,
		Providers: providers(), Features: features(),
	}}
	places := []naming.Names{set.Names()}
	if set.HasRecovery() {
		places = append(places, set.RecoveryNames())
	}
	for _, names := range places {
		// The recovery region must hold everything that the home region does on the day on which that is lost.
		e.Regions = append(e.Regions, preflight.Region{Name: names.Region, Machines: machines(set), Addresses: addresses})
		e.Vaults = append(e.Vaults, newVault(set, names))
	}
	expectWorkloads(&e, set)
	return e
}

func newVault(set *settings.Settings, names naming.Names) vaultPlace {
	v := vaultPlace{Region: names.Region, ResourceGroup: names.ResourceGroup(vaultGroup), Name: names.Vault("")}
	v.ID = fmt.Sprintf("/subscriptions/%s/resourceGroups/%s/providers/Microsoft.KeyVault/vaults/%s",
		set.Identity.SubscriptionID, v.ResourceGroup, v.Name)
	return v
}

// machines are the node pools at their largest, with what an upgrade adds.
func machines(set *settings.Settings) []preflight.Machines {
	var all []preflight.Machines
	for _, pool := range set.Cluster.Pools() {
		all = append(all, preflight.Machines{
			Size: pool.VMSize, Count: pool.MaxCount + set.Cluster.Surge(pool.MaxCount), Zones: zonesOf(pool.MinCount),
		})
	}
	return all
}

// zonesOf are the zones of a pool, as stacks spreads it: three, or as many as it has nodes at least.
func zonesOf(nodes int) []string {
	three := []string{"1", "2", "3"}
	return three[:max(1, min(nodes, len(three)))]
}

// rolesOf are the role assignments that a stack has made, from its state.
func rolesOf(c engine.Checkpoint) []preflight.Role {
	var roles []preflight.Role
	for _, r := range c.Resources {
		if !strings.HasPrefix(r.Type, "azure-native:authorization/") || !strings.HasSuffix(r.Type, ":RoleAssignment") {
			continue
		}
		role := preflight.Role{Name: r.Name()}
		role.Scope, _ = r.Inputs["scope"].(string)
		role.RoleID, _ = r.Inputs["roleDefinitionId"].(string)
		role.PrincipalID, _ = r.Inputs["principalId"].(string)
		roles = append(roles, role)
	}
	return roles
}
