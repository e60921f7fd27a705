// Package stacks says what a stack is: which components it is made of, and how their outputs and inputs meet. Components
// know nothing of one another; everything that joins two of them is in here. The program in infra calls Deploy and nothing
// else does.
//
// An environment has parts, split by what a disaster does to them. The foundation is what must outlive a cluster: the data
// network, the vault, identities and every role, reserved addresses and capacity, logs. The platform is what can be rebuilt at
// will: the cluster network, the cluster and what runs in it. The platform takes the foundation as plain values, so that it
// can be built on one that another stack made.
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
	if err := refusePlaceholders(set, os.Getenv(targetVariable)); err != nil {
		return err
	}
	return Build(ctx, set, Commit())
}

// Build registers everything that the settings describe. The commit goes into the tags of what is made.
func Build(ctx *pulumi.Context, set *settings.Settings, commit string) error {
	home, err := Home(set)
	if err != nil {
		return err
	}
	providers, err := newProviders(ctx, set)
	if err != nil {
		return err
	}
	foundation, err := NewFoundation(ctx, "foundation", &FoundationArgs{
		Settings: set, In: home, Commit: commit,
	}, providers.option())
	if err != nil {
		return fmt.Errorf("foundation in %s: %w", set.Place.Region, err)
	}
	platform, err := NewPlatform(ctx, "platform", &PlatformArgs{
		Settings: set, In: home, Commit: commit, Foundation: foundation.Values,
	}, providers.option())
	if err != nil {
		return fmt.Errorf("platform in %s: %w", set.Place.Region, err)
	}
	export(ctx, foundation, platform)
	return nil
}
