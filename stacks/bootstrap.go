package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/components/pipeline"
	"github.com/trelica/infrastructure/components/statestore"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/components/zone"
	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/stacks/settings"
)

// BootstrapType is the type token of what an environment needs beforehand.
const BootstrapType = "trelica:stacks:Bootstrap"

// The roles of the bootstrap's resource groups. None is a foundation's: for production they lie in the recovery region beside
// those of the standby, and belong to another stack.
const (
	groupOps      = "ops"      // the ops network, its zones and endpoints, the runners
	groupOpsLogs  = "ops-logs" // workspace and alerts of what is here
	groupState    = "state"    // the account of the state
	groupSecrets  = "secrets"  // the vault of the key that encrypts what is secret in the state
	groupPipeline = "pipeline" // the pipeline's identities
	groupDNS      = "dns"      // the public zone
)

const (
	// purposeSecrets tells the vault of the stacks' key from others.
	purposeSecrets = "secrets"
	// keyStacks encrypts what is secret in the stacks' states and settings.
	keyStacks = "stacks"
	// secretAppKey is the private key of the GitHub App that registers runners.
	secretAppKey = "github-app-key"
)

// Bootstrap is what an environment needs beforehand.
type Bootstrap struct {
	pulumi.ResourceState

	// Waiting lists what is not made yet, and what for.
	Waiting []Waiting
	// Outputs are what people and pipelines need to know, by name: where the state goes and what encrypts it, the servers that the
	// zone is delegated to, the ranges that clusters' API servers admit, who workflows sign in as.
	Outputs pulumi.Map
}

// bootstrap is a Bootstrap in the making: what the steps hand on to one another.
type bootstrap struct {
	ctx  *pulumi.Context
	name string
	set  *settings.Settings
	site azure.Site
	plan addressplan.Ops
	self *Bootstrap
	// lookups are the options of what is asked beforehand.
	lookups []pulumi.InvokeOption

	groups    groups
	workspace *monitoring.Workspace
	network   *ops.Network
	state     *statestore.StateStore
	secrets   *vault.Vault
	pipeline  *pipeline.Pipeline
	zone      *zone.Zone
}

// BootstrapArgs say for which environment a bootstrap is.
type BootstrapArgs struct {
	Settings *settings.Settings
	// Commit is the commit for the tags, see Commit.
	Commit string
	// Lookups are the options of what is asked beforehand: the provider to ask.
	Lookups []pulumi.InvokeOption
}

// NewBootstrap registers what an environment needs beforehand. The order is that of need: logs before what logs, the network
// before what has an endpoint in it, the state and its key before the identities that have roles on them, the runners last,
// when their secret is there.
func NewBootstrap(ctx *pulumi.Context, name string, args *BootstrapArgs, opts ...pulumi.ResourceOption) (*Bootstrap, error) {
	plan, err := args.Settings.OpsPlan()
	if err != nil {
		return nil, err
	}
	b := &bootstrap{
		ctx: ctx, name: name, set: args.Settings, plan: plan, self: &Bootstrap{}, lookups: args.Lookups,
		site: site(args.Settings, args.Settings.OpsNames(), args.Commit),
	}
	if err := ctx.RegisterComponentResource(BootstrapType, name, b.self, opts...); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	steps := []func() error{
		b.addGroups, b.addWorkspace, b.addZone, b.addNetwork, b.addState, b.addSecrets, b.addPipeline, b.addBreakGlass, b.addRunners,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("%s in %s: %w", name, b.site.Location, err)
		}
	}
	b.self.Outputs = b.outputs()
	if err := ctx.RegisterResourceOutputs(b.self, b.self.Outputs); err != nil {
		return nil, fmt.Errorf("outputs of %s: %w", name, err)
	}
	return b.self, nil
}

func (b *bootstrap) outputs() pulumi.Map {
	return pulumi.Map{
		"backendUrl":       b.state.BackendURL,
		"secretsProvider":  b.secrets.Keys[keyStacks].VersionURI.ApplyT(statestore.SecretsProviderURL),
		"nameServers":      b.zone.NameServers,
		"authorizedRanges": b.network.AuthorizedRanges,
		"previewClientId":  b.pipeline.Preview.ClientID,
		"deployClientId":   b.pipeline.Deploy.ClientID,
	}
}

// buildBootstrap registers an environment's bootstrap and shows what comes of it.
func buildBootstrap(ctx *pulumi.Context, set *settings.Settings, commit string, providers *providers) error {
	b := &BootstrapArgs{Settings: set, Commit: commit, Lookups: []pulumi.InvokeOption{pulumi.Provider(providers.azure)}}
	made, err := NewBootstrap(ctx, "bootstrap", b, providers.option())
	if err != nil {
		return err
	}
	for key, value := range made.Outputs {
		ctx.Export(key, value)
	}
	exportWaiting(ctx, set.Stack, Limits{}, waitingIn{all: made.Waiting})
	return nil
}

// child are the options of everything directly below the bootstrap.
func (b *bootstrap) child() []pulumi.ResourceOption {
	return []pulumi.ResourceOption{pulumi.Parent(b.self)}
}

func (b *bootstrap) sinks() azure.LogSinks { return azure.LogSinks{WorkspaceID: b.workspace.ID} }
