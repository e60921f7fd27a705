package registry_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/registry"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	registryType    = "azure-native:containerregistry/v20230701:Registry"
	replicationType = "azure-native:containerregistry/v20230701:Replication"
	endpointType    = "azure-native:network/v20240501:PrivateEndpoint"
	grantType       = "azure-native:authorization/v20220401:RoleAssignment"
	lockType        = "azure-native:authorization/v20200501:ManagementLockByScope"
	diagnosticType  = "azure-native:insights/v20210501preview:DiagnosticSetting"

	group      = "rg-trelica-prod-eus2-registry"
	registryID = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group +
		"/providers/Microsoft.ContainerRegistry/registries/crtrelicaprodeus2"
)

func site(region string) azure.Site {
	return azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: region},
		Location:       region,
		SubscriptionID: pulumitest.SubscriptionID,
		TenantID:       pulumitest.TenantID,
		Tags:           map[string]string{"environment": "prod", "commit": "abc"},
		Protect:        true,
	}
}

// args are production's registry: two regions, a way in from each, a kubelet in each.
func args() *registry.Args {
	endpoint := func(region string) registry.Endpoint {
		return registry.Endpoint{
			Site: site(region), Role: "registry",
			ResourceGroup: pulumi.String("rg-" + region + "-network"),
			SubnetID:      pulumi.String("/subnets/" + region),
			ZoneID:        pulumi.String("/zones/" + region),
		}
	}
	grant := func(code string) registry.Grant {
		return registry.Grant{
			Name: "kubelet-" + code, PrincipalID: pulumi.String("p-" + code), Principal: "id-trelica-prod-" + code + "-kubelet",
			Why: "Nodes pull images.",
		}
	}
	return &registry.Args{
		Site: site("eastus2"), Group: group, ResourceGroup: pulumi.String(group),
		Replicas:  []string{"centralus"},
		Endpoints: []registry.Endpoint{endpoint("eastus2"), endpoint("centralus")},
		Grants:    []registry.Grant{grant("eus2"), grant("cus")},
		Sinks: []registry.Sink{
			{Name: "eus2", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/eus2"), ArchiveID: pulumi.String("/st/eus2")}},
			{Name: "cus", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/cus")}},
		},
	}
}

func run(t *testing.T, a *registry.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := registry.New(ctx, "registry", a, provider)
		return err
	}), opts...)
}
