package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// A key's inputs lie under "properties"; its outputs lie at the top. What was sent is copied there, and what was not is
// filled as the vault fills it.

// flattened names the reason for the copies.
const flattened = keySpecification + ", Key.properties (x-ms-client-flatten); " + typings

// fromInput is an output that repeats an input that lies elsewhere; it is left out where nothing was sent.
func fromInput(name, path string) Output { return fromInputOr(name, path, resource.NewNullProperty()) }

func fromInputOr(name, path string, otherwise resource.PropertyValue) Output {
	return Output{Name: name, Source: flattened, Make: func(r Request) resource.PropertyValue {
		value, state := r.Body.At(path)
		switch state {
		case Known:
			return value
		case Unknown:
			return resource.MakeComputed(resource.NewStringProperty(""))
		case Absent:
		}
		return otherwise
	}}
}

func keyEnabled() Output {
	return fromInputOr("attributes.enabled", "properties.attributes.enabled", resource.NewBoolProperty(true))
}

func keyExportable() Output {
	return fromInputOr("attributes.exportable", "properties.attributes.exportable", resource.NewBoolProperty(false))
}

// keySize is the size of an RSA key: 2048 bits where none was asked for.
func keySize() Output {
	return Output{Name: "keySize", Source: flattened + "; Microsoft Learn, key-vault, about-keys-details", Make: func(r Request) resource.PropertyValue {
		otherwise := resource.NewNullProperty()
		if kind, _ := r.Body.String("properties.kty"); strings.HasPrefix(kind, "RSA") {
			otherwise = resource.NewNumberProperty(2048)
		}
		return fromInputOr("keySize", "properties.keySize", otherwise).Make(r)
	}}
}

// keyOperations are what a key may be used for: everything its kind can do where nothing was said.
func keyOperations() Output {
	return Output{Name: "keyOps", Source: flattened + "; Microsoft Learn, key-vault, about-keys-details, key operations", Make: func(r Request) resource.PropertyValue {
		operations := []string{"sign", "verify"}
		if kind, _ := r.Body.String("properties.kty"); strings.HasPrefix(kind, "RSA") {
			operations = []string{"encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"}
		}
		values := make([]resource.PropertyValue, 0, len(operations))
		for _, operation := range operations {
			values = append(values, resource.NewStringProperty(operation))
		}
		return fromInputOr("keyOps", "properties.keyOps", resource.NewArrayProperty(values)).Make(r)
	}}
}
