package arm

import (
	"regexp"
	"slices"
	"strings"
)

// templateErrors is where ARM says what it makes of a template.
const templateErrors = "Microsoft Learn, azure-resource-manager, troubleshooting, error-invalid-template; ARM error InvalidTemplate"

func checkDeploymentMode() Check {
	return Check{
		ID: "deployment-mode", Says: "A deployment to a subscription is incremental.", Source: "Microsoft Learn, azure-resource-manager, templates, deployment-modes (complete is for resource groups)",
		Run: func(r Request) []Problem {
			mode, state := r.Body.String("properties.mode")
			return one(state != Known || mode == "Incremental", refusal("properties.mode", "", "The mode %q is for resource groups; allowed is \"Incremental\".", mode))
		},
	}
}

// subscriptionTemplate is the end of the schema's address that templates for subscriptions name.
const subscriptionTemplate = "/subscriptionDeploymentTemplate.json#"

func checkTemplateWhole() Check {
	return Check{
		ID: "template-whole", Says: "A deployment has one template, which names its schema and version, and whose resources have type, version and name.",
		Source: deploymentDocument + ", schema; " + templateErrors,
		Run: func(r Request) []Problem {
			template, state := r.Body.Object("properties.template")
			linked := r.Body.Has("properties.templateLink")
			if state == Unknown || state == Absent && linked {
				return nil
			}
			if state == Absent || linked {
				return []Problem{refusal("properties.template", "InvalidDeployment", "Either a template or a link to one is given.")}
			}
			schema, known := template.String(`["$schema"]`)
			problems := one(known == Unknown || strings.HasSuffix(schema, subscriptionTemplate), refusal("properties.template", "InvalidTemplate",
				"The template's $schema is %s; one for subscriptions ends in %q.", orAbsent(schema, known), subscriptionTemplate))
			problems = append(problems, one(template.Has("contentVersion"), refusal("properties.template", "InvalidTemplate", "The template has no contentVersion."))...)
			problems = append(problems, one(template.Has("resources"), refusal("properties.template", "InvalidTemplate", "The template has no resources."))...)
			for _, part := range templateResources(r.Body) {
				for _, key := range []string{"type", "apiVersion", "name"} {
					_, unknown := part.At("")
					problems = append(problems, one(unknown == Unknown || part.Has(key), refusal(part.PathTo(key), "InvalidTemplate", "The resource has no %s.", key))...)
				}
			}
			return problems
		},
	}
}

// subscriptionKinds are the types of resource that a template for subscriptions may make.
func subscriptionKinds() []string {
	return []string{
		"Microsoft.Authorization/locks", "Microsoft.Authorization/policyAssignments", "Microsoft.Authorization/policyDefinitions",
		"Microsoft.Authorization/policySetDefinitions", "Microsoft.Authorization/roleAssignments", "Microsoft.Authorization/roleDefinitions",
		"Microsoft.Consumption/budgets", "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations", "Microsoft.Insights/diagnosticSettings", "Microsoft.PolicyInsights/remediations", "Microsoft.Resources/deployments",
		"Microsoft.Resources/resourceGroups", "Microsoft.Resources/tags", "Microsoft.Security/autoProvisioningSettings", "Microsoft.Security/pricings",
		"Microsoft.Security/securityContacts", "Microsoft.Security/settings", "Microsoft.Security/workspaceSettings",
	}
}

func checkTemplateResources() Check {
	return Check{
		ID: "template-resources", Says: "A template for subscriptions makes resources that lie in none of their groups; of other types than those listed nothing is known.",
		Source: deploymentDocument + ", supported resources",
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, part := range templateResources(r.Body) {
				problems = append(problems, one(part.kind == "" || foldContains(subscriptionKinds(), part.kind), warning(part.PathTo("type"),
					"%q is not known to be deployed to a subscription; known are %s.", part.kind, oneOf(subscriptionKinds())))...)
			}
			return problems
		},
	}
}

