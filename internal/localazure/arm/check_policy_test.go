package arm

const (
	policyToken     = "authorization/v20220601:PolicyAssignment"
	deploymentToken = "resources/v20240301:DeploymentAtSubscriptionScope"

	onSubscription = "/subscriptions/" + testSubscription + "/providers/"
	policyID       = onSubscription + "Microsoft.Authorization/policyAssignments/p"
	deploymentID   = onSubscription + "Microsoft.Resources/deployments/d"
)

// assign is an assignment of the built-in definition with that identifier.
func assign(definition, parameters string) string {
	return `{"policyDefinitionId":"/providers/Microsoft.Authorization/policyDefinitions/` + definition + `","parameters":` + parameters + `}`
}

func policyCases() []checkCase {
	const locations, purge, logs = "e56962a6-4747-49cd-b67b-bf8b01975c4c", "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", "951af2fa-529b-416e-ab6e-066fd85ac459"
	places := `{"listOfAllowedLocations":{"value":["eastus2"]}}`
	group := "/providers/Microsoft.Management/managementGroups/g"
	return []checkCase{
		{check: "policy-known", reason: "a built-in one", token: policyToken, id: policyID, body: assign(locations, places)},
		{check: "policy-known", reason: "another", token: policyToken, id: policyID, body: assign("00000000-0000-0000-0000-000000000000", `{}`), want: []string{"warning policyDefinitionId -: PolicyDefinitionNotFound"}},
		{check: "policy-parameters", reason: "its own", token: policyToken, id: policyID, body: assign(purge, `{"effect":{"value":"Deny"}}`)},
		{check: "policy-parameters", reason: "an effect where it is fixed", token: policyToken, id: policyID, body: assign(locations, `{"effect":{"value":"Deny"}}`), want: []string{"parameters.effect UndefinedPolicyParameter: \"listOfAllowedLocations\""}},
		{check: "policy-required", reason: "given", token: policyToken, id: policyID, body: assign(locations, places)},
		{check: "policy-required", reason: "not given", token: policyToken, id: policyID, body: assign(locations, `{}`), want: []string{"parameters MissingPolicyParameter: listOfAllowedLocations"}},
		{check: "policy-effect", reason: "one of those offered", token: policyToken, id: policyID, body: assign(purge, `{"effect":{"value":"Audit"}}`)},
		{check: "policy-effect", reason: "another", token: policyToken, id: policyID, body: assign(purge, `{"effect":{"value":"Modify"}}`), want: []string{"parameters.effect.value InvalidPolicyParameters: \"Audit\", \"Deny\" or \"Disabled\""}},
		{check: "policy-identity", reason: "nothing is written", token: policyToken, id: policyID, body: assign(purge, `{}`)},
		{check: "policy-identity", reason: "settings are written by nobody", token: policyToken, id: policyID, body: assign(logs, `{}`), want: []string{"identity ResourceIdentityRequired: identity"}},
		{check: "policy-identity", reason: "an identity of nowhere", token: policyToken, id: policyID, body: `{"identity":{"type":"SystemAssigned"}}`, want: []string{"location LocationRequired: location"}},
		{check: "policy-group-name", reason: "a long name on a subscription", token: policyToken, id: policyID, body: `{"scope":"/subscriptions/s","policyAssignmentName":"a-name-of-twenty-five-lett"}`},
		{check: "policy-group-name", reason: "a long name on a management group", token: policyToken, id: policyID, body: `{"scope":"` + group + `","policyAssignmentName":"a-name-of-twenty-five-lett"}`, want: []string{"policyAssignmentName -: 26"}},
	}
}

// deploy is a deployment of a template with these resources.
func deploy(resources string) string {
	return `{"properties":{"mode":"Incremental","template":{"$schema":"https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#","contentVersion":"1.0.0.0","resources":[` + resources + `]}}}`
}

func plan(name, tier, after string) string {
	return `{"type":"Microsoft.Security/pricings","apiVersion":"2024-01-01","name":"` + name + `","dependsOn":[` + after + `],"properties":{"pricingTier":"` + tier + `"}}`
}

