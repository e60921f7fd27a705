package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/internal/regions"
	"github.com/trelica/infrastructure/stacks/settings"
)

// FoundationType is the type token of the part that outlives clusters.
const FoundationType = "trelica:stacks:Foundation"

// Foundation is what must outlive a cluster, in one region.
type Foundation struct {
	pulumi.ResourceState

	// Values are all that a platform needs to know of it.
	Values FoundationValues
	// VaultName and VaultURI are of the platform's vault.
	VaultName, VaultURI string
	// Provided are the names of the secrets that people must put into the vault.
	Provided []string
	// IngressAddressID is the ARM identifier of the address that Front Door's requests arrive at.
	IngressAddressID pulumi.StringInput
	// EgressAddresses are published to customers.
	EgressAddresses pulumi.StringArray
	// Migrations are the object ids of the identities of migrations, by their names.
	Migrations map[string]pulumi.StringOutput
}

// foundation is a Foundation in the making: what the steps hand on to one another.
type foundation struct {
	ctx  *pulumi.Context
	name string
	set  *settings.Settings
	site azure.Site
	plan addressplan.Plan
	self *Foundation
	// only are the roles of the groups that this region has and the other has not.
	only []string
	// reserves says whether capacity is held for the nodes.
	reserves bool

	groups     groups
	workspace  *monitoring.Workspace
	identities identities
	flowLogs   network.FlowLogs
	data       *network.Data
	vault      *vault.Vault
	archive    *monitoring.Archive
	disks      *cluster.DiskEncryption
	capacity   *cluster.Capacity
	roles      []pulumi.Resource
	// tokenVaults are the addresses of the vaults of customers' tokens, its own first.
	tokenVaults []string
	// lookups are the options of what is asked beforehand, and limits say what may be asked.
	lookups []pulumi.InvokeOption
	limits  Limits
	// present are the secrets that people have brought into the vault; reads are, by workload, the roles to read them.
	present map[string]bool
	reads   map[string][]pulumi.Resource
}

// begin registers the foundation itself. What it is made of comes with addBase, and what it shares with another region's
// after that; finish closes it.
func (f *foundation) begin(opts ...pulumi.ResourceOption) error {
	f.self = &Foundation{}
	if err := f.ctx.RegisterComponentResource(FoundationType, f.name, f.self, opts...); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	return nil
}

// addBase makes all that a region has for itself. The order is that of need: logs before what logs, the network before what
// has an endpoint in it, the vault before what is encrypted with its keys, the archive (which is) before what is archived.
func (f *foundation) addBase() error {
	steps := []func() error{
		f.addGroups, f.addWorkspace, f.addIdentities, f.addFlowLogAccount, f.addNetwork, f.addVault, f.addArchive,
		f.addDiskEncryption, f.addCapacity, f.addRoles, f.addSecretRoles,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("%s in %s: %w", f.name, f.site.Location, err)
		}
	}
	return nil
}

// finish hands the foundation on.
func (f *foundation) finish() error {
	self := f.self
	self.Values = f.values()
	self.VaultName, self.VaultURI, self.Provided = f.vault.Name, f.vault.URI, f.vault.Provided
	self.IngressAddressID = f.data.Ingress.ID
	self.EgressAddresses = f.data.EgressValues()
	self.Migrations = map[string]pulumi.StringOutput{}
	for _, w := range f.set.Workloads.Workloads {
		if w.Kind == settings.KindMigrate {
			self.Migrations[f.identities[w.Name].Name] = f.identities[w.Name].PrincipalID
		}
	}
	err := f.ctx.RegisterResourceOutputs(self, pulumi.Map{
		"vaultUri":        pulumi.String(f.vault.URI),
		"ingressAddress":  f.data.Ingress.Value,
		"egressAddresses": self.EgressAddresses,
	})
	if err != nil {
		return fmt.Errorf("outputs of %s: %w", f.name, err)
	}
	return nil
}

// child are the options of everything directly below the foundation.
func (f *foundation) child() []pulumi.ResourceOption {
	return []pulumi.ResourceOption{pulumi.Parent(f.self)}
}

// code is the region's short name: "eus2". Settings allow no region without one.
func (f *foundation) code() string {
	region, _ := regions.Lookup(f.site.Location)
	return region.Code
}

func (f *foundation) addGroups() error {
	var err error
	f.groups, err = newGroups(f.ctx, f.name, f.site, f.only, f.child()...)
	return err
}
