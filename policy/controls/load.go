package controls

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// mask is what a masked secret of a snapshot looks like.
const mask = "[secret]"

// FromPlain makes a resource of decoded JSON: texts that are a mask, and Pulumi's own encoding of secrets, become Secret.
func FromPlain(urn, kind, parent string, protect bool, inputs map[string]any) *Resource {
	if kind == "" {
		kind = typeOf(urn)
	}
	marked, _ := secrets(inputs).(map[string]any)
	return &Resource{URN: urn, Type: kind, Parent: parent, Protect: protect, OptionsKnown: true, Inputs: marked}
}

// typeOf is the type token in a URN.
func typeOf(urn string) string {
	parts := strings.Split(urn, "::")
	if len(parts) < 4 {
		return ""
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:]
}

func secrets(value any) any {
	const key, signature = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270" // Pulumi SDK, common/resource/sig
	switch v := value.(type) {
	case string:
		if v == mask {
			return Secret{v}
		}
	case map[string]any:
		if v[key] == signature {
			return Secret{mask}
		}
		all := make(map[string]any, len(v))
		for name, inner := range v {
			all[name] = secrets(inner)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, inner := range v {
			all[i] = secrets(inner)
		}
		return all
	}
	return value
}

// ReadSnapshot reads a stack of a golden snapshot, or of any JSON object with a list "resources" of urn, parent, protect and inputs.
func ReadSnapshot(r io.Reader, stack, project string) (*Stack, error) {
	var snapshot struct {
		Resources []struct {
			URN, Type, Parent string
			Protect, External bool
			Delete            bool
			Inputs            map[string]any
			IgnoreChanges     []string
		}
	}
	if err := json.NewDecoder(r).Decode(&snapshot); err != nil {
		return nil, fmt.Errorf("reading the resources of stack %s: %w", stack, err)
	}
	s := &Stack{Name: stack, Project: project}
	for _, one := range snapshot.Resources {
		if one.Delete {
			continue
		}
		resource := FromPlain(one.URN, one.Type, one.Parent, one.Protect, one.Inputs)
		resource.External, resource.IgnoreChanges = one.External, one.IgnoreChanges
		s.Resources = append(s.Resources, resource)
	}
	return s, nil
}
