package edge_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	cdnTypes   = "azure-native:cdn/v20240901:"
	recordType = "azure-native:network/v20180501:RecordSet"
	policyType = "azure-native:network/v20240201:Policy"
	logType    = "azure-native:insights/v20210501preview:DiagnosticSetting"

	group   = "rg-trelica-prod-front"
	scope   = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group + "/providers/"
	profile = scope + "Microsoft.Cdn/profiles/afd-trelica-prod"
)

// site is production's front, whose group lies in Central US.
func site() azure.Site { return pulumitest.Site("centralus") }

func plainTags() map[string]any { return map[string]any{"environment": "prod"} }

// args are production's edge: two regions, two hosts, two limits.
func args() *edge.Args {
	return &edge.Args{
		Site:          site(),
		ResourceGroup: &azure.ResourceGroup{Name: group, NameOutput: pulumi.String(group).ToStringOutput()},
		SKU:           edge.Premium,
		Zone:          azure.Zone{Name: "trelica.example", ResourceGroup: "rg-trelica-prod-dns"},
		Hosts:         []string{"app.trelica.example", "api.trelica.example"},
		Origins: []edge.Origin{
			{Region: "eastus2", AddressID: pulumi.String("/addresses/eus2"), Priority: 1},
			{Region: "centralus", AddressID: pulumi.String("/addresses/cus"), Priority: 2},
		},
		MaintenanceHost: pulumi.String("maintenance.example"),
		Authorities:     []string{"letsencrypt.org"},
		ReportTo:        "mailto:security@trelica.example",
		RateLimits: []edge.RateLimit{
			{Name: "SignIn", PathContains: []string{"/signin"}, PerMinute: 60},
			{Name: "Everything", PerMinute: 3000},
		},
		ResponseTimeoutSeconds: 60,
		Sinks:                  azure.LogSinks{WorkspaceID: pulumi.String("/workspace"), ArchiveID: pulumi.String("/archive")},
	}
}

func run(t *testing.T, a *edge.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := edge.New(ctx, "edge", a, provider)
		return err
	}), opts...)
}

// inputs are those of one resource of the edge.
func inputs(t *testing.T, resources []pulumitest.Resource, typ, name string) map[string]any {
	t.Helper()
	return pulumitest.Plain(pulumitest.Find(t, resources, typ, name).Inputs)
}
