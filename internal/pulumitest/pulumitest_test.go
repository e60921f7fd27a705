package pulumitest_test

import (
	"errors"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	identityType = "azure-native:managedidentity/v20230131:UserAssignedIdentity"
	vaultType    = "azure-native:keyvault/v20241101:Vault"
	group        = "rg-test"
)

// thing is a resource whose outputs a test reads.
type thing struct {
	pulumi.CustomResourceState

	PrincipalID pulumi.StringOutput `pulumi:"principalId"`
	Properties  pulumi.MapOutput    `pulumi:"properties"`
}

type box struct{ pulumi.ResourceState }

// boxed registers a component with a vault and an identity in it.
func boxed(ctx *pulumi.Context, finished bool) (identity, vault *thing, err error) {
	provider, err := pulumitest.Provider(ctx, "azure-native")
	if err != nil {
		return nil, nil, err
	}
	component := &box{}
	err = ctx.RegisterComponentResource("trelica:test:Box", "box", component, pulumi.Providers(provider))
	if err != nil {
		return nil, nil, err
	}
	vault, identity = &thing{}, &thing{}
	err = ctx.RegisterResource(vaultType, "box-vault", pulumi.Map{
		"resourceGroupName": pulumi.String(group),
		"vaultName":         pulumi.String("kv-test"),
		"tags":              pulumi.StringMap{"owner": pulumi.String("platform")},
		"properties":        pulumi.Map{"tenantId": pulumi.ToSecret(pulumi.String("hidden"))},
	}, vault, pulumi.Parent(component), pulumi.Protect(true), pulumi.DeleteBeforeReplace(true),
		pulumi.IgnoreChanges([]string{"tags.commit"}))
	if err != nil {
		return nil, nil, err
	}
	err = ctx.RegisterResource(identityType, "box-identity", pulumi.Map{
		"resourceGroupName": pulumi.String(group),
		"resourceName":      vault.ID().ToStringOutput(),
	}, identity, pulumi.Parent(component), pulumi.RetainOnDelete(true),
		pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("former")}}))
	if err != nil || !finished {
		return identity, vault, err
	}
	return identity, vault, ctx.RegisterResourceOutputs(component, pulumi.Map{})
}

func TestRunRecordsWhatWasRegistered(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
		_, _, err := boxed(ctx, true)
		return err
	})

	require.Equal(t, []string{"trelica:test:Box box", identityType + " box-identity", vaultType + " box-vault"},
		pulumitest.Names(resources))
	assert.Equal(t, map[string]string{"azure-native": "test-azure-native"}, resources[0].Providers)

	vault := pulumitest.Find(t, resources, vaultType, "box-vault")
	assert.Equal(t, "/subscriptions/"+pulumitest.SubscriptionID+"/resourceGroups/rg-test/providers/Microsoft.KeyVault/vaults/kv-test", vault.ID)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-test",
		"vaultName":         "kv-test",
		"tags":              map[string]any{"owner": "platform"},
		"properties":        map[string]any{"tenantId": pulumitest.SecretMark},
	}, pulumitest.Plain(vault.Inputs))
	assert.True(t, vault.Protect)
	assert.True(t, vault.DeleteBeforeReplace)
	assert.False(t, vault.RetainOnDelete)
	assert.Equal(t, "box", vault.Parent)
	assert.Equal(t, "test-azure-native", vault.Provider, "the component's provider is inherited")
	assert.Equal(t, []string{"tags.commit"}, vault.IgnoreChanges)

	identity := pulumitest.Find(t, resources, identityType, "box-identity")
	assert.True(t, identity.RetainOnDelete)
	assert.False(t, identity.Protect)
	assert.Equal(t, []string{"box-vault"}, identity.DependsOn)
	assert.Equal(t, []string{"::former"}, identity.Aliases)
}

func TestOutputsAreAnsweredInAzuresForm(t *testing.T) {
	t.Parallel()
	var principal, uri string
	pulumitest.Run(t, func(ctx *pulumi.Context) error {
		identity, vault, err := boxed(ctx, true)
		if err != nil {
			return err
		}
		identity.PrincipalID.ApplyT(func(id string) string { principal = id; return id })
		vault.Properties.ApplyT(func(p map[string]any) string { uri, _ = p["vaultUri"].(string); return uri })
		return nil
	})
	assert.Len(t, principal, 36)
	assert.Equal(t, "https://kv-test.vault.azure.net/", uri)
}

func TestPreviewKnowsNothingThatAzureComputes(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
		identity, vault, err := boxed(ctx, true)
		if err != nil {
			return err
		}
		never := func(any) string { t.Error("a preview resolved what only Azure knows"); return "" }
		identity.PrincipalID.ApplyT(func(id string) string { return never(id) })
		vault.Properties.ApplyT(func(p map[string]any) string { return never(p) })
		return nil
	}, pulumitest.Preview())

	identity := pulumitest.Find(t, resources, identityType, "box-identity")
	assert.Empty(t, identity.ID)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-test",
		"resourceName":      pulumitest.UnknownMark,
	}, pulumitest.Plain(identity.Inputs))
}

func TestRunErrorReturnsTheProgramsError(t *testing.T) {
	t.Parallel()
	refused := errors.New("refused")
	err := pulumitest.RunError(t, func(*pulumi.Context) error { return refused })
	require.ErrorContains(t, err, "refused")
	require.NoError(t, pulumitest.RunError(t, func(*pulumi.Context) error { return nil }))
}

// failed is a test that notes its failure instead of failing.
type failed struct {
	testing.TB
	called bool
}

func (f *failed) Helper()               {}
func (f *failed) Errorf(string, ...any) { f.called = true }
func (f *failed) FailNow()              { f.called = true }

func TestRunFailsForAComponentWithoutOutputs(t *testing.T) {
	t.Parallel()
	spy := &failed{TB: t}
	pulumitest.Run(spy, func(ctx *pulumi.Context) error {
		_, _, err := boxed(ctx, false)
		return err
	})
	assert.True(t, spy.called, "a component that never registers its outputs must be seen")
}

func TestBreaches(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		given  pulumitest.Resource
		want   []string
	}{
		"Complete": {
			reason: "A resource that follows every convention is not mentioned.",
			given: pulumitest.Resource{
				Type: identityType, Name: "x", Custom: true, Parent: "p", Provider: "a", DeleteBeforeReplace: true,
				IgnoreChanges: []string{"tags.commit"},
				Inputs: resource.PropertyMap{
					"resourceName": resource.NewProperty("id-x"),
					"tags":         resource.NewProperty(resource.PropertyMap{"owner": resource.NewProperty("p")}),
				},
			},
		},
		"Bare": {
			reason: "Every convention that is broken is named, not the first alone.",
			given:  pulumitest.Resource{Type: identityType, Name: "x", Custom: true},
			want: []string{
				identityType + ` "x" has no parent`,
				identityType + ` "x" has no explicit provider`,
				identityType + ` "x" has no explicit resourceName`,
				identityType + ` "x" is not deleted before it is replaced`,
				identityType + ` "x" has no tags`,
				identityType + ` "x" does not ignore changes of tags.commit`,
			},
		},
		"Component": {
			reason: "A component has neither provider nor name in Azure.",
			given:  pulumitest.Resource{Type: "trelica:test:Box", Name: "box"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, pulumitest.Breaches([]pulumitest.Resource{tc.given}), tc.reason)
		})
	}
}
