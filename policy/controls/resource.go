package controls

import (
	"fmt"
	"strconv"
	"strings"
)

// Unknown is a value that is not known before apply.
type Unknown struct{}

// Secret is a value that is marked secret. Rules see that it is one, and may look at it; messages never show it.
type Secret struct{ Value any }

// Resource is what rules read of a resource.
type Resource struct {
	URN  string
	Type string // "azure-native:sql/v20230801:Server"
	// Inputs hold texts, numbers (float64), booleans, lists ([]any), maps (map[string]any), Unknown and Secret.
	Inputs map[string]any
	Parent string
	// Protect and IgnoreChanges are options. OptionsKnown is false where the resource was read from a state that does not keep them.
	Protect       bool
	IgnoreChanges []string
	OptionsKnown  bool
	// Aliases are the URNs under which the last state may know it.
	Aliases []string
	// External is true for a resource that the stack only reads.
	External bool

	cached string // the kind
}

// Name is the logical name.
func (r *Resource) Name() string { return NameOf(r.URN) }

// NameOf is the logical name in a URN; of what is no URN, all of it.
func NameOf(urn string) string {
	if at := strings.LastIndex(urn, "::"); at >= 0 {
		return urn[at+len("::"):]
	}
	return urn
}

// Kind is the type without package and version: "sql:Server", "kubernetes:Namespace", "trelica:vault:Vault" for a component. A program
// that names no version, or another, is judged alike.
func (r *Resource) Kind() string {
	parts := strings.Split(r.Type, ":")
	switch {
	case len(parts) != 3:
		return r.Type
	case parts[0] == "azure-native":
		module, _, _ := strings.Cut(parts[1], "/")
		return module + ":" + parts[2]
	case parts[0] == "kubernetes":
		return "kubernetes:" + parts[2]
	}
	return r.Type
}

// Version is the API version of the type token, "v20230801". "" stands for the provider's default.
func (r *Resource) Version() string {
	parts := strings.Split(r.Type, ":")
	if len(parts) != 3 {
		return ""
	}
	_, version, _ := strings.Cut(parts[1], "/")
	return version
}

// Azure tells whether it is a resource of Azure.
func (r *Resource) Azure() bool { return strings.HasPrefix(r.Type, "azure-native:") }

// Text is the text at a path, "" where there is none or it is not known.
func (r *Resource) Text(path string) string {
	for _, found := range r.At(path) {
		if text, ok := plain(found.Value).(string); ok {
			return text
		}
	}
	return ""
}

// plain is a value without its mark of secrecy.
func plain(value any) any {
	if secret, ok := value.(Secret); ok {
		return plain(secret.Value)
	}
	return value
}

// Place is a value and where it is.
type Place struct {
	Path  string
	Value any
	// Absent is true where there is no such value: Path is then where it would be.
	Absent bool
}

// At finds the values at a path such as "agentPoolProfiles[].enableFIPS": one for every element of a list. A list that is absent or
// empty has none; a property that is absent is one place. Property names are compared without regard to case, as Azure does.
func (r *Resource) At(path string) []Place {
	return at(Place{Value: r.Inputs}, strings.Split(path, "."))
}

// first is the first value at a path, and an absent one where a list on the way has no elements.
func (r *Resource) first(path string) Place {
	if all := r.At(path); len(all) > 0 {
		return all[0]
	}
	return Place{Path: strings.ReplaceAll(path, "[]", ""), Absent: true}
}

func at(from Place, steps []string) []Place {
	value := plain(from.Value)
	if _, unknown := value.(Unknown); unknown || len(steps) == 0 {
		return []Place{from}
	}
	name, each := strings.CutSuffix(steps[0], "[]")
	object, _ := value.(map[string]any)
	inner, found := get(object, name)
	here := Place{Path: strings.TrimPrefix(from.Path+"."+name, "."), Value: inner, Absent: !found || inner == nil}
	if here.Absent {
		if each || strings.Contains(strings.Join(steps, "."), "[]") {
			return nil
		}
		here.Path = strings.TrimPrefix(from.Path+"."+strings.Join(steps, "."), ".")
		return []Place{here}
	}
	if !each {
		return at(here, steps[1:])
	}
	list, ok := plain(inner).([]any)
	if !ok {
		if _, unknown := plain(inner).(Unknown); unknown {
			return []Place{here}
		}
		return nil
	}
	var all []Place
	for i, element := range list {
		all = append(all, at(Place{Path: here.Path + "[" + strconv.Itoa(i) + "]", Value: element}, steps[1:])...)
	}
	return all
}

// get reads a property, first as it is written.
func get(object map[string]any, name string) (any, bool) {
	if value, ok := object[name]; ok {
		return value, true
	}
	for key, value := range object {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

// show is a value in a message; secrets are masked, long texts cut.
func show(value any) string {
	const longest = 90
	switch v := value.(type) {
	case nil:
		return "absent"
	case Secret:
		return "[secret]"
	case Unknown:
		return "not known yet"
	case Default:
		if v.Value == nil {
			return "absent (" + v.Source + ")"
		}
		return "absent, which is " + show(v.Value) + " (" + v.Source + ")"
	case string:
		if len(v) > longest {
			v = v[:longest] + "…"
		}
		return strconv.Quote(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any:
		return fmt.Sprintf("an object of %d properties", len(v))
	case []any:
		if len(v) > 4 {
			return fmt.Sprintf("a list of %d", len(v))
		}
		parts := make([]string, len(v))
		for i, inner := range v {
			parts[i] = show(inner)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(value)
}
