// Package stacks says what a stack is: which components it is made of, and how their outputs and inputs meet. Components
// know nothing of one another; everything that joins two of them is in here. The program in infra calls Deploy and nothing
// else does.
//
// An environment has parts, split by what a disaster does to them. The foundation is what must outlive a cluster: the data
// network, the vault, the database, the registry, identities and every role, reserved addresses and capacity, logs. Production
// has a second one in its recovery region, the standby. The platform is what can be rebuilt at will: the cluster network, the
// cluster and what runs in it. The front is what there is once, outside the home region. Governance is what counts for the whole
// subscription, and comes last. The platform takes a foundation as plain values, so that it can be built on one that another stack
// made: that is what a rebuild does. The front stands on the foundations, and the platform's ingress knows the front by an
// identifier alone. So the parts are built in the order foundation and standby, front, platform, governance, and go in the
// reverse one.
package stacks

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/stacks/settings"
)

// configVariable is the environment variable in which the language host hands a program its whole configuration. The SDK
// reads single keys of it; all of it is needed to find keys that nobody knows.
const configVariable = "PULUMI_CONFIG"

// Deploy is the program: it reads the stack's settings and builds what they describe. Mistakes in the settings are reported
// all at once, before anything is registered.
func Deploy(ctx *pulumi.Context) error {
	source, err := settings.ParseConfig(ctx.Stack(), os.Getenv(configVariable))
	if err != nil {
		return err
	}
	set, err := settings.Load(source)
	if err != nil {
		return err
	}
	if err := refuseClear(set, ctx.IsConfigSecret); err != nil {
		return err
	}
	if err := refusePlaceholders(set, os.Getenv(targetVariable)); err != nil {
		return err
	}
	return Build(ctx, set, Commit())
}

// Build registers everything that the settings describe. The commit goes into the tags of what is made.
func Build(ctx *pulumi.Context, set *settings.Settings, commit string) error {
	providers, err := newProviders(ctx, set)
	if err != nil {
		return err
	}
	switch {
	case set.IsRebuild():
		return buildRebuild(ctx, set, commit, providers)
	case set.IsBootstrap():
		return buildBootstrap(ctx, set, commit, providers)
	}
	return buildEnvironment(ctx, set, commit, providers)
}

// buildEnvironment registers a whole environment.
func buildEnvironment(ctx *pulumi.Context, set *settings.Settings, commit string, providers *providers) error {
	home, err := Home(set)
	if err != nil {
		return err
	}
	recovery, err := Recovery(set)
	if err != nil {
		return err
	}
	limits, err := newLimits(ctx, os.Getenv(partVariable))
	if err != nil {
		return err
	}
	foundations, err := NewFoundations(ctx, &FoundationsArgs{
		Settings: set, Home: home, Recovery: recovery, Commit: commit, Lookups: providers.lookups(), Limits: limits,
	}, providers.option())
	if err != nil {
		return err
	}
	front, err := NewFront(ctx, partFront, &FrontArgs{Settings: set, Commit: commit, Foundations: foundations}, providers.option())
	if err != nil {
		return err
	}
	platform, err := NewPlatform(ctx, partPlatform, &PlatformArgs{
		Settings: set, In: home, Commit: commit, Foundation: foundations.Home.Values, FrontDoorID: front.FrontDoorID,
		Kubeconfig: limits.kubeconfig(), Ran: limits.running(),
	}, providers.option())
	if err != nil {
		return fmt.Errorf("platform in %s: %w", set.Place.Region, err)
	}
	_, err = NewGovernance(ctx, partGovernance, &GovernanceArgs{
		Settings: set, Commit: commit, Foundations: foundations, After: []pulumi.Resource{front, platform},
	}, providers.option())
	if err != nil {
		return err
	}
	ctx.Export("vaultUri", pulumi.String(foundations.Home.VaultURI))
	ctx.Export("egressAddresses", foundations.Home.EgressAddresses)
	ctx.Export("databaseHost", pulumi.String(foundations.Database.Host))
	ctx.Export("registry", pulumi.String(foundations.Registry))
	if foundations.Standby != nil {
		ctx.Export("standbyEgressAddresses", foundations.Standby.EgressAddresses)
	}
	ctx.Export("statusUrl", front.StatusURL)
	ctx.Export("migrationIdentities", migrationIdentities(foundations))
	exportPlatform(ctx, foundations.Home.Values, platform)
	limits.exportBrought(ctx, set, foundations)
	limits.exportRunning(ctx, platform.Running)
	parts := []waitingIn{{partFront, front.Waiting}, {partPlatform, platform.Waiting}}
	if foundations.Standby != nil {
		parts = append(parts, waitingIn{partStandby, waitingStandby(set, foundations)})
	}
	exportWaiting(ctx, set.Stack, limits, parts...)
	return nil
}

// buildRebuild registers a platform in the recovery region, on the standby that the environment's own stack made there. It reads
// nothing of that stack, and asks nothing of the home region.
func buildRebuild(ctx *pulumi.Context, set *settings.Settings, commit string, providers *providers) error {
	in, err := Recovery(set)
	if err != nil {
		return err
	}
	if in == nil {
		return fmt.Errorf("stack %s is a rebuild, and there is no recovery region to rebuild in", set.Stack)
	}
	limits, err := newLimits(ctx, "")
	if err != nil {
		return err
	}
	standby, err := ExistingFoundation(ctx, set, *in, commit, providers.lookups()...)
	if err != nil {
		return fmt.Errorf("standby in %s: %w", set.Place.RecoveryRegion, err)
	}
	identifier, err := frontDoorID(ctx, set, commit, pulumi.Provider(providers.azure))
	if err != nil {
		return err
	}
	platform, err := NewPlatform(ctx, partPlatform, &PlatformArgs{
		Settings: set, In: *in, Commit: commit, Foundation: standby, FrontDoorID: identifier, Ran: limits.running(),
	}, providers.option())
	if err != nil {
		return fmt.Errorf("platform in %s: %w", set.Place.RecoveryRegion, err)
	}
	exportPlatform(ctx, standby, platform)
	limits.exportRunning(ctx, platform.Running)
	exportWaiting(ctx, set.Stack, limits, waitingIn{partPlatform, platform.Waiting})
	return nil
}
