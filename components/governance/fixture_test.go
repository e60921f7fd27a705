package governance_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/governance"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	assignmentType = "azure-native:authorization/v20220601:PolicyAssignment"
	deploymentType = "azure-native:resources/v20240301:DeploymentAtSubscriptionScope"
	diagnosticType = "azure-native:insights/v20210501preview:DiagnosticSetting"

	subscription = "/subscriptions/" + pulumitest.SubscriptionID
)

func policies() governance.PolicySettings {
	return governance.PolicySettings{Locations: []string{"eastus2", "centralus", "westus2"}, Registry: "crtrelicaprodeus2.azurecr.io"}
}

// args are production's.
func args() *governance.Args {
	return &governance.Args{
		Site: azure.Site{
			Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: "centralus"},
			Location:       "centralus",
			SubscriptionID: pulumitest.SubscriptionID,
			TenantID:       pulumitest.TenantID,
			Tags:           map[string]string{"environment": "prod", "commit": "abc"},
			Protect:        true,
		},
		Policies: policies(),
		Sinks: []governance.Sink{
			{Name: "cus", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/cus"), ArchiveID: pulumi.String("/st/cus")}},
			{Name: "eus2", LogSinks: azure.LogSinks{WorkspaceID: pulumi.String("/ws/eus2")}},
		},
		Plans:    governance.DefaultPlans(),
		Contacts: governance.Contacts{Emails: []string{"security@trelica.example", "oncall@trelica.example"}},
		Budget:   governance.Budget{Amount: 12000, Since: "2026-11", Emails: []string{"finance@trelica.example"}},
	}
}

// run registers the governance of the arguments after one resource that stands for everything else.
func run(t *testing.T, a *governance.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		group, err := azure.NewResourceGroup(ctx, "everything-else", &azure.ResourceGroupArgs{Site: a.Site, Role: "front"}, provider)
		if err != nil {
			return err
		}
		a.After = []pulumi.Resource{group.Resource}
		_, err = governance.New(ctx, "governance", a, provider)
		return err
	}), opts...)
}
