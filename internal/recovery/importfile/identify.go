package importfile

import (
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/kube"
	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// armTypes are the ARM types by their tokens, with the paths of Azure's specifications.
var armTypes = sync.OnceValue(func() map[string]arm.Type {
	types := map[string]arm.Type{}
	for _, t := range arm.Types() {
		types[t.Token] = t
	}
	return types
})

// kinds are the kinds of Kubernetes objects by their tokens.
var kinds = sync.OnceValue(func() map[string]kube.Kind {
	known := map[string]kube.Kind{}
	for _, k := range kube.Kinds() {
		known[k.Token()] = k
	}
	return known
})

// identify computes what a resource is called by whoever has it.
func identify(made registration, provider resource.PropertyMap) (id string, why Why) {
	pkg, _, _ := strings.Cut(made.Type, ":")
	switch pkg {
	case "azure-native":
		t, known := armTypes()[made.Type]
		if !known {
			return "", Nameless
		}
		subscription := provider["subscriptionId"]
		if !subscription.IsString() {
			return "", Later
		}
		id, ok := t.Identifier(made.Inputs, subscription.StringValue())
		if !ok {
			return "", Later
		}
		return id, ""
	case "kubernetes":
		return object(made)
	case "random":
		return "", Drawn
	}
	return "", Nameless
}

// object is the identifier of a Kubernetes object: namespace and name, or the name alone where it lies in none (pulumi-kubernetes,
// provider: fqName).
func object(made registration) (id string, why Why) {
	kind, known := kinds()[made.Type]
	if !known {
		return "", Nameless
	}
	metadata := resource.PropertyMap{}
	if value := made.Inputs["metadata"]; value.IsObject() {
		metadata = value.ObjectValue()
	}
	name := metadata["name"]
	if !name.IsString() {
		return "", Later
	}
	if !kind.Namespaced {
		return name.StringValue(), ""
	}
	switch namespace := metadata["namespace"]; {
	case namespace.IsString():
		return namespace.StringValue() + "/" + name.StringValue(), ""
	case namespace.IsNull():
		return "default/" + name.StringValue(), ""
	}
	return "", Later
}

// supplied are the inputs that the file gives because the provider shows them nowhere, in JSON: a database's create mode is one, and
// without it the state would say that a replica is none, which replaces it. A value that is not known yet has to be waited for; a secret
// is left to the up that follows. The CLI takes from here what a read does not return (Pulumi CLI 3.259, importSpec.Inputs).
func supplied(made registration) (inputs json.RawMessage, why Why) {
	given := map[string]any{}
	for _, name := range hidden()[made.Type] {
		switch value := made.Inputs[resource.PropertyKey(name)]; {
		case value.IsNull() || value.ContainsSecrets():
		case value.ContainsUnknowns():
			return nil, Later
		default:
			given[name] = made.raw[name]
		}
	}
	if len(given) == 0 {
		return nil, ""
	}
	inputs, err := json.Marshal(given)
	if err != nil {
		return nil, Nameless // what came out of JSON goes into it
	}
	return inputs, ""
}

// hidden are the inputs of ARM types that their outputs do not have, by token (the typings of the provider).
var hidden = sync.OnceValue(func() map[string][]string {
	shapes, err := schema.Load()
	if err != nil {
		return nil // embedded: the tests load it too
	}
	inputs := map[string][]string{}
	for token, t := range armTypes() {
		shape, known := shapes.Resource(token)
		if !known {
			continue
		}
		for name := range shape.Inputs {
			if _, shown := shape.Outputs[name]; !shown && !strings.Contains(t.Path, "{"+name+"}") {
				inputs[token] = append(inputs[token], name)
			}
		}
		slices.Sort(inputs[token])
	}
	return inputs
})

// neverReturned are the inputs of a resource that its service takes and does not give back.
func neverReturned(made registration) []string {
	var paths []string
	for _, fact := range armTypes()[made.Type].WriteOnly {
		if given(resource.NewObjectProperty(made.Inputs), strings.Split(fact.Path, ".")) {
			paths = append(paths, fact.Path)
		}
	}
	slices.Sort(paths)
	return paths
}

// given tells whether a program sets what lies at a path, "[*]" for any element.
func given(value resource.PropertyValue, path []string) bool {
	if len(path) == 0 {
		return !value.IsNull()
	}
	if !value.IsObject() {
		return !value.IsNull() && secretObject(value)
	}
	name, list := strings.CutSuffix(path[0], "[*]")
	inner := value.ObjectValue()[resource.PropertyKey(name)]
	if !list {
		return given(inner, path[1:])
	}
	return inner.IsArray() && slices.ContainsFunc(inner.ArrayValue(), func(v resource.PropertyValue) bool { return given(v, path[1:]) }) ||
		secretObject(inner)
}

// secretObject tells whether a value is hidden as a whole: what lies in it cannot be seen, and counts as given.
func secretObject(value resource.PropertyValue) bool { return value.IsSecret() }

// secretSignature marks a secret in an event, whose content is not shown (Pulumi SDK, common/resource/sig).
const secretSignature = "4dabf18193072939515e22adb298388d"

// properties are the inputs of an event. What is not known, and what is secret, is marked as such.
func properties(inputs map[string]any) resource.PropertyMap {
	return resource.NewPropertyMapFromMapRepl(inputs, nil, func(value any) (resource.PropertyValue, bool) {
		switch value := value.(type) {
		case string:
			if value == plugin.UnknownStringValue {
				return resource.MakeComputed(resource.NewStringProperty("")), true
			}
		case map[string]any:
			if _, is := value[secretSignature]; is {
				return resource.MakeSecret(resource.NewStringProperty("")), true
			}
		}
		return resource.PropertyValue{}, false
	})
}
