package pulumitest

import (
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const (
	// SecretMark stands for a secret in Plain's result: a test sees that a value is hidden, not the value.
	SecretMark = "[secret]"
	// UnknownMark stands for a value that a preview does not know yet.
	UnknownMark = "[unknown]"
)

// Plain turns properties into plain values for a comparison of the whole: objects to map[string]any, lists to []any,
// numbers to float64. Secrets become SecretMark, unknowns UnknownMark; what is null is left out, as the wire leaves it out.
func Plain(properties resource.PropertyMap) map[string]any {
	plain := make(map[string]any, len(properties))
	for key, value := range properties {
		if value.IsNull() {
			continue
		}
		plain[string(key)] = plainAny(value)
	}
	return plain
}

func plainAny(value resource.PropertyValue) any {
	switch {
	case value.IsSecret():
		return SecretMark
	case value.IsComputed(), value.IsOutput() && !value.OutputValue().Known:
		return UnknownMark
	case value.IsOutput():
		if value.OutputValue().Secret {
			return SecretMark
		}
		return plainAny(value.OutputValue().Element)
	case value.IsArray():
		list := make([]any, 0, len(value.ArrayValue()))
		for _, element := range value.ArrayValue() {
			list = append(list, plainAny(element))
		}
		return list
	case value.IsObject():
		return Plain(value.ObjectValue())
	case value.IsResourceReference():
		return string(value.ResourceReferenceValue().URN)
	}
	return value.V
}
