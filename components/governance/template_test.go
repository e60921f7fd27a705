package governance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/governance"
)

const schema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"

func TestDefenderIsSwitchedOnPlanByPlan(t *testing.T) {
	t.Parallel()
	plans := []governance.Plan{
		{Name: "Arm"},
		{Name: "Containers", Extensions: []string{"ContainerRegistriesVulnerabilityAssessments", "AgentlessDiscoveryForKubernetes"}},
		{Name: "StorageAccounts", SubPlan: "DefenderForStorageV2"},
	}
	contacts := governance.Contacts{Emails: []string{"a@trelica.example", "b@trelica.example"}, Phone: "+15550100"}
	plan := func(name string, properties map[string]any, after ...any) map[string]any {
		value := map[string]any{"type": "Microsoft.Security/pricings", "apiVersion": "2024-01-01", "name": name, "properties": properties}
		if len(after) > 0 {
			value["dependsOn"] = after
		}
		return value
	}
	assert.Equal(t, map[string]any{
		"$schema": schema, "contentVersion": "1.0.0.0",
		"resources": []any{
			plan("Arm", map[string]any{"pricingTier": "Standard"}),
			plan("Containers", map[string]any{"pricingTier": "Standard", "extensions": []any{
				map[string]any{"name": "AgentlessDiscoveryForKubernetes", "isEnabled": "True"},
				map[string]any{"name": "ContainerRegistriesVulnerabilityAssessments", "isEnabled": "True"},
			}}, "[subscriptionResourceId('Microsoft.Security/pricings', 'Arm')]"),
			plan("StorageAccounts", map[string]any{"pricingTier": "Standard", "subPlan": "DefenderForStorageV2"},
				"[subscriptionResourceId('Microsoft.Security/pricings', 'Containers')]"),
			map[string]any{
				"type": "Microsoft.Security/securityContacts", "apiVersion": "2023-12-01-preview", "name": "default",
				"properties": map[string]any{
					"emails": "a@trelica.example;b@trelica.example", "isEnabled": true, "phone": "+15550100",
					"notificationsByRole": map[string]any{"state": "On", "roles": []any{"Owner"}},
					"notificationsSources": []any{
						map[string]any{"sourceType": "Alert", "minimalSeverity": "Medium"},
						map[string]any{"sourceType": "AttackPath", "minimalRiskLevel": "High"},
					},
				},
			},
		},
	}, governance.Defender(plans, contacts).Value())
}

func TestTheBudgetTellsPeopleBeforeAndAfter(t *testing.T) {
	t.Parallel()
	notification := func(kind string, percent int) map[string]any {
		return map[string]any{
			"enabled": true, "operator": "GreaterThanOrEqualTo", "threshold": percent, "thresholdType": kind, "contactEmails": []any{"finance@trelica.example"},
		}
	}
	budget := governance.Budget{Amount: 12000, Since: "2026-11", Emails: []string{"finance@trelica.example"}}
	assert.Equal(t, map[string]any{
		"$schema": schema, "contentVersion": "1.0.0.0",
		"resources": []any{map[string]any{
			"type": "Microsoft.Consumption/budgets", "apiVersion": "2021-10-01", "name": "budget-trelica-prod-monthly",
			"properties": map[string]any{
				"category": "Cost", "amount": 12000.0, "timeGrain": "Monthly", "timePeriod": map[string]any{"startDate": "2026-11-01T00:00:00Z"},
				"notifications": map[string]any{
					"Actual50": notification("Actual", 50), "Actual80": notification("Actual", 80), "Actual100": notification("Actual", 100),
					"Forecasted100": notification("Forecasted", 100),
				},
			},
		}},
	}, governance.Costs("budget-trelica-prod-monthly", budget).Value())
}

func TestPlansCoverWhatIsMade(t *testing.T) {
	t.Parallel()
	var names []string
	scansImages := false
	for _, plan := range governance.DefaultPlans() {
		names = append(names, plan.Name)
		for _, extension := range plan.Extensions {
			scansImages = scansImages || extension == "ContainerRegistriesVulnerabilityAssessments"
		}
	}
	assert.Equal(t, []string{"Arm", "Containers", "KeyVaults", "SqlServers", "StorageAccounts"}, names)
	assert.True(t, scansImages, "images in the registry are scanned")
}
