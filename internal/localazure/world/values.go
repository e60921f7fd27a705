package world

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// The world writes properties as plain JSON. What JSON has no word for is an object with one of these keys; keys of the
// properties themselves that begin with the same sign are written with one more of it.
const (
	markSign = "$"
	// digestMark holds the digest of a secret.
	digestMark = "$digest"
	// unknownMark stands for a value that is not known yet. Only a preview's overlay holds any.
	unknownMark = "$unknown"
)

// Encode makes properties into the form the world keeps. Every leaf inside a secret becomes a digest; keys and the shape
// stay. Nulls inside objects are left out, as Azure leaves them out.
func (w *World) Encode(properties resource.PropertyMap) map[string]any {
	return encodeObject(w.salt, properties, false)
}

// EncodeSecret makes one value into the form the world keeps, as if it had been marked as a secret.
func (w *World) EncodeSecret(value resource.PropertyValue) any {
	return encodeValue(w.salt, value, true)
}

// Matches reports whether a value is the one that a digest of this world was made of.
func (w *World) Matches(digest string, value resource.PropertyValue) bool {
	return hmac.Equal([]byte(digest), []byte(digestOf(w.salt, plain(value))))
}

func encodeObject(salt []byte, properties resource.PropertyMap, secret bool) map[string]any {
	encoded := make(map[string]any, len(properties))
	for key, value := range properties {
		if value.IsNull() {
			continue
		}
		encoded[escape(string(key))] = encodeValue(salt, value, secret)
	}
	return encoded
}

func encodeValue(salt []byte, value resource.PropertyValue, secret bool) any {
	switch {
	case value.IsSecret():
		return encodeValue(salt, value.SecretValue().Element, true)
	case value.IsOutput():
		output := value.OutputValue()
		if !output.Known {
			return map[string]any{unknownMark: true}
		}
		return encodeValue(salt, output.Element, secret || output.Secret)
	case value.IsComputed():
		// Decode puts a digest into an unknown value, so that it can find its way back.
		if digest, ok := digestIn(value); ok {
			return map[string]any{digestMark: digest}
		}
		return map[string]any{unknownMark: true}
	case value.IsArray():
		elements := make([]any, len(value.ArrayValue()))
		for i, element := range value.ArrayValue() {
			elements[i] = encodeValue(salt, element, secret)
		}
		return elements
	case value.IsObject():
		return encodeObject(salt, value.ObjectValue(), secret)
	}
	leaf := plain(value)
	if secret && leaf != nil {
		return map[string]any{digestMark: digestOf(salt, leaf)}
	}
	return leaf
}

// plain is a leaf as JSON has it. What ARM has no word for (files, references to resources) becomes a text.
func plain(value resource.PropertyValue) any {
	switch {
	case value.IsSecret():
		return plain(value.SecretValue().Element)
	case value.IsNull():
		return nil
	case value.IsBool():
		return value.BoolValue()
	case value.IsNumber():
		return value.NumberValue()
	case value.IsString():
		return value.StringValue()
	}
	return value.String()
}

func digestOf(salt []byte, leaf any) string {
	// A leaf is a text, a number or a truth value; each has a JSON form.
	text, err := json.Marshal(leaf)
	if err != nil {
		text = nil
	}
	sum := hmac.New(sha256.New, salt)
	sum.Write(text)
	return digestPrefix + hex.EncodeToString(sum.Sum(nil))
}

// digestPrefix says how digests are made.
const digestPrefix = "hmac-sha256:"

// digestIn is the digest that Decode put into an unknown value.
func digestIn(value resource.PropertyValue) (string, bool) {
	if !value.IsComputed() {
		return "", false
	}
	element := value.Input().Element
	if !element.IsString() || !strings.HasPrefix(element.StringValue(), digestPrefix) {
		return "", false
	}
	return element.StringValue(), true
}

// Decode reads what Encode wrote. A digest cannot be turned back: it comes out as a secret unknown value, which Encode
// writes as the same digest again.
func Decode(properties map[string]any) resource.PropertyMap {
	decoded := make(resource.PropertyMap, len(properties))
	for key, value := range properties {
		decoded[resource.PropertyKey(unescape(key))] = decodeValue(value)
	}
	return decoded
}

func decodeValue(value any) resource.PropertyValue {
	switch value := value.(type) {
	case bool:
		return resource.NewBoolProperty(value)
	case float64:
		return resource.NewNumberProperty(value)
	case string:
		return resource.NewStringProperty(value)
	case []any:
		elements := make([]resource.PropertyValue, len(value))
		for i := range value {
			elements[i] = decodeValue(value[i])
		}
		return resource.NewArrayProperty(elements)
	case map[string]any:
		if IsUnknown(value) {
			return resource.MakeComputed(resource.NewStringProperty(""))
		}
		if digest, ok := DigestOf(value); ok {
			return resource.MakeSecret(resource.MakeComputed(resource.NewStringProperty(digest)))
		}
		return resource.NewObjectProperty(Decode(value))
	default:
		return resource.NewNullProperty()
	}
}

// IsUnknown reports whether an encoded value is one that is not known yet.
func IsUnknown(value any) bool {
	object, ok := value.(map[string]any)
	if !ok || len(object) != 1 {
		return false
	}
	_, ok = object[unknownMark]
	return ok
}

// Digest is the digest inside a value that Decode made of one.
func Digest(value resource.PropertyValue) (string, bool) {
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	return digestIn(value)
}

// DigestOf is the digest that stands in the place of a secret, where an encoded value is one.
func DigestOf(value any) (string, bool) {
	object, ok := value.(map[string]any)
	if !ok || len(object) != 1 {
		return "", false
	}
	digest, ok := object[digestMark].(string)
	return digest, ok
}

func escape(key string) string {
	if strings.HasPrefix(key, markSign) {
		return markSign + key
	}
	return key
}

func unescape(key string) string {
	if strings.HasPrefix(key, markSign+markSign) {
		return key[len(markSign):]
	}
	return key
}
