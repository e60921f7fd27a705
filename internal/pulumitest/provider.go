package pulumitest

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Provider registers a provider of a package ("azure-native", "kubernetes", "random") for a test to hand to the
// component under test, with pulumi.Providers. Its logical name is "test-" and the package, which is what
// Resource.Provider then shows.
func Provider(ctx *pulumi.Context, pkg string) (pulumi.ProviderResource, error) {
	var provider pulumi.ProviderResourceState
	name := "test-" + pkg
	if err := ctx.RegisterResource("pulumi:providers:"+pkg, name, pulumi.Map{}, &provider); err != nil {
		return nil, fmt.Errorf("registering provider %q: %w", name, err)
	}
	return &provider, nil
}

// WithProvider makes a program of a function that wants one explicit provider, passed on as a resource option: the
// shape of most component tests.
func WithProvider(pkg string, program func(ctx *pulumi.Context, provider pulumi.ResourceOption) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		provider, err := Provider(ctx, pkg)
		if err != nil {
			return err
		}
		return program(ctx, pulumi.Providers(provider))
	}
}
