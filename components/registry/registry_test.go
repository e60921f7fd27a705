package registry_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/registry"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func plainTags() map[string]any { return map[string]any{"environment": "prod", "commit": "abc"} }

func TestRegistryIsClosed(t *testing.T) {
	t.Parallel()
	made := pulumitest.Find(t, run(t, args()), registryType, "registry-registry")

	assert.Equal(t, map[string]any{
		"resourceGroupName":        group,
		"registryName":             "crtrelicaprodeus2",
		"location":                 "eastus2",
		"sku":                      map[string]any{"name": "Premium"},
		"adminUserEnabled":         false,
		"publicNetworkAccess":      "Disabled",
		"networkRuleSet":           map[string]any{"defaultAction": "Deny", "ipRules": []any{}},
		"networkRuleBypassOptions": "AzureServices",
		"dataEndpointEnabled":      true,
		"zoneRedundancy":           "Enabled",
		"policies": map[string]any{
			"exportPolicy":     map[string]any{"status": "disabled"},
			"quarantinePolicy": map[string]any{"status": "disabled"},
			"retentionPolicy":  map[string]any{"days": 7.0, "status": "disabled"},
			"trustPolicy":      map[string]any{"type": "Notary", "status": "disabled"},
		},
		"tags": plainTags(),
	}, pulumitest.Plain(made.Inputs))
	assert.True(t, made.Protect, "every node that starts pulls from here")
}

func TestEverythingFollowsTheConventions(t *testing.T) {
	t.Parallel()
	pulumitest.AssertConventions(t, run(t, args()))
}

func TestReplicaHoldsTheSameInTheOtherRegion(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	made := pulumitest.Find(t, resources, replicationType, "registry-replica-centralus")
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "registryName": "crtrelicaprodeus2", "replicationName": "centralus", "location": "centralus",
		"regionEndpointEnabled": true, "zoneRedundancy": "Enabled", "tags": plainTags(),
	}, pulumitest.Plain(made.Inputs))
	assert.True(t, made.Protect)

	for _, name := range []string{"registry-endpoint-eus2-registry-endpoint", "registry-endpoint-cus-registry-endpoint"} {
		endpoint := pulumitest.Find(t, resources, endpointType, name)
		assert.Contains(t, endpoint.DependsOn, "registry-replica-centralus", "%s must know the data endpoints of every region", name)
		assert.NotContains(t, pulumitest.Plain(endpoint.Inputs), "ipConfigurations", "a static address would stop later replicas")
	}
}

func TestEndpointsLieInTheirOwnRegions(t *testing.T) {
	t.Parallel()
	places := map[string]any{}
	for _, endpoint := range pulumitest.OfType(run(t, args()), endpointType) {
		inputs := pulumitest.Plain(endpoint.Inputs)
		places[inputs["privateEndpointName"].(string)] = inputs["location"]
		connection := inputs["privateLinkServiceConnections"].([]any)[0].(map[string]any)
		assert.Equal(t, registryID, connection["privateLinkServiceId"])
		assert.Equal(t, []any{"registry"}, connection["groupIds"])
	}
	assert.Equal(t, map[string]any{"pep-trelica-prod-eus2-registry": "eastus2", "pep-trelica-prod-cus-registry": "centralus"}, places)
}

func TestKubeletsOfBothRegionsMayPull(t *testing.T) {
	t.Parallel()
	grants := pulumitest.OfType(run(t, args()), grantType)
	require.Len(t, grants, 2)
	for _, grant := range grants {
		inputs := pulumitest.Plain(grant.Inputs)
		assert.Equal(t, registryID, inputs["scope"])
		assert.Equal(t, azure.RoleAcrPull.DefinitionID(pulumitest.SubscriptionID), inputs["roleDefinitionId"])
		assert.Equal(t, "ServicePrincipal", inputs["principalType"])
	}
}

func TestAnotherRoleCanBeGiven(t *testing.T) {
	t.Parallel()
	a := args()
	a.Grants[0].Role = azure.RoleReader
	grant := pulumitest.Find(t, run(t, a), grantType, "registry-grant-kubelet-eus2")
	assert.Equal(t, azure.RoleReader.DefinitionID(pulumitest.SubscriptionID), pulumitest.Plain(grant.Inputs)["roleDefinitionId"])
}

func TestLogsGoToEverySink(t *testing.T) {
	t.Parallel()
	sinks := map[string]any{}
	for _, setting := range pulumitest.OfType(run(t, args()), diagnosticType) {
		inputs := pulumitest.Plain(setting.Inputs)
		sinks[inputs["name"].(string)] = inputs["workspaceId"]
		assert.Equal(t, registryID, inputs["resourceUri"])
		assert.Equal(t, []any{map[string]any{"categoryGroup": "allLogs", "enabled": true}}, inputs["logs"])
	}
	assert.Equal(t, map[string]any{"diag-eus2": "/ws/eus2", "diag-cus": "/ws/cus"}, sinks)
}

