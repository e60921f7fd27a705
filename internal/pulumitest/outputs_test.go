package pulumitest_test

import (
	"encoding/base64"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

const groupScope = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group

// anything is a resource of whatever type.
type anything struct {
	pulumi.CustomResourceState

	Outputs pulumi.MapOutput `pulumi:"read"`
}

// register runs a program with one resource and returns what was recorded.
func register(t *testing.T, typ string, inputs pulumi.Map, opts ...pulumitest.Option) pulumitest.Resource {
	t.Helper()
	resources := pulumitest.Run(t, pulumitest.WithProvider("azure-native",
		func(ctx *pulumi.Context, _ pulumi.ResourceOption) error {
			return ctx.RegisterResource(typ, "thing", inputs, &anything{})
		}), opts...)
	return pulumitest.Find(t, resources, typ, "thing")
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	in := func(more pulumi.Map) pulumi.Map {
		more["resourceGroupName"] = pulumi.String(group)
		return more
	}
	tests := map[string]struct {
		reason string
		typ    string
		inputs pulumi.Map
		want   string
	}{
		"Group": {
			reason: "A resource group is below the subscription.",
			typ:    "azure-native:resources/v20240301:ResourceGroup",
			inputs: in(pulumi.Map{}),
			want:   groupScope,
		},
		"Child": {
			reason: "A child is below its parent.",
			typ:    "azure-native:keyvault/v20241101:Key",
			inputs: in(pulumi.Map{"vaultName": pulumi.String("kv"), "keyName": pulumi.String("k")}),
			want:   groupScope + "/providers/Microsoft.KeyVault/vaults/kv/keys/k",
		},
		"OnAResource": {
			reason: "A lock is on what it locks.",
			typ:    "azure-native:authorization/v20200501:ManagementLockByScope",
			inputs: pulumi.Map{"scope": pulumi.String(groupScope), "lockName": pulumi.String("l")},
			want:   groupScope + "/providers/Microsoft.Authorization/locks/l",
		},
		"Unnamed": {
			reason: "A resource without an explicit name gets one from its logical name, as the provider would make it up.",
			typ:    "azure-native:keyvault/v20241101:Vault",
			inputs: in(pulumi.Map{}),
			want:   groupScope + "/providers/Microsoft.KeyVault/vaults/thing",
		},
		"Kubernetes": {
			reason: "A namespaced object is found by namespace and name.",
			typ:    "kubernetes:core/v1:ConfigMap",
			inputs: pulumi.Map{"metadata": pulumi.Map{"namespace": pulumi.String("web"), "name": pulumi.String("settings")}},
			want:   "web/settings",
		},
		"ClusterWide": {
			reason: "An object without a namespace is found by its name.",
			typ:    "kubernetes:core/v1:Namespace",
			inputs: pulumi.Map{"metadata": pulumi.Map{"name": pulumi.String("web")}},
			want:   "web",
		},
		"Other": {
			reason: "Of other types nothing is known.",
			typ:    "random:index/randomId:RandomId",
			inputs: pulumi.Map{},
			want:   "thing-id",
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, register(t, tc.typ, tc.inputs).ID, tc.reason)
		})
	}
}

// output runs a program with one resource and returns one of its outputs as a plain value.
func output[T any](t *testing.T, typ string, inputs pulumi.Map, read func(*reader) pulumi.Output) T {
	t.Helper()
	var got T
	pulumitest.Run(t, func(ctx *pulumi.Context) error {
		thing := &reader{}
		if err := ctx.RegisterResource(typ, "thing", inputs, thing); err != nil {
			return err
		}
		pulumi.All(read(thing)).ApplyT(func(all []any) string {
			got, _ = all[0].(T)
			return ""
		})
		return nil
	})
	return got
}

// reader reads the outputs that tests look at.
type reader struct {
	pulumi.CustomResourceState

	CustomerID pulumi.StringOutput   `pulumi:"customerId"`
	IPAddress  pulumi.StringOutput   `pulumi:"ipAddress"`
	Issuer     pulumi.MapOutput      `pulumi:"oidcIssuerProfile"`
	KeyURI     pulumi.StringOutput   `pulumi:"keyUriWithVersion"`
	Properties pulumi.MapOutput      `pulumi:"properties"`
	Endpoints  pulumi.MapOutput      `pulumi:"primaryEndpoints"`
	Result     pulumi.StringOutput   `pulumi:"result"`
	Base64     pulumi.StringOutput   `pulumi:"base64"`
	Hex        pulumi.StringOutput   `pulumi:"hex"`
	Subnets    pulumi.MapArrayOutput `pulumi:"subnets"`
}

