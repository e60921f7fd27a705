package azure_test

import (
	"regexp"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestRoleAssignment(t *testing.T) {
	t.Parallel()
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
		_, err := azure.NewRoleAssignment(ctx, "kubelet-pull", &azure.RoleAssignmentArgs{
			Site: site(), Scope: pulumi.String(groupID), ScopeID: groupID,
			PrincipalID: pulumi.String("b7e6dc6d-0000-4000-8000-000000000000"), Principal: "id-trelica-prod-eus2-kubelet",
			PrincipalType: azure.PrincipalService, Role: azure.RoleAcrPull, Description: "The nodes pull images.",
		}, parent)
		return err
	})
	pulumitest.AssertConventions(t, resources)
	got := pulumitest.Find(t, resources, "azure-native:authorization/v20220401:RoleAssignment", "kubelet-pull")
	assert.Equal(t, map[string]any{
		"roleAssignmentName": azure.RoleAssignmentName(groupID, "id-trelica-prod-eus2-kubelet", azure.RoleAcrPull),
		"scope":              groupID,
		"principalId":        "b7e6dc6d-0000-4000-8000-000000000000",
		"principalType":      "ServicePrincipal",
		"roleDefinitionId": "/subscriptions/" + pulumitest.SubscriptionID +
			"/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
		"description": "The nodes pull images.",
	}, pulumitest.Plain(got.Inputs))
	assert.Equal(t, []string{"scope", "principalId", "principalType", "roleDefinitionId"}, got.ReplaceOnChanges,
		"Azure refuses to update them in place")
	assert.True(t, got.DeleteBeforeReplace)
}

func TestRoleAssignmentWithACondition(t *testing.T) {
	t.Parallel()
	resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
		_, err := azure.NewRoleAssignment(ctx, "deploy-roles", &azure.RoleAssignmentArgs{
			Site: site(), Scope: pulumi.String(groupID), ScopeID: groupID, Condition: "(never)",
			PrincipalID: pulumi.String("b7e6dc6d-0000-4000-8000-000000000000"), Principal: "id-trelica-prod-cus-deploy",
			PrincipalType: azure.PrincipalService, Role: azure.RoleRBACAdministrator, Description: "The pipeline gives roles.",
		}, parent)
		return err
	})
	got := pulumitest.Plain(pulumitest.Find(t, resources, "azure-native:authorization/v20220401:RoleAssignment", "deploy-roles").Inputs)
	assert.Equal(t, "(never)", got["condition"])
	assert.Equal(t, "2.0", got["conditionVersion"], "Azure refuses a condition without its version")
}

func TestRoleAssignmentName(t *testing.T) {
	t.Parallel()
	const principal = "id-trelica-prod-eus2-cluster"
	name := azure.RoleAssignmentName(groupID, principal, azure.RoleReader)
	assert.Equal(t, "593ac095-2f10-5db7-9266-2617caabe5d0", name,
		"the name is the same for ever: a rebuilt environment must find its assignments")
	assert.Equal(t, name, azure.RoleAssignmentName(upper(groupID), principal, azure.RoleReader),
		"ARM compares identifiers without regard to case")

	others := []string{
		azure.RoleAssignmentName(groupID+"x", principal, azure.RoleReader),
		azure.RoleAssignmentName(groupID, principal+"x", azure.RoleReader),
		azure.RoleAssignmentName(groupID, principal, azure.RoleContributor),
	}
	assert.NotContains(t, others, name, "scope, principal and role are all part of the name")
}

func upper(s string) string {
	return regexp.MustCompile("[a-z]").ReplaceAllStringFunc(s, func(letter string) string { return string(letter[0] - 'a' + 'A') })
}

