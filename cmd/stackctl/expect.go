package main

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

// environment is what the commands that call Azure themselves know of a stack from its settings.
type environment struct {
	// Expectation is what must be there. What a stack does not need is empty; Roles come from the state.
	preflight.Expectation
	// HasCluster tells that an up enters a cluster, for which it needs kubelogin.
	HasCluster bool
	// Vaults are those that hold secrets which people bring, the home region's first.
	Vaults []vaultPlace
	// Operators are the public addresses that the environment is operated from, by name.
	Operators map[string][]netip.Prefix
	// Reserved are the addresses of machines that a rebuild makes.
	Reserved []topology.Reserved
	// Flows are those that the environment's workloads declare.
	Flows []topology.Flow
	// Neighbours are the other environments: what no stack of this one may name.
	Neighbours []topology.Neighbour
	// SecretsGroup is the identifier of the group in which the vault of the stacks' key lies.
	SecretsGroup string
}

// vaultPlace is a vault and the region that it lies in.
type vaultPlace struct{ Region, ResourceGroup, Name, ID string }

// environmentReader reads a stack's settings. The error lists every mistake in them.
type environmentReader func(projectDir, stack string) (environment, error)

// readEnvironment reads the environment from the stack's files, and what its settings do not say, the other environments, from theirs.
func readEnvironment(projectDir, stack string) (environment, error) {
	set, err := settings.FromProject(projectDir, stack)
	if err != nil {
		return environment{}, err
	}
	e := newEnvironment(set)
	e.Neighbours, err = neighboursOf(projectDir, set)
	return e, err
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

// addresses is how many public addresses a region's foundation reserves: one for ingress, two for egress; opsAddresses how many the
// ops network has.
const (
	addresses    = 3
	opsAddresses = 1
)

// secretsGroup is the role of the group of the vault of the stacks' key.
const secretsGroup = "secrets"

// newEnvironment is what settings say that a stack needs, by what it is made of.
func newEnvironment(set *settings.Settings) environment {
	e := environment{Expectation: preflight.Expectation{
		Stack: set.Stack, Placeholders: set.Placeholder(),
		SubscriptionID: set.Identity.SubscriptionID, TenantID: set.Identity.TenantID,
		Providers: providers(), Features: features(),
	}, Operators: operators(set), Reserved: reserved(set), Flows: workloadFlows(set)}
	e.SecretsGroup = fmt.Sprintf("/subscriptions/%s/resourceGroups/%s", set.Identity.SubscriptionID, set.OpsNames().ResourceGroup(secretsGroup))
	at := place{set.Identity.SubscriptionID}
	switch {
	case set.IsBootstrap():
		e.expectBootstrap(set, at)
	case set.IsRebuild():
		e.expectRebuild(set, at)
	default:
		e.expectWhole(set, at)
	}
	return e
}

// expectWhole is what a whole environment needs: its bootstrap, and everything of both regions.
func (e *environment) expectWhole(set *settings.Settings, at place) {
	e.HasCluster = true
	e.expectFromBootstrap(set, at)
	regions := []naming.Names{set.Names()}
	if set.HasRecovery() {
		regions = append(regions, set.RecoveryNames())
		e.Replicas = append(e.Replicas, preflight.Replica{
			ID:       at.child(at.registry(set.Names()), "replications", set.RecoveryNames().Replication()),
			Registry: set.Names().Registry(), Region: set.Place.RecoveryRegion,
		})
	}
	for _, names := range regions {
		// The recovery region must hold everything that the home region does on the day on which that is lost.
		e.Regions = append(e.Regions, preflight.Region{Name: names.Region, Machines: machines(set), Addresses: addresses})
		e.Vaults = append(e.Vaults, at.vault(names, groupVault, ""))
		e.Addresses = append(e.Addresses, at.egress(names))
		e.Archives = append(e.Archives, preflight.Archive{
			ID:     at.id(names, groupMonitoring, typeStorage, names.StorageAccount("archive")),
			Region: names.Region, Locked: set.Monitoring.ArchiveLocked,
		})
	}
	e.Budget = &preflight.Budget{ID: at.budget(set.Names()), Since: set.Governance.Budget.Since}
	e.expectBrought(set)
	e.Steps = wholeSteps(set)
}

// expectRebuild is what a rebuild needs: what the environment's own stack made in the recovery region. Nothing of the home region is
// asked for, not even the registry, which is at home there.
func (e *environment) expectRebuild(set *settings.Settings, at place) {
	e.HasCluster = true
	e.expectFromBootstrap(set, at)
	names, maker := set.RecoveryNames(), set.Identity.Environment
	e.Regions = []preflight.Region{{Name: names.Region, Machines: machines(set), Addresses: addresses}}
	e.Vaults = []vaultPlace{at.vault(names, groupVault, "")}
	e.Things = append(e.Things,
		preflight.Thing{Name: "the ingress address", ID: at.id(names, groupAddress, typeAddress, names.PublicIP("ingress")), Version: addressVersion, Stack: maker},
		preflight.Thing{Name: "the cluster's identity", ID: at.id(names, groupIdentity, typeIdentity, names.Identity("cluster")), Version: identityVersion, Stack: maker},
		preflight.Thing{Name: "the nodes' identity", ID: at.id(names, groupIdentity, typeIdentity, names.Identity("kubelet")), Version: identityVersion, Stack: maker},
		preflight.Thing{Name: "the platform's group", ID: at.group(names.ResourceGroup("cluster")), Version: groupVersion, Stack: maker},
		preflight.Thing{Name: "the disks' encryption", ID: at.id(names, groupCompute, typeDiskSet, names.DiskEncryptionSet()), Version: diskSetVersion, Stack: maker},
		preflight.Thing{Name: "the workspace", ID: at.id(names, groupMonitoring, typeWorkspace, names.Workspace()), Version: workspaceVersion, Stack: maker},
		preflight.Thing{Name: "the vault", ID: e.Vaults[0].ID, Version: vaultVersion, Stack: maker},
	)
	e.expectBrought(set)
}

// expectBrought adds what people bring: the secrets, in every vault that needs them, and who must be in which group.
func (e *environment) expectBrought(set *settings.Settings) {
	for _, v := range e.Vaults {
		for _, name := range broughtSecrets(set) {
			e.Secrets = append(e.Secrets, v.secret(name))
		}
	}
	at := place{set.Identity.SubscriptionID}
	for _, v := range e.Vaults {
		names := naming.Names{Organisation: set.Identity.Organisation, Environment: set.Identity.Environment, Region: v.Region}
		for _, role := range migrations(set) {
			e.Memberships = append(e.Memberships, preflight.Membership{
				GroupID:    set.Database.AdminGroup.ObjectID,
				IdentityID: at.id(names, groupIdentity, typeIdentity, names.Identity(role)),
				Why:        "it changes the database's tables in " + v.Region + ", and " + set.Database.AdminGroup.Name + " alone may",
			})
		}
	}
}

// broughtSecrets are the names of the secrets that people bring into the vault of each region.
func broughtSecrets(set *settings.Settings) []string {
	var names []string
	for _, secret := range set.Workloads.Secrets {
		names = append(names, secret.Name)
	}
	return names
}

// migrations are the roles of the identities that change the database's tables.
func migrations(set *settings.Settings) []string {
	var names []string
	for _, w := range set.Workloads.Workloads {
		if w.Kind == settings.KindMigrate {
			names = append(names, w.Name)
		}
	}
	return names
}

// machines are the node pools at their largest, with what an upgrade adds, each over the three zones that every pool has.
func machines(set *settings.Settings) []preflight.Machines {
	var all []preflight.Machines
	for _, pool := range set.Cluster.Pools() {
		all = append(all, preflight.Machines{
			Size: pool.VMSize, Count: pool.MaxCount + set.Cluster.Surge(pool.MaxCount), Zones: []string{"1", "2", "3"},
		})
	}
	return all
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