func TestComputedOutputs(t *testing.T) {
	t.Parallel()
	in := pulumi.Map{
		"resourceGroupName": pulumi.String(group), "vaultName": pulumi.String("kv"), "location": pulumi.String("eastus2"),
		"virtualNetworkName": pulumi.String("vnet"),
		"subnets":            pulumi.Array{pulumi.Map{"name": pulumi.String("snet")}},
	}
	of := func(typ string, read func(*reader) pulumi.StringOutput) string {
		return output[string](t, typ, in, func(r *reader) pulumi.Output { return read(r) })
	}
	assert.Regexp(t, `^203\.0\.113\.\d+$`,
		of("azure-native:network/v20240501:PublicIPAddress", func(r *reader) pulumi.StringOutput { return r.IPAddress }))
	assert.Regexp(t, `^https://kv\.vault\.azure\.net/keys/thing/[0-9a-f]{32}$`,
		of("azure-native:keyvault/v20241101:Key", func(r *reader) pulumi.StringOutput { return r.KeyURI }))
	assert.Regexp(t, `^[0-9a-f-]{36}$`,
		of("azure-native:operationalinsights/v20230901:Workspace", func(r *reader) pulumi.StringOutput { return r.CustomerID }))
	assert.NotEmpty(t, of("random:index/randomPassword:RandomPassword", func(r *reader) pulumi.StringOutput { return r.Result }))
	assert.NotEmpty(t, of("random:index/randomUuid:RandomUuid", func(r *reader) pulumi.StringOutput { return r.Result }))
	assert.NotEmpty(t, of("random:index/randomBytes:RandomBytes", func(r *reader) pulumi.StringOutput { return r.Base64 }))
	assert.NotEmpty(t, of("random:index/randomId:RandomId", func(r *reader) pulumi.StringOutput { return r.Hex }))

	properties := output[map[string]any](t, "azure-native:keyvault/v20241101:Secret", in,
		func(r *reader) pulumi.Output { return r.Properties })
	assert.Equal(t, "https://kv.vault.azure.net/secrets/thing", properties["secretUri"])
	issuer := output[map[string]any](t, "azure-native:containerservice/v20240901:ManagedCluster", in,
		func(r *reader) pulumi.Output { return r.Issuer })
	assert.Contains(t, issuer["issuerURL"], "https://eastus2.oic.prod-aks.azure.com/")
	endpoints := output[map[string]any](t, "azure-native:storage/v20240101:StorageAccount", in,
		func(r *reader) pulumi.Output { return r.Endpoints })
	assert.Equal(t, "https://thing.blob.core.windows.net/", endpoints["blob"])
	subnets := output[[]map[string]any](t, "azure-native:network/v20240501:VirtualNetwork", in,
		func(r *reader) pulumi.Output { return r.Subnets })
	require.Len(t, subnets, 1)
	assert.Equal(t, groupScope+"/providers/Microsoft.Network/virtualNetworks/vnet/subnets/snet", subnets[0]["id"])
}

func TestOptions(t *testing.T) {
	t.Parallel()
	var configured string
	var computed, called any
	pulumitest.Run(t, func(ctx *pulumi.Context) error {
		configured, _ = ctx.GetConfig("space:key")
		thing := &reader{}
		if err := ctx.RegisterResource("azure-native:network/v20240501:PublicIPAddress", "thing", pulumi.Map{}, thing); err != nil {
			return err
		}
		thing.IPAddress.ApplyT(func(v string) string { computed = v; return v })
		var answer struct {
			Value string `pulumi:"value"`
		}
		err := ctx.Invoke("test:index:ask", pulumi.Map{}, &answer)
		called = answer.Value
		return err
	}, pulumitest.Config(map[string]string{"space:key": "value"}),
		pulumitest.Answer("test:index:ask", resource.PropertyMap{"value": resource.NewProperty("answered")}),
		pulumitest.Outputs("azure-native:network/v20240501:PublicIPAddress",
			resource.PropertyMap{"ipAddress": resource.NewProperty("198.51.100.1")}))
	assert.Equal(t, []any{"value", "198.51.100.1", "answered"}, []any{configured, computed, called})
}

func TestCalls(t *testing.T) {
	t.Parallel()
	var credentials struct {
		Kubeconfigs []struct {
			Value string `pulumi:"value"`
		} `pulumi:"kubeconfigs"`
	}
	var client struct {
		TenantID string `pulumi:"tenantId"`
	}
	pulumitest.Run(t, func(ctx *pulumi.Context) error {
		if err := ctx.Invoke("azure-native:authorization:getClientConfig", pulumi.Map{}, &client); err != nil {
			return err
		}
		return ctx.Invoke("azure-native:containerservice/v20240901:listManagedClusterUserCredentials", pulumi.Map{}, &credentials)
	})
	assert.Equal(t, pulumitest.TenantID, client.TenantID)
	require.Len(t, credentials.Kubeconfigs, 1)
	decoded, err := base64.StdEncoding.DecodeString(credentials.Kubeconfigs[0].Value)
	require.NoError(t, err)
	assert.Contains(t, string(decoded), "kubelogin")

	err = pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		return ctx.Invoke("test:index:unknown", pulumi.Map{}, &client)
	})
	assert.ErrorContains(t, err, "give one with pulumitest.Answer", "an unanswered call says what to do")
}

func TestPlain(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"text": "t", "number": 1.0, "flag": true, "list": []any{"a", pulumitest.SecretMark}, "unknown": pulumitest.UnknownMark,
		"output": "o", "hidden": pulumitest.SecretMark, "waiting": pulumitest.UnknownMark,
		"reference": "urn:pulumi:test::trelica::a:b:C::name",
	}, pulumitest.Plain(resource.PropertyMap{
		"text":    resource.NewProperty("t"),
		"number":  resource.NewProperty(1.0),
		"flag":    resource.NewProperty(true),
		"nothing": resource.NewNullProperty(),
		"list": resource.NewProperty([]resource.PropertyValue{
			resource.NewProperty("a"), resource.MakeSecret(resource.NewProperty("b")),
		}),
		"unknown":   resource.MakeComputed(resource.NewProperty("")),
		"output":    resource.NewProperty(resource.Output{Element: resource.NewProperty("o"), Known: true}),
		"hidden":    resource.NewProperty(resource.Output{Element: resource.NewProperty("o"), Known: true, Secret: true}),
		"waiting":   resource.NewProperty(resource.Output{Element: resource.NewProperty("")}),
		"reference": resource.NewProperty(resource.ResourceReference{URN: "urn:pulumi:test::trelica::a:b:C::name"}),
	}))
}
