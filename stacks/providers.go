package stacks

import (
	"fmt"

	azurenative "github.com/pulumi/pulumi-azure-native-sdk/v2"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/stacks/settings"
)

// providers are the explicit providers that every component inherits. Default providers are disabled in Pulumi.yaml, so that
// no resource can end up in whatever subscription the operator was last signed in to.
type providers struct {
	azure  *azurenative.Provider
	random *random.Provider
}

// newProviders registers the providers. Who signs in is the operator's or the pipeline's business (the Azure CLI, or OIDC
// by environment variables); where to is not.
func newProviders(ctx *pulumi.Context, set *settings.Settings) (*providers, error) {
	azure, err := azurenative.NewProvider(ctx, "azure", &azurenative.ProviderArgs{
		SubscriptionId:         pulumi.String(set.Identity.SubscriptionID),
		TenantId:               pulumi.String(set.Identity.TenantID),
		DisablePulumiPartnerId: pulumi.Bool(true),
	})
	if err != nil {
		return nil, fmt.Errorf("provider azure: %w", err)
	}
	randomness, err := random.NewProvider(ctx, "random", &random.ProviderArgs{})
	if err != nil {
		return nil, fmt.Errorf("provider random: %w", err)
	}
	return &providers{azure: azure, random: randomness}, nil
}

// option hands the providers to a component and everything below it.
func (p *providers) option() pulumi.ResourceOption {
	return pulumi.Providers(p.azure, p.random)
}

// lookups are the options of what is asked of Azure before anything is registered.
func (p *providers) lookups() []pulumi.InvokeOption {
	return []pulumi.InvokeOption{pulumi.Provider(p.azure)}
}
