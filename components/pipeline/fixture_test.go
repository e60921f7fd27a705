package pipeline_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/pipeline"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	identityType   = "azure-native:managedidentity/v20230131:UserAssignedIdentity"
	credentialType = "azure-native:managedidentity/v20230131:FederatedIdentityCredential"
	assignmentType = "azure-native:authorization/v20220401:RoleAssignment"
	definitionType = "azure-native:authorization/v20220501preview:RoleDefinition"
	deploymentType = "azure-native:resources/v20240301:DeploymentAtSubscriptionScope"

	group        = "rg-trelica-prod-cus-pipeline"
	subscription = "/subscriptions/" + pulumitest.SubscriptionID
	stateID      = subscription + "/resourceGroups/rg-trelica-prod-cus-state/providers/Microsoft.Storage/storageAccounts/" +
		"sttrelicaprodcusste/blobServices/default/containers/pulumi-state"
	keyID = subscription + "/resourceGroups/rg-trelica-prod-cus-state/providers/Microsoft.KeyVault/vaults/" +
		"kv-trelica-prod-cus-sec/keys/stacks"
	breakGlass = "0d0d0d0d-0000-4000-8000-000000000001"
)

// site is production's bootstrap, in the recovery region.
func site() azure.Site { return pulumitest.Site("centralus") }

func args() *pipeline.Args {
	return &pipeline.Args{
		Site:              site(),
		ResourceGroup:     azure.ExistingResourceGroup(site(), "pipeline"),
		Repository:        pipeline.Repository{Owner: "trelica", Name: "infrastructure"},
		Preview:           []pipeline.Subject{pipeline.Environment("prod-preview")},
		Deploy:            []pipeline.Subject{pipeline.Environment("prod"), pipeline.Environment("prod-recovery")},
		Grantable:         []azure.Role{azure.RoleReader, azure.RoleAcrPull},
		State:             pipeline.Scope{ID: pulumi.String(stateID), ScopeID: stateID},
		SecretsKey:        pipeline.Scope{ID: pulumi.String(keyID), ScopeID: keyID},
		BreakGlassGroupID: breakGlass,
		Features:          pipeline.Features(),
	}
}

func program(a *pipeline.Args) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := pipeline.New(ctx, "pipeline", a, provider)
		return err
	})
}

func run(t *testing.T, a *pipeline.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, program(a), opts...)
}
