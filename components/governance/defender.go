package governance

import (
	"slices"
	"strings"
)

// Plan is a plan of Defender for Cloud that is switched on.
type Plan struct {
	// Name is Microsoft's: "KeyVaults".
	Name string
	// SubPlan is for plans that come in several, "" for the others.
	SubPlan string
	// Extensions are the plan's parts that are switched on by name.
	Extensions []string
}

// DefaultPlans are the plans for what this program makes.
func DefaultPlans() []Plan {
	return []Plan{
		{Name: "Arm"},
		{Name: "Containers", Extensions: []string{"AgentlessDiscoveryForKubernetes", "ContainerRegistriesVulnerabilityAssessments"}},
		{Name: "KeyVaults"},
		{Name: "SqlServers"},
		{Name: "StorageAccounts", SubPlan: "DefenderForStorageV2"},
	}
}

// Contacts are those whom Defender writes to.
type Contacts struct {
	// Emails are addresses; one at least.
	Emails []string
	// Phone is a number in international form, "" for none.
	Phone string
}

const (
	pricingType     = "Microsoft.Security/pricings"
	pricingVersion  = "2024-01-01"
	contactsType    = "Microsoft.Security/securityContacts"
	contactsVersion = "2023-12-01-preview"
)

// Defender is the template that switches plans on and says who is told. The plans come one after another: changed at once,
// Defender answers some of them with a conflict ("Another update operation is in progress").
//
// Alerts are told from medium severity on, to the contacts and to the subscription's owners; paths that an attacker could
// take, from high risk on (azure-rest-api-specs, Microsoft.Security 2023-12-01-preview securityContacts.json).
func Defender(plans []Plan, contacts Contacts) Template {
	var template Template
	after := ""
	for _, plan := range plans {
		template.Resources = append(template.Resources, TemplateResource{
			Type: pricingType, APIVersion: pricingVersion, Name: plan.Name, After: after, Properties: plan.properties(),
		})
		after = plan.Name
	}
	properties := map[string]any{
		"emails":              strings.Join(contacts.Emails, ";"),
		"isEnabled":           true,
		"notificationsByRole": map[string]any{"state": "On", "roles": []any{"Owner"}},
		"notificationsSources": []any{
			map[string]any{"sourceType": "Alert", "minimalSeverity": "Medium"},
			map[string]any{"sourceType": "AttackPath", "minimalRiskLevel": "High"},
		},
	}
	if contacts.Phone != "" {
		properties["phone"] = contacts.Phone
	}
	template.Resources = append(template.Resources, TemplateResource{
		Type: contactsType, APIVersion: contactsVersion, Name: "default", Properties: properties,
	})
	return template
}

func (p Plan) properties() map[string]any {
	properties := map[string]any{"pricingTier": "Standard"}
	if p.SubPlan != "" {
		properties["subPlan"] = p.SubPlan
	}
	if len(p.Extensions) > 0 {
		var extensions []any
		for _, name := range slices.Sorted(slices.Values(p.Extensions)) {
			extensions = append(extensions, map[string]any{"name": name, "isEnabled": "True"})
		}
		properties["extensions"] = extensions
	}
	return properties
}