func TestElsewhereItIsAloneAndUnlocked(t *testing.T) {
	t.Parallel()
	a := args()
	a.Site.Protect, a.Replicas, a.Endpoints = false, nil, a.Endpoints[:1]
	resources := run(t, a)
	assert.Empty(t, pulumitest.OfType(resources, replicationType))
	assert.Empty(t, pulumitest.OfType(resources, lockType))
	assert.False(t, pulumitest.Find(t, resources, registryType, "registry-registry").Protect)
	assert.Len(t, pulumitest.OfType(run(t, args()), lockType), 1, "production's is locked")
}

func TestARegionWithoutZonesHasNoRedundancyOverThem(t *testing.T) {
	t.Parallel()
	a := args()
	a.Site, a.Replicas, a.Endpoints = site("uksouth"), []string{"ukwest"}, nil
	resources := run(t, a)
	assert.Equal(t, "Enabled", pulumitest.Plain(pulumitest.Find(t, resources, registryType, "registry-registry").Inputs)["zoneRedundancy"])
	assert.Equal(t, "Disabled", pulumitest.Plain(pulumitest.Find(t, resources, replicationType, "registry-replica-ukwest").Inputs)["zoneRedundancy"])
}

func TestTheAddressIsKnownBeforeAnythingExists(t *testing.T) {
	t.Parallel()
	var made *registry.Registry
	previewed := pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		var err error
		made, err = registry.New(ctx, "registry", args(), provider)
		return err
	}), pulumitest.Preview())
	assert.Equal(t, "crtrelicaprodeus2.azurecr.io", made.LoginServer)
	assert.Equal(t, made.LoginServer, registry.LoginServer(site("eastus2").Names.Registry()))
	assert.Equal(t, pulumitest.Names(run(t, args())), pulumitest.Names(previewed), "a first preview shows every resource")
}

func TestReadyComesAfterTheEndpoints(t *testing.T) {
	t.Parallel()
	var ready string
	pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		made, err := registry.New(ctx, "registry", args(), provider)
		if err != nil {
			return err
		}
		ctx.Export("ready", made.Ready.ApplyT(func(host string) string { ready = host; return host }))
		return nil
	}))
	assert.Equal(t, "crtrelicaprodeus2.azurecr.io", ready)
}

func TestMistakesAreReportedTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		change func(*registry.Args)
		want   []string
	}{
		{"an empty registry is none", func(a *registry.Args) { *a = registry.Args{Site: a.Site} }, []string{
			"Group: is empty", "ResourceGroup: is missing", "Sinks: is empty; allowed: at least the home region's workspace",
		}},
		{"a replica lies elsewhere, once, under the same law", func(a *registry.Args) {
			a.Replicas = []string{"eastus2", "uksouth", "mars", "centralus", "centralus"}
		}, []string{
			"Replicas[0]: the registry is in eastus2 already",
			"Replicas[1]: uksouth is under the law of UK; allowed: a region of US, as eastus2 is",
			`Replicas[2]: "mars" is not in the table of regions`,
			"Replicas[4]: the registry is in centralus already",
		}},
		{"an endpoint needs its images near", func(a *registry.Args) { a.Replicas = nil; a.Endpoints[0].SubnetID = nil }, []string{
			"Endpoints[0].SubnetID: is missing", `Endpoints[1].Site.Location: the registry is not in "centralus"; allowed: ["eastus2"]`,
		}},
		{"names are there once", func(a *registry.Args) {
			a.Endpoints[1], a.Grants[1].Name, a.Sinks[1].Name = a.Endpoints[0], "kubelet-eus2", "eus2"
			a.Grants[0].Why = ""
		}, []string{
			`Endpoints[1]: "eus2-registry" is there twice; allowed: one of each`, "Grants[0].Why: is empty",
			`Grants[1].Name: "kubelet-eus2" is there twice; allowed: one of each`, `Sinks[1].Name: "eus2" is there twice; allowed: one of each`,
		}},
	} {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			c.change(a)
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				_, err := registry.New(ctx, "registry", a)
				require.ErrorAs(t, err, &refused)
				return nil
			})
			assert.Equal(t, c.want, refused.Problems)
			assert.Empty(t, resources, "nothing is registered before the arguments are right")
		})
	}
	require.Error(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := registry.New(ctx, "registry", nil)
		return err
	}))
}
