package monitoring_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestWorkspaceHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		"trelica:monitoring:Workspace logs",
		lockType + " logs-lock",
		"azure-native:insights/v20230101:ActionGroup logs-oncall",
		"azure-native:operationalinsights/v20230901:Workspace logs-workspace",
	}
	resources := workspace(t, workspaceArgs())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	for _, r := range resources[1:] {
		assert.Equal(t, "logs", r.Parent, r.Name)
	}
	assert.Equal(t, want, pulumitest.Names(workspace(t, workspaceArgs(), pulumitest.Preview())))
}

func TestWorkspace(t *testing.T) {
	t.Parallel()
	resources := workspace(t, workspaceArgs())
	got := pulumitest.Find(t, resources, "azure-native:operationalinsights/v20230901:Workspace", "logs-workspace")
	assert.Equal(t, map[string]any{
		"resourceGroupName":               group,
		"workspaceName":                   "log-trelica-prod-eus2",
		"location":                        "eastus2",
		"sku":                             map[string]any{"name": "PerGB2018"},
		"retentionInDays":                 90.0,
		"workspaceCapping":                map[string]any{"dailyQuotaGb": -1.0},
		"features":                        map[string]any{"disableLocalAuth": true, "enableLogAccessUsingOnlyResourcePermissions": true},
		"publicNetworkAccessForIngestion": "Enabled",
		"publicNetworkAccessForQuery":     "Enabled",
		"tags":                            plainTags(),
	}, pulumitest.Plain(got.Inputs))
	assert.True(t, got.Protect)
	lock := pulumitest.Find(t, resources, lockType, "logs-lock")
	assert.Equal(t, scope+"Microsoft.OperationalInsights/workspaces/log-trelica-prod-eus2", pulumitest.Plain(lock.Inputs)["scope"])
}

func TestActionGroup(t *testing.T) {
	t.Parallel()
	got := pulumitest.Find(t, workspace(t, workspaceArgs()), "azure-native:insights/v20230101:ActionGroup", "logs-oncall")
	assert.Equal(t, map[string]any{
		"resourceGroupName": group,
		"actionGroupName":   "ag-trelica-prod-eus2-oncall",
		"location":          "Global",
		"groupShortName":    "prod-oncall",
		"enabled":           true,
		"emailReceivers": []any{map[string]any{
			"name": "on-call", "emailAddress": "oncall@trelica.example", "useCommonAlertSchema": true,
		}},
		"tags": plainTags(),
	}, pulumitest.Plain(got.Inputs))
}

func TestOutsideProductionNothingIsLocked(t *testing.T) {
	t.Parallel()
	logs, vault, network := workspaceArgs(), archiveArgs(), flowArgs()
	logs.Site.Protect, vault.Site.Protect, network.Site.Protect = false, false, false
	for _, resources := range [][]pulumitest.Resource{workspace(t, logs), archive(t, vault), flows(t, network)} {
		assert.Empty(t, pulumitest.OfType(resources, lockType))
		for _, r := range resources {
			assert.False(t, r.Protect, r.Name)
		}
	}
}

func TestSinks(t *testing.T) {
	t.Parallel()
	ids := map[string]string{}
	under(t, func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		made, err := monitoring.NewWorkspace(ctx, "logs", workspaceArgs(), provider)
		if err != nil {
			return err
		}
		assert.Equal(t, azure.LogSinks{WorkspaceID: made.ID}, made.Sinks(nil))
		args := archiveArgs()
		args.WorkspaceID = made.ID
		stored, err := monitoring.NewArchive(ctx, "archive", args, provider)
		if err != nil {
			return err
		}
		both := made.Sinks(stored)
		pulumi.All(both.WorkspaceID, both.ArchiveID, made.ActionGroupID).ApplyT(func(all []any) string {
			for i, key := range []string{"workspace", "archive", "group"} {
				ids[key], _ = all[i].(string)
			}
			return ""
		})
		return nil
	})
	assert.Equal(t, map[string]string{
		"workspace": scope + "Microsoft.OperationalInsights/workspaces/log-trelica-prod-eus2",
		"archive":   scope + "Microsoft.Storage/storageAccounts/sttrelicaprodeus2arc",
		"group":     scope + "Microsoft.Insights/actionGroups/ag-trelica-prod-eus2-oncall",
	}, ids)
}

func TestArgumentsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		make func(ctx *pulumi.Context) error
		want []string
	}{
		"Workspace": {
			make: func(ctx *pulumi.Context) error {
				args := workspaceArgs()
				args.ResourceGroup, args.RetentionDays = nil, 7
				args.OnCall = monitoring.ActionGroupArgs{ShortName: "much too long", Emails: []monitoring.Email{
					{Address: "nobody"}, {Name: "a", Address: "A <a@trelica.example>"}, {Name: "a", Address: "a@trelica.example"},
				}}
				_, err := monitoring.NewWorkspace(ctx, "logs", args)
				return err
			},
			want: []string{
				"ResourceGroup: is missing",
				"RetentionDays: is 7; allowed: 30 to 730 days",
				`OnCall.ShortName: "much too long" has 13 characters; allowed: 1 to 12`,
				"OnCall.Emails[0].Name: is empty",
				`OnCall.Emails[0].Address: "nobody" is not an e-mail address`,
				`OnCall.Emails[1].Address: "A <a@trelica.example>" is not an e-mail address`,
				`OnCall.Emails[2].Name: "a" is there twice`,
			},
		},
		"NobodyOnCall": {
			make: func(ctx *pulumi.Context) error {
				args := workspaceArgs()
				args.OnCall.Emails = nil
				_, err := monitoring.NewWorkspace(ctx, "logs", args)
				return err
			},
			want: []string{"OnCall.Emails: is empty: alerts would reach nobody; allowed: one address or more"},
		},
		"Archive": {
			make: func(ctx *pulumi.Context) error {
				_, err := monitoring.NewArchive(ctx, "archive", &monitoring.ArchiveArgs{Site: site(), Redundancy: "Standard_LRS"})
				return err
			},
			want: []string{
				"ResourceGroup: is missing",
				`Redundancy: is "Standard_LRS"; allowed: "Standard_ZRS", "Standard_GZRS"`,
				"RetentionDays: is 0; allowed: 1 to 146000 days",
				"Key.URI: is missing", "Key.IdentityID: is missing", "WorkspaceID: is missing",
			},
		},
		"FlowLogs": {
			make: func(ctx *pulumi.Context) error {
				_, err := monitoring.NewFlowLogAccount(ctx, "flows", &monitoring.FlowLogAccountArgs{
					Site: site(), KeepDays: 731, Key: &monitoring.CustomerKey{},
				})
				return err
			},
			want: []string{
				"ResourceGroup: is missing", "KeepDays: is 731; allowed: 1 to 730 days",
				"Key.URI: is missing", "Key.IdentityID: is missing", "WorkspaceID: is missing",
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				require.ErrorAs(t, tc.make(ctx), &refused)
				return nil
			})
			assert.Equal(t, tc.want, refused.Problems)
			assert.Empty(t, resources, "nothing is registered once the arguments are refused")
		})
	}
}

func TestNoArgumentsAreRefusedNotCrashedOn(t *testing.T) {
	t.Parallel()
	for name, maker := range map[string]func(ctx *pulumi.Context) error{
		"Workspace": func(ctx *pulumi.Context) error { _, err := monitoring.NewWorkspace(ctx, "x", nil); return err },
		"Archive":   func(ctx *pulumi.Context) error { _, err := monitoring.NewArchive(ctx, "x", nil); return err },
		"FlowLogs":  func(ctx *pulumi.Context) error { _, err := monitoring.NewFlowLogAccount(ctx, "x", nil); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.ErrorContains(t, pulumitest.RunError(t, maker), "Site.Location: is empty")
		})
	}
}