func TestRolesHaveNames(t *testing.T) {
	t.Parallel()
	want := map[azure.Role]string{
		"acdd72a7-3385-48ef-bd42-f606fba81ae7": "Reader",
		"b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
		"4d97b98b-1d4f-4787-a291-c67834d212e7": "Network Contributor",
		"f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
		"28bf596f-4eb7-45ce-b5bc-6cf482fec137": "Locks Contributor",
		"36243c78-bf99-498c-9df9-86d9f8d28608": "Resource Policy Contributor",
		"7f6c6a51-bcf8-42ba-9220-52d62157d7db": "Azure Kubernetes Service RBAC Reader",
		"f1a07417-d97a-45cb-824c-7a7467783830": "Managed Identity Operator",
		"e147488a-f6f5-4113-8e2d-b22465e65bf6": "Key Vault Crypto Service Encryption User",
		"14b46e9e-c2b7-41b4-b07b-48a6ebf60603": "Key Vault Crypto Officer",
		"4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
		"b86a8fe4-44ce-4948-aee5-eccb2c155cd7": "Key Vault Secrets Officer",
		"4abbcc35-e782-43d8-92c5-2d3f1bd2253f": "Azure Kubernetes Service Cluster User Role",
		"b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b": "Azure Kubernetes Service RBAC Cluster Admin",
		"7f951dda-4ed3-4680-a7ca-43fe172d538d": "AcrPull",
		"ba92f5b4-2d11-453d-a403-e96b0029c9fe": "Storage Blob Data Contributor",
		"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
		"3913510d-42f4-4e42-8a64-420c390055eb": "Monitoring Metrics Publisher",
	}
	for role, name := range want {
		assert.Equal(t, name, role.String())
	}
	assert.Equal(t, "other", azure.Role("other").String(), "an unknown role shows its identifier")
}

func TestDiagnosticSetting(t *testing.T) {
	t.Parallel()
	both := azure.LogSinks{WorkspaceID: pulumi.String("/workspace"), ArchiveID: pulumi.String("/archive")}
	tests := map[string]struct {
		reason string
		args   azure.DiagnosticSettingArgs
		want   map[string]any
	}{
		"Everything": {
			reason: "All logs and metrics go to both sinks, in tables of their own.",
			args:   azure.DiagnosticSettingArgs{Logs: azure.AllLogs(), Metrics: true, Sinks: both},
			want: map[string]any{
				"name": "diag-central", "resourceUri": "/watched", "workspaceId": "/workspace", "storageAccountId": "/archive",
				"logAnalyticsDestinationType": "Dedicated",
				"logs":                        []any{map[string]any{"categoryGroup": "allLogs", "enabled": true}},
				"metrics":                     []any{map[string]any{"category": "AllMetrics", "enabled": true}},
			},
		},
		"ArchiveAlone": {
			reason: "Without a workspace there are no tables to choose.",
			args: azure.DiagnosticSettingArgs{
				Logs: azure.AuditLogs(), Sinks: azure.LogSinks{ArchiveID: pulumi.String("/archive")}, Sink: "archive",
			},
			want: map[string]any{
				"name": "diag-archive", "resourceUri": "/watched", "storageAccountId": "/archive",
				"logs": []any{map[string]any{"categoryGroup": "audit", "enabled": true}},
			},
		},
		"Categories": {
			reason: "Single categories are sent as they are named.",
			args: azure.DiagnosticSettingArgs{
				Logs:  azure.Categories("kube-audit-admin", "guard"),
				Sinks: azure.LogSinks{WorkspaceID: pulumi.String("/workspace")},
			},
			want: map[string]any{
				"name": "diag-central", "resourceUri": "/watched", "workspaceId": "/workspace",
				"logAnalyticsDestinationType": "Dedicated",
				"logs": []any{
					map[string]any{"category": "kube-audit-admin", "enabled": true},
					map[string]any{"category": "guard", "enabled": true},
				},
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.args.Site, tc.args.ResourceID = site(), pulumi.String("/watched")
			resources := run(t, func(ctx *pulumi.Context, parent pulumi.ResourceOption) error {
				_, err := azure.NewDiagnosticSetting(ctx, "x-diag", &tc.args, parent)
				return err
			})
			pulumitest.AssertConventions(t, resources)
			got := pulumitest.Find(t, resources, "azure-native:insights/v20210501preview:DiagnosticSetting", "x-diag")
			assert.Equal(t, tc.want, pulumitest.Plain(got.Inputs), tc.reason)
		})
	}
}
