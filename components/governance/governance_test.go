package governance_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/governance"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestEverythingFollowsTheConventions(t *testing.T) {
	t.Parallel()
	var children []pulumitest.Resource
	for _, resource := range run(t, args()) {
		if resource.Name != "everything-else" {
			children = append(children, resource)
		}
	}
	pulumitest.AssertConventions(t, children)
}

func TestAssignmentsAreExplicitAndLast(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	assigned := pulumitest.OfType(resources, assignmentType)
	assert.Len(t, assigned, len(governance.Assignments(policies())))
	for _, assignment := range assigned {
		inputs := pulumitest.Plain(assignment.Inputs)
		assert.Equal(t, "Default", inputs["enforcementMode"], assignment.Name)
		assert.Equal(t, subscription, inputs["scope"], assignment.Name)
		assert.LessOrEqual(t, len(inputs["policyAssignmentName"].(string)), 64)
		assert.LessOrEqual(t, len(inputs["displayName"].(string)), 128)
		assert.Subset(t, assignment.DependsOn, []string{"everything-else", "governance-defender", "governance-budget"},
			"%s must not count while the first deployment is still on its way", assignment.Name)
	}

	locations := pulumitest.Plain(pulumitest.Find(t, resources, assignmentType, "governance-policy-locations").Inputs)
	assert.Equal(t, map[string]any{
		"scope":                subscription,
		"policyAssignmentName": "policy-trelica-prod-locations",
		"policyDefinitionId":   "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c",
		"displayName":          "SP-03 locations",
		"description":          "Resources lie in the environment's own regions; what belongs to no region is exempt.",
		"enforcementMode":      "Default",
		"parameters":           map[string]any{"listOfAllowedLocations": map[string]any{"value": []any{"eastus2", "centralus", "westus2"}}},
		"nonComplianceMessages": []any{map[string]any{
			"message": "Resources lie in the environment's own regions; what belongs to no region is exempt.",
		}},
	}, locations)
	rbac := pulumitest.Plain(pulumitest.Find(t, resources, assignmentType, "governance-policy-vault-rbac").Inputs)
	assert.Equal(t, map[string]any{"effect": map[string]any{"value": "Deny"}}, rbac["parameters"])
}

func TestDeploymentsStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	a := args()
	resources := run(t, a)
	for name, want := range map[string]struct {
		azureName string
		template  governance.Template
	}{
		"governance-defender": {"deploy-trelica-prod-defender", governance.Defender(a.Plans, a.Contacts)},
		"governance-budget":   {"deploy-trelica-prod-budget", governance.Costs("budget-trelica-prod-monthly", a.Budget)},
	} {
		inputs := pulumitest.Plain(pulumitest.Find(t, resources, deploymentType, name).Inputs)
		assert.Equal(t, want.azureName, inputs["deploymentName"])
		assert.Equal(t, "centralus", inputs["location"], "the record of a deployment must outlive production's region")
		properties := inputs["properties"].(map[string]any)
		assert.Equal(t, "Incremental", properties["mode"])
		sent := properties["template"].(map[string]any)
		assert.Equal(t, want.template.Value()["$schema"], sent["$schema"])
		assert.Len(t, sent["resources"], len(want.template.Resources))
	}
}

func TestTheActivityLogGoesToEverySink(t *testing.T) {
	t.Parallel()
	settings := pulumitest.OfType(run(t, args()), diagnosticType)
	require.Len(t, settings, 2)
	var logs []any
	for _, category := range []string{"Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth"} {
		logs = append(logs, map[string]any{"category": category, "enabled": true})
	}
	assert.Equal(t, map[string]any{
		"name": "diag-cus", "resourceUri": subscription, "logs": logs, "workspaceId": "/ws/cus", "storageAccountId": "/st/cus",
	}, pulumitest.Plain(settings[0].Inputs))
	assert.Equal(t, map[string]any{"name": "diag-eus2", "resourceUri": subscription, "logs": logs, "workspaceId": "/ws/eus2"}, pulumitest.Plain(settings[1].Inputs))
}

func TestAPreviewShowsTheSame(t *testing.T) {
	t.Parallel()
	assert.Equal(t, pulumitest.Names(run(t, args())), pulumitest.Names(run(t, args(), pulumitest.Preview())))
}

func TestMistakesAreReportedTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		change func(*governance.Args)
		want   []string
	}{
		{"nothing is set", func(a *governance.Args) { *a = governance.Args{Site: a.Site} }, []string{
			`Policies.Locations: [] does not hold "centralus", where this is deployed`,
			`Policies.Registry: ""; allowed: a registry's login server, "….azurecr.io"`,
			"Sinks: is empty; allowed: at least one workspace",
			"Contacts.Emails: is empty: nobody would be told; allowed: one address or more",
			"Budget.Amount: 0; allowed: more than 0",
			`Budget.Since: ""; allowed: a month from 2017-06 on, such as "2026-11"`,
			"Budget.Emails: is empty: nobody would be told; allowed: one address or more",
		}},
		{"the list would refuse its own deployment", func(a *governance.Args) { a.Policies.Locations = []string{"eastus2", "eastus2", "mars"} }, []string{
			`Policies.Locations[1]: "eastus2" is there twice; allowed: one of each`,
			`Policies.Locations[2]: "mars" is not in the table of regions`,
			`Policies.Locations: ["eastus2" "eastus2" "mars"] does not hold "centralus", where this is deployed`,
		}},
		{"a month is no day, and people have addresses", func(a *governance.Args) {
			a.Budget.Since, a.Budget.Amount = "2026-11-01", -1
			a.Contacts.Emails = []string{"a@trelica.example;b@trelica.example"}
		}, []string{
			`Contacts.Emails[0]: "a@trelica.example;b@trelica.example" is not an e-mail address`,
			"Budget.Amount: -1; allowed: more than 0",
			`Budget.Since: "2026-11-01"; allowed: a month from 2017-06 on, such as "2026-11"`,
		}},
		{"names are there once", func(a *governance.Args) {
			a.Sinks[1].Name = "cus"
			a.Plans = append(a.Plans, governance.Plan{Name: "Arm"})
		}, []string{
			`Sinks[1].Name: "cus" is there twice; allowed: one of each`, `Plans[5].Name: "Arm" is there twice; allowed: one of each`,
		}},
	} {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			c.change(a)
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				_, err := governance.New(ctx, "governance", a)
				require.ErrorAs(t, err, &refused)
				return nil
			})
			assert.Equal(t, c.want, refused.Problems)
			assert.Empty(t, resources, "nothing is registered before the arguments are right")
		})
	}
	require.Error(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := governance.New(ctx, "governance", nil)
		return err
	}))
}
