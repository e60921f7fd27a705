package arm

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// consequence is what a difference does to a living resource.
type consequence struct {
	difference
	effect Effect
	source string
	// unsure is true where no fact speaks of the difference.
	unsure bool
}

// consequences asks the facts what each difference does.
func consequences(t *knownType, differences []difference) []consequence {
	found := make([]consequence, 0, len(differences))
	for _, difference := range differences {
		found = append(found, consequenceOf(t, difference))
	}
	return found
}

// consequenceOf is the strongest of what the facts say of the values that came, went or changed.
func consequenceOf(t *knownType, difference difference) consequence {
	value := difference.after
	if difference.kind == deleted {
		value = difference.before
	}
	paths := []resource.PropertyPath{difference.path}
	if difference.kind != altered {
		paths = leaves(difference.path, value)
	}
	result := consequence{difference: difference, effect: Kept}
	strongest := -1
	for _, path := range paths {
		effect, source, known := effectAt(t, path)
		if !known {
			result.unsure = true
		}
		if strength := strengthOf(effect); strength > strongest {
			strongest = strength
			result.effect, result.source = effect, source
		}
	}
	if result.effect == Replaces || result.effect == Refused {
		result.unsure = false
	}
	return result
}

// strengthOf orders effects by how much they do.
func strengthOf(effect Effect) int {
	return slices.Index([]Effect{Kept, Updates, Refused, Replaces}, effect)
}

// effectAt is what the facts say of changing the value at a path. Parameters of the type's path always replace: they
// are the resource's identity (pulumi-azure-native provider/pkg/provider/diff.go, calculateDetailedDiff).
func effectAt(t *knownType, path resource.PropertyPath) (effect Effect, source string, known bool) {
	if name, ok := path[0].(string); ok && slices.Contains(t.template.parameters(), name) {
		return Replaces, t.Source, true
	}
	longest := -1
	for _, change := range t.Changes {
		if length, ok := covers(change.Path, path); ok && length > longest {
			longest = length
			effect, source, known = change.Effect, change.Source, true
			if source == "" {
				source = t.Source
			}
		}
	}
	return effect, source, known
}
