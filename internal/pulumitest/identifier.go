package pulumitest

import (
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

var apiVersion = regexp.MustCompile(`/v[0-9]{8}[a-z]*:`)

// versionless is a type token without its API version: "azure-native:network:VirtualNetwork".
func versionless(typ string) string {
	return apiVersion.ReplaceAllString(typ, ":")
}

// identifier is the identifier that the provider would give. For Azure it has ARM's form wherever the inputs name the
// resource; a resource without an explicit name gets its logical one, as the provider would make one up from it.
func identifier(typ, name string, inputs resource.PropertyMap) string {
	if strings.HasPrefix(typ, "kubernetes:") {
		return kubernetesID(name, inputs)
	}
	known, ok := lookupType(typ)
	if !ok {
		return name + "-id"
	}
	names := make([]string, len(known.names))
	for i, input := range known.names {
		names[i] = text(inputs, input)
		if fixed, ok := strings.CutPrefix(input, "="); ok {
			names[i] = fixed
		}
	}
	if last := len(names) - 1; names[last] == "" {
		names[last] = name
	}
	if known.kind == "" {
		return "/subscriptions/" + SubscriptionID + "/resourceGroups/" + names[0]
	}
	scope := "/subscriptions/" + SubscriptionID
	if _, grouped := inputs["resourceGroupName"]; grouped {
		scope += "/resourceGroups/" + text(inputs, "resourceGroupName")
	}
	if known.scope != "" {
		scope = text(inputs, resource.PropertyKey(known.scope))
	}
	parts := strings.Split(known.kind, "/")
	id := scope + "/providers/" + parts[0]
	for i, part := range parts[1:] {
		id += "/" + part + "/" + names[i]
	}
	return id
}

func kubernetesID(name string, inputs resource.PropertyMap) string {
	metadata := object(inputs, "metadata")
	if given := text(metadata, "name"); given != "" {
		name = given
	}
	if namespace := text(metadata, "namespace"); namespace != "" {
		return namespace + "/" + name
	}
	return name
}

// text is a string property, "" if there is none or it is not known.
func text[K ~string](properties resource.PropertyMap, key K) string {
	value := plainValue(properties[resource.PropertyKey(key)])
	if !value.IsString() {
		return ""
	}
	return value.StringValue()
}

// object is an object property, empty if there is none.
func object[K ~string](properties resource.PropertyMap, key K) resource.PropertyMap {
	value := plainValue(properties[resource.PropertyKey(key)])
	if !value.IsObject() {
		return resource.PropertyMap{}
	}
	return value.ObjectValue()
}

// plainValue takes a value out of its secret.
func plainValue(value resource.PropertyValue) resource.PropertyValue {
	for value.IsSecret() {
		value = value.SecretValue().Element
	}
	return value
}