func checkTemplateNames() Check {
	return Check{
		ID: "template-names", Says: "A template names a resource once.", Source: templateErrors + " (resource is defined multiple times)",
		Run: func(r Request) []Problem {
			var problems []Problem
			seen := map[string]string{}
			for _, part := range templateResources(r.Body) {
				if part.kind == "" || part.name == "" {
					continue
				}
				key := strings.ToLower(part.kind + "/" + part.name)
				problems = append(problems, one(seen[key] == "", refusal(part.PathTo("name"), "InvalidTemplate",
					"The resource '%s/%s' is defined multiple times in a template; it stands at %s already.", part.kind, part.name, seen[key]))...)
				seen[key] = part.PathTo("name")
			}
			return problems
		},
	}
}

func checkTemplateParameters() Check {
	return Check{
		ID: "template-parameters", Says: "A deployment gives a value to every parameter of its template without a default, and to no other.", Source: templateErrors,
		Run: func(r Request) []Problem {
			template, state := r.Body.Object("properties.template")
			if _, given := r.Body.At("properties.parameters"); state != Known || given == Unknown || r.Body.Has("properties.parametersLink") {
				return nil
			}
			declared, _ := template.Keys("parameters")
			given, _ := r.Body.Keys("properties.parameters")
			var problems []Problem
			for _, name := range declared {
				problems = append(problems, one(foldContains(given, name) || template.Has("parameters."+name+".defaultValue"), refusal("properties.parameters", "InvalidTemplate",
					"Deployment template validation failed: 'The value for the template parameter '%s' is not provided.'", name))...)
			}
			for _, name := range given {
				problems = append(problems, one(foldContains(declared, name), refusal("properties.parameters."+name, "InvalidTemplate",
					"Deployment template validation failed: 'The template parameter '%s' is not present in the original template.'", name))...)
			}
			return problems
		},
	}
}

// namedIn reads the reference that a dependsOn holds: a name alone, type and name, or the function that joins them.
var namedIn = regexp.MustCompile(`^\[(?:subscriptionResourceId|resourceId)\('([^']+)',\s*'([^']+)'\)\]$`)

// dependsOn are the resources of the template that one waits for, as "type/name" in small letters or a name alone. The second result is
// false where an entry cannot be read.
func dependsOn(part templateResource) ([]string, bool) {
	entries, state := part.Strings("dependsOn")
	if state == Unknown {
		return nil, false
	}
	var found []string
	for _, entry := range entries {
		if match := namedIn.FindStringSubmatch(entry); match != nil {
			entry = match[1] + "/" + match[2]
		} else if strings.HasPrefix(entry, "[") {
			return nil, false
		}
		found = append(found, strings.ToLower(entry))
	}
	return found, true
}

// answersTo reports whether a reference of a dependsOn names a resource of the template.
func (t templateResource) answersTo(reference string) bool {
	return strings.EqualFold(reference, t.name) || strings.EqualFold(reference, t.kind+"/"+t.name)
}

func checkTemplateOrder() Check {
	return Check{
		ID: "template-order", Says: "What a resource of a template waits for is in the template.", Source: templateErrors + " (resource is not defined in the template)",
		Run: func(r Request) []Problem {
			all := templateResources(r.Body)
			var problems []Problem
			for _, part := range all {
				waits, readable := dependsOn(part)
				if !readable {
					continue
				}
				for _, reference := range waits {
					there := slices.ContainsFunc(all, func(other templateResource) bool { return other.answersTo(reference) })
					expressions := slices.ContainsFunc(all, func(other templateResource) bool { return other.kind == "" || other.name == "" })
					problems = append(problems, one(there || expressions, refusal(part.PathTo("dependsOn"), "InvalidTemplate", "The resource '%s' is not defined in the template.", reference))...)
				}
			}
			return problems
		},
	}
}
