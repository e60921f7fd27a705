package governance

import "fmt"

// subscriptionSchema is the schema of templates that are deployed to a subscription (Azure Resource Manager documentation,
// deploy-to-subscription).
const subscriptionSchema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#"

// Template is a template for a subscription. It has neither parameters nor expressions beyond references among its own
// resources, so that what it makes can be read off it.
type Template struct {
	Resources []TemplateResource
}

// TemplateResource is one resource of a template.
type TemplateResource struct {
	// Type is the ARM type: "Microsoft.Security/pricings".
	Type string
	// APIVersion is the version that Properties are written for: "2024-01-01".
	APIVersion string
	Name       string
	// After is the name of the resource of the same type that must be there first, "" for none.
	After      string
	Properties map[string]any
}

// Value is the template as ARM reads it.
func (t Template) Value() map[string]any {
	resources := make([]any, 0, len(t.Resources))
	for _, resource := range t.Resources {
		value := map[string]any{
			"type": resource.Type, "apiVersion": resource.APIVersion, "name": resource.Name, "properties": resource.Properties,
		}
		if resource.After != "" {
			value["dependsOn"] = []any{fmt.Sprintf("[subscriptionResourceId('%s', '%s')]", resource.Type, resource.After)}
		}
		resources = append(resources, value)
	}
	return map[string]any{"$schema": subscriptionSchema, "contentVersion": "1.0.0.0", "resources": resources}
}
