package azure_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

// TestArgumentsAreRefusedWithAllTheirMistakes gives each constructor arguments in which everything is wrong: the error
// must name every field, and nothing may have been registered.
func TestArgumentsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	here := site()
	tests := map[string]struct {
		make func(ctx *pulumi.Context) error
		want []string
	}{
		"ResourceGroup": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewResourceGroup(ctx, "x", &azure.ResourceGroupArgs{Site: here})
				return err
			},
			want: []string{"Role: is empty, and so is Name: one of them names the group"},
		},
		"Identity": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewIdentity(ctx, "x", &azure.IdentityArgs{Site: here})
				return err
			},
			want: []string{"ResourceGroup: is missing", "Role: is empty"},
		},
		"RoleAssignment": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewRoleAssignment(ctx, "x", &azure.RoleAssignmentArgs{Site: here, ScopeID: "rg", Role: "Reader"})
				return err
			},
			want: []string{
				"Scope: is missing", "PrincipalID: is missing", "Principal: is empty", "Description: is empty",
				`ScopeID: "rg" is not an ARM identifier; allowed: /subscriptions/…`,
				`PrincipalType: "" is no kind of principal; allowed: ServicePrincipal, Group, User`,
				`Role: "Reader" is not the GUID of a role`,
			},
		},
		"LockOnAGroup": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewLock(ctx, "x", &azure.LockArgs{
					Site: here, Scope: pulumi.String(groupID), ScopeID: groupID, What: "network", Notes: strings.Repeat("n", 513),
				})
				return err
			},
			want: []string{
				"Notes: has 513 characters; allowed: 512",
				`ScopeID: "` + groupID + `" is not a resource; allowed: an identifier with /providers/, never a group or a subscription`,
			},
		},
		"DiagnosticToNowhere": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewDiagnosticSetting(ctx, "x", &azure.DiagnosticSettingArgs{Site: here})
				return err
			},
			want: []string{
				"ResourceID: is missing",
				"Sinks: is empty: the setting would send nowhere; allowed: a workspace, an archive or both",
				"Logs: is empty, and Metrics is off: the setting would send nothing",
			},
		},
		"DiagnosticWithGroupAndCategories": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewDiagnosticSetting(ctx, "x", &azure.DiagnosticSettingArgs{
					Site: here, ResourceID: pulumi.String("/x"), Sinks: azure.LogSinks{WorkspaceID: pulumi.String("/w")},
					Logs: azure.Logs{Group: "audit", Categories: []string{"AuditEvent"}},
				})
				return err
			},
			want: []string{"Logs: has a group and categories: Azure refuses both in one setting; allowed: one of them"},
		},
		"PrivateEndpoint": {
			make: func(ctx *pulumi.Context) error {
				_, err := azure.NewPrivateEndpoint(ctx, "x", &azure.PrivateEndpointArgs{Site: here, Service: "ftp"})
				return err
			},
			want: []string{
				"ResourceGroup: is missing", "Role: is empty", "TargetID: is missing", "SubnetID: is missing", "ZoneID: is missing",
				`Service: "ftp" is not known; allowed: ["vault" "sql" "registry" "blob"]`,
			},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused error
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				refused = tc.make(ctx)
				return nil
			})
			var args *azure.ArgsError
			require.True(t, errors.As(refused, &args), "got %v", refused)
			assert.Equal(t, tc.want, args.Problems)
			for _, problem := range tc.want {
				assert.ErrorContains(t, refused, problem)
			}
			assert.Empty(t, resources, "nothing is registered once the arguments are refused")
		})
	}
}

func TestNoArgumentsAreRefusedNotCrashedOn(t *testing.T) {
	t.Parallel()
	makers := map[string]func(ctx *pulumi.Context) error{
		"ResourceGroup":     func(ctx *pulumi.Context) error { _, err := azure.NewResourceGroup(ctx, "x", nil); return err },
		"Identity":          func(ctx *pulumi.Context) error { _, err := azure.NewIdentity(ctx, "x", nil); return err },
		"RoleAssignment":    func(ctx *pulumi.Context) error { _, err := azure.NewRoleAssignment(ctx, "x", nil); return err },
		"Lock":              func(ctx *pulumi.Context) error { _, err := azure.NewLock(ctx, "x", nil); return err },
		"DiagnosticSetting": func(ctx *pulumi.Context) error { _, err := azure.NewDiagnosticSetting(ctx, "x", nil); return err },
		"PrivateEndpoint":   func(ctx *pulumi.Context) error { _, err := azure.NewPrivateEndpoint(ctx, "x", nil); return err },
	}
	for name, maker := range makers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := pulumitest.RunError(t, maker)
			assert.ErrorContains(t, err, "Site.Location: is empty")
		})
	}
}

func TestSiteIsCheckedWhole(t *testing.T) {
	t.Parallel()
	problems := azure.Check("test.Args", azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"},
		SubscriptionID: "none",
		TenantID:       pulumitest.TenantID,
		Tags:           map[string]string{"owner": "", "environment": "prod"},
	})
	require.EqualError(t, problems.Err(), `test.Args has 3 problem(s):
  - Site.Location: is empty; allowed: a region as ARM writes it, such as "eastus2"
  - Site.SubscriptionID: "none" is not a GUID
  - Site.Tags: "owner" has no value`)
	assert.NoError(t, azure.Check("test.Args", site()).Err(), "production's own site has no problem")
	assert.ErrorContains(t, azure.Check("test.Args", azure.Site{}).Err(), "Site.Names: ",
		"names that Azure would refuse are a problem of the site")
}