func deploymentCases() []checkCase {
	arm, next := plan("Arm", "Standard", ""), plan("KeyVaults", "Standard", `"[subscriptionResourceId('Microsoft.Security/pricings', 'Arm')]"`)
	wants := func(declared, given string) string {
		return `{"properties":{"parameters":` + given + `,"template":{"parameters":` + declared + `,"resources":[]}}}`
	}
	return []checkCase{
		{check: "deployment-mode", reason: "incremental", token: deploymentToken, id: deploymentID, body: deploy("")},
		{check: "deployment-mode", reason: "complete", token: deploymentToken, id: deploymentID, body: `{"properties":{"mode":"Complete"}}`, want: []string{"properties.mode -: Incremental"}},
		{check: "template-whole", reason: "all there", token: deploymentToken, id: deploymentID, body: deploy(arm)},
		{check: "template-whole", reason: "a link instead", token: deploymentToken, id: deploymentID, body: `{"properties":{"templateLink":{"uri":"https://example.com"}}}`},
		{check: "template-whole", reason: "nothing", token: deploymentToken, id: deploymentID, body: `{"properties":{}}`, want: []string{"properties.template InvalidDeployment: template"}},
		{check: "template-whole", reason: "the schema of groups, and a resource without a version", token: deploymentToken, id: deploymentID,
			body: `{"properties":{"template":{"$schema":"https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#","resources":[{"type":"t","name":"n"}]}}}`,
			want: []string{"properties.template InvalidTemplate: $schema", "properties.template InvalidTemplate: contentVersion", "properties.template.resources[0].apiVersion InvalidTemplate: no apiVersion"}},
		{check: "template-resources", reason: "a plan", token: deploymentToken, id: deploymentID, body: deploy(arm)},
		{check: "template-resources", reason: "an account", token: deploymentToken, id: deploymentID, body: deploy(`{"type":"Microsoft.Storage/storageAccounts","name":"a"}`), want: []string{"warning properties.template.resources[0].type -: storageAccounts"}},
		{check: "template-names", reason: "two plans", token: deploymentToken, id: deploymentID, body: deploy(arm + "," + next)},
		{check: "template-names", reason: "one twice", token: deploymentToken, id: deploymentID, body: deploy(arm + "," + arm), want: []string{"properties.template.resources[1].name InvalidTemplate: resources[0].name"}},
		{check: "template-parameters", reason: "a default and a value", token: deploymentToken, id: deploymentID, body: wants(`{"a":{"defaultValue":1},"b":{}}`, `{"b":{"value":2}}`)},
		{check: "template-parameters", reason: "one too few and one too many", token: deploymentToken, id: deploymentID, body: wants(`{"a":{}}`, `{"b":{"value":2}}`),
			want: []string{"properties.parameters InvalidTemplate: 'a' is not provided", "properties.parameters.b InvalidTemplate: 'b' is not present"}},
		{check: "template-order", reason: "after another plan", token: deploymentToken, id: deploymentID, body: deploy(arm + "," + next)},
		{check: "template-order", reason: "after what is not there", token: deploymentToken, id: deploymentID, body: deploy(next), want: []string{"properties.template.resources[0].dependsOn InvalidTemplate: not defined"}},
		{check: "defender-plans", reason: "one after another", token: deploymentToken, id: deploymentID, body: deploy(arm + "," + next)},
		{check: "defender-plans", reason: "two at once, one unknown and of no tier", token: deploymentToken, id: deploymentID, body: deploy(arm + "," + plan("Vaults", "Premium", "")),
			want: []string{"warning properties.template.resources[1].name -: \"Vaults\"", "properties.template.resources[1].properties.pricingTier InvalidInputJson: Premium", "warning properties.template.resources -: 2 plans"}},
	}
}

func subscriptionCases() []checkCase {
	budget := func(amount, start, notifications string) string {
		return deploy(`{"type":"Microsoft.Consumption/budgets","name":"b","properties":{"amount":` + amount + `,"timePeriod":{"startDate":"` + start + `"},"notifications":` + notifications + `}}`)
	}
	told := `{"half":{"threshold":50,"contactEmails":["a@example.com"]}}`
	fine := budget("100", "2026-11-01T00:00:00Z", told)
	six := `{"a":{"contactRoles":["Owner"]},"b":{"contactRoles":["Owner"]},"c":{"contactRoles":["Owner"]},"d":{"contactRoles":["Owner"]},"e":{"contactRoles":["Owner"]},"f":{"threshold":1001}}`
	onAll := onSubscription + "Microsoft.Insights/diagnosticSettings/central"
	first := "properties.template.resources[0].properties."
	return []checkCase{
		{check: "budget", reason: "an amount, a month and somebody", token: deploymentToken, id: deploymentID, body: fine},
		{check: "budget", reason: "a start that the template works out", token: deploymentToken, id: deploymentID, body: budget("100", "[utcNow('yyyy-MM-01')]", told)},
		{check: "budget", reason: "nothing, some day, and six times nobody", token: deploymentToken, id: deploymentID, body: budget("0", "2026-11-02", six),
			want: []string{first + "amount 400: above 0", first + "timePeriod.startDate 400: first day", first + "notifications 400: 6", first + "notifications.f.threshold -: 1001", first + "notifications.f.contactEmails 400: nobody"}},
		{check: "budget-start", reason: "the same", token: deploymentToken, id: deploymentID, body: fine, old: fine},
		{check: "budget-start", reason: "another", token: deploymentToken, id: deploymentID, body: fine, old: budget("100", "2026-10-01T00:00:00Z", told), want: []string{first + "timePeriod.startDate 400: cannot be updated"}},
		{check: "activity-log", reason: "a subscription's categories", token: diagnosticToken, id: onAll, body: `{"logs":[{"category":"Administrative","enabled":true}]}`},
		{check: "activity-log", reason: "a vault's category, metrics and tables", token: diagnosticToken, id: onAll, body: `{"logs":[{"category":"AuditEvent"}],"metrics":[{"category":"AllMetrics"}],"logAnalyticsDestinationType":"Dedicated"}`,
			want: []string{"logs[0].category BadRequest: AuditEvent", "metrics BadRequest: no metrics", "warning logAnalyticsDestinationType -: one table"}},
	}
}
