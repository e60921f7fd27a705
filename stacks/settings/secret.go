package settings

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Secret is a setting that nobody may see, which the Pulumi CLI keeps encrypted in the stack's file. It shows itself nowhere:
// printed or compared by what it prints, it is one word. The program gets the value; whoever reads the files, without the key, only
// sees that there is one.
type Secret string

// sealed is a secret as the files hold it. No value that people bring contains the character.
const sealed Secret = "\x00"

// Given says whether there is a value.
func (s Secret) Given() bool { return s != "" }

// Sealed says whether the value is there and cannot be seen.
func (s Secret) Sealed() bool { return s == sealed }

// Reveal is the value itself, for a resource that needs it; whoever takes it marks it as secret at once. It fails for one that is
// sealed.
func (s Secret) Reveal() (string, error) {
	if s.Sealed() {
		return "", errors.New("the value is encrypted in the stack's file, and was not decrypted")
	}
	return string(s), nil
}

// String is what a secret shows.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "[secret]"
}

// GoString is what a secret shows with %#v.
func (s Secret) GoString() string { return s.String() }

// Format is what a secret shows with every other verb.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = state.Write([]byte(s.String())) }

// MarshalText is what a secret shows in JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// secretType is the type of settings that are secret.
var secretType = reflect.TypeFor[Secret]()

// Secrets lists the keys of the settings that are secret, without the project's namespace, in their order.
func Secrets() []string {
	var names []string
	for _, f := range settingFields() {
		if f.typ == secretType {
			names = append(names, f.name)
		}
	}
	return names
}

// GivenSecrets lists the secret settings that have a value, by their keys without namespace.
func (s *Settings) GivenSecrets() []string {
	var given []string
	values := reflect.ValueOf(s).Elem()
	for _, f := range settingFields() {
		if f.typ == secretType && values.FieldByIndex(f.index).String() != "" {
			given = append(given, f.name)
		}
	}
	return given
}

// isSecret says whether a full key is that of a secret setting.
func isSecret(key string) bool {
	name, ours := strings.CutPrefix(key, Project+":")
	return ours && slices.Contains(Secrets(), name)
}

// errPlain is told for a secret that lies in a file for everybody to read. What it is is not told.
var errPlain = errors.New("is a secret in plain text; take it out of the file and set it with pulumi config set --secret")

// seal is a secret setting as a file holds it: sealed, or empty. It fails for one that is not encrypted.
func seal(value *yaml.Node) (string, error) {
	switch {
	case value.Tag == "!!null" || value.Kind == yaml.ScalarNode && value.Value == "":
		return "", nil
	case value.Kind == yaml.MappingNode && len(value.Content) == 2 && value.Content[0].Value == "secure":
		return string(sealed), nil
	}
	return "", errPlain
}
