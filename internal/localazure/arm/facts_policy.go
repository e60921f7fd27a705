package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	policySpecification     = "azure-rest-api-specs Microsoft.Authorization 2022-06-01 policyAssignments.json"
	policyDefinitions       = "Azure/azure-policy, built-in-policies/policyDefinitions"
	deploymentSpecification = "azure-rest-api-specs Microsoft.Resources 2024-03-01 resources.json"
	deploymentDocument      = "Microsoft Learn, azure-resource-manager, templates, deploy-to-subscription"

	typePolicyDefinition = "Microsoft.Authorization/policyDefinitions"
	typePolicySet        = "Microsoft.Authorization/policySetDefinitions"
)

// policyTypes are assignments of policies. Those whose conditions are in policies_act.go refuse what they deny; the others are held.
func policyTypes() []Type {
	return []Type{{
		Token:  "azure-native:authorization/v20220601:PolicyAssignment",
		Path:   "/{scope}/providers/Microsoft.Authorization/policyAssignments/{policyAssignmentName}",
		Source: policySpecification,
		Name: NameRule{
			Min: 1, Max: 64, Pattern: `^[^<>%&:?/\\]*[^<>%&:?/\\. ]$`, Allowed: `anything but < > % & : ? / \, not ending in a space or period`, Source: nameRules,
		},
		Changes: together(
			refused("terraform-provider-azurerm subscription_policy_assignment (policy_definition_id ForceNew, supporting)", "policyDefinitionId"),
			updates(inPlace(policySpecification), "description", "displayName", "enforcementMode", "identity", "location", "metadata", "nonComplianceMessages",
				"notScopes", "overrides", "parameters", "resourceSelectors"),
		),
		Defaults: defaults(policySpecification+", default of enforcementMode", map[string]any{"enforcementMode": "Default"}),
		References: []Reference{
			{Path: "policyDefinitionId", Types: []string{typePolicyDefinition, typePolicySet}, Source: policySpecification},
			{Path: "identity.userAssignedIdentities[*]", Types: []string{typeIdentity}, Source: policySpecification},
		},
		Sets: facts(policySpecification+" (excluded scopes have no order)", "notScopes"),
		Checks: []Check{
			checkScopeExists(), checkPolicyKnown(), checkPolicyParameters(), checkPolicyRequired(), checkPolicyEffect(), checkPolicyIdentity(), checkPolicyGroupName(),
		},
	}}
}

// deploymentTypes are deployments of templates to a subscription. A GET does not return the template: the shape of its
// answer has none. The world keeps it all the same, because a later template is held against what this one made.
func deploymentTypes() []Type {
	return []Type{{
		Token:    "azure-native:resources/v20240301:DeploymentAtSubscriptionScope",
		Path:     "/subscriptions/{subscriptionId}/providers/Microsoft.Resources/deployments/{deploymentName}",
		Source:   deploymentSpecification,
		Location: Regional,
		Name: NameRule{
			Min: 1, Max: 64, Pattern: `^[-\w._()]+$`, Allowed: "letters, digits, underscores, hyphens, periods and parentheses",
			Source: deploymentSpecification + ", deploymentName; " + nameRules,
		},
		Changes: together(
			refused("ARM error InvalidDeploymentLocation; "+deploymentDocument+" (each deployment name has one location)", "location"),
			updates(inPlace(deploymentSpecification), "properties", "tags"),
		),
		Outputs: []Output{
			computed("properties.provisioningState", typings, func(Request) string { return "Succeeded" }),
			drawn("properties.correlationId"), generatedStamp("properties.timestamp"), deployedResources(),
		},
		Checks: []Check{
			checkLocationExists(), checkDeploymentMode(), checkTemplateWhole(), checkTemplateResources(), checkTemplateNames(), checkTemplateParameters(),
			checkTemplateOrder(), checkBudget(), checkBudgetStart(), checkDefenderPlans(),
		},
	}}
}

// deployedResources are the identifiers of what a template made. They are known where the names in the template are plain
// text; what the template made is not in the world by itself, because the provider never asks for it, and it stays when the
// deployment is deleted.
func deployedResources() Output {
	return Output{Name: "properties.outputResources", Source: deploymentSpecification + ", DeploymentPropertiesExtended.outputResources", Make: func(r Request) resource.PropertyValue {
		var made []resource.PropertyValue
		for _, part := range templateResources(r.Body) {
			if part.kind == "" || part.name == "" {
				continue
			}
			id := "/subscriptions/" + r.Subscription + "/providers/" + part.kind + "/" + part.name
			made = append(made, resource.NewObjectProperty(resource.PropertyMap{"id": resource.NewStringProperty(id)}))
		}
		return resource.NewArrayProperty(made)
	}}
}

// templateResource is one resource of a template. A kind or name that is an expression is "".
type templateResource struct {
	Body
	kind, name string
}

// templateResources are the resources of the template in a deployment's body, as far as they are known.
func templateResources(b Body) []templateResource {
	elements, _ := b.Elements("properties.template.resources")
	parts := make([]templateResource, 0, len(elements))
	for _, element := range elements {
		parts = append(parts, templateResource{Body: element, kind: literal(element, "type"), name: literal(element, "name")})
	}
	return parts
}

// literal is a text of a template, "" where it is not known or an expression in brackets.
func literal(b Body, path string) string {
	text, _ := b.String(path)
	if strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "[[") {
		return ""
	}
	return text
}

// ofKind are the resources of a template that are of an ARM type.
func ofKind(r Request, kind string) []templateResource {
	var found []templateResource
	for _, part := range templateResources(r.Body) {
		if strings.EqualFold(part.kind, kind) {
			found = append(found, part)
		}
	}
	return found
}

// deployedBefore finds a resource of the template that was deployed last, by type and name.
func deployedBefore(old *world.Resource, kind, name string) (templateResource, bool) {
	if old == nil {
		return templateResource{}, false
	}
	for _, part := range templateResources(InputsOf(*old)) {
		if strings.EqualFold(part.kind, kind) && strings.EqualFold(part.name, name) {
			return part, true
		}
	}
	return templateResource{}, false
}
