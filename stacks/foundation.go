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
	"github.com/trelica/infrastructure/stacks/settings"
)

// FoundationType is the type token of the part that outlives clusters.
const FoundationType = "trelica:stacks:Foundation"

// FoundationArgs say for which environment a foundation is built.
type FoundationArgs struct {
	Settings *settings.Settings
	// In is the region, with its names and addresses.
	In Region
	// Commit is the commit for the tags, see Commit.
	Commit string
}

// Foundation is what must outlive a cluster, in one region.
type Foundation struct {
	pulumi.ResourceState

	// Values are all that a platform needs to know of it.
	Values FoundationValues
	// VaultName and VaultURI are of the platform's vault.
	VaultName, VaultURI string
	// Provided are the names of the secrets that people must put into the vault.
	Provided []string
	// EgressAddresses are published to customers.
	EgressAddresses pulumi.StringArray
}

// foundation is a Foundation in the making: what the steps hand on to one another.
type foundation struct {
	ctx    *pulumi.Context
	name   string
	set    *settings.Settings
	site   azure.Site
	plan   addressplan.Plan
	self   *Foundation
	groups groups

	workspace  *monitoring.Workspace
	identities identities
	flowLogs   network.FlowLogs
	data       *network.Data
	vault      *vault.Vault
	archive    *monitoring.Archive
	disks      *cluster.DiskEncryption
	capacity   *cluster.Capacity
	roles      []pulumi.Resource
}

// NewFoundation registers a region's foundation.
func NewFoundation(ctx *pulumi.Context, name string, args *FoundationArgs, opts ...pulumi.ResourceOption) (*Foundation, error) {
	self := &Foundation{}
	if err := ctx.RegisterComponentResource(FoundationType, name, self, opts...); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := &foundation{
		ctx: ctx, name: name, set: args.Settings, site: site(args.Settings, args.In.Names, args.Commit), plan: args.In.Plan, self: self,
	}
	// The order is that of need: logs before what logs, the network before what has an endpoint in it, the vault before what
	// is encrypted with its keys, the archive (which is) before what is archived.
	steps := []func() error{
		f.addGroups, f.addWorkspace, f.addIdentities, f.addFlowLogAccount, f.addNetwork, f.addVault, f.addArchive,
		f.addVaultAudit, f.addDiskEncryption, f.addCapacity, f.addRoles,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	self.Values = f.values()
	self.VaultName, self.VaultURI, self.Provided = f.vault.Name, f.vault.URI, f.vault.Provided
	self.EgressAddresses = f.data.EgressValues()
	err := ctx.RegisterResourceOutputs(self, pulumi.Map{
		"vaultUri":        pulumi.String(f.vault.URI),
		"ingressAddress":  f.data.Ingress.Value,
		"egressAddresses": self.EgressAddresses,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of %s: %w", name, err)
	}
	return self, nil
}

// child are the options of everything directly below the foundation.
func (f *foundation) child() []pulumi.ResourceOption {
	return []pulumi.ResourceOption{pulumi.Parent(f.self)}
}

func (f *foundation) addGroups() error {
	var err error
	f.groups, err = newGroups(f.ctx, f.name, f.site, f.child()...)
	return err
}

// sinks are where the logs of the foundation's own things go: to the workspace, and, once there is one, to the archive.
func (f *foundation) sinks() azure.LogSinks {
	sinks := azure.LogSinks{WorkspaceID: f.workspace.ID}
	if f.archive != nil {
		sinks.ArchiveID = f.archive.ID
	}
	return sinks
}
