package controls_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/policy/controls"
)

// shapes are the official typings.
var shapes = sync.OnceValues(schema.Load)

// refusedByShape tells whether the provider's typings refuse inputs: a missing property that is required, a value outside a closed list.
func refusedByShape(r *controls.Resource, inputs map[string]any) bool {
	known, err := shapes()
	if err != nil || !r.Azure() {
		return false
	}
	for _, p := range known.CheckInputs(r.Type, resource.NewPropertyMapFromMap(bare(inputs).(map[string]any))) {
		if p.Severity == schema.Error {
			return true
		}
	}
	return false
}

// bare is a value without marks of secrecy.
func bare(value any) any {
	switch v := value.(type) {
	case controls.Secret:
		return bare(v.Value)
	case map[string]any:
		all := make(map[string]any, len(v))
		for key, inner := range v {
			all[key] = bare(inner)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, inner := range v {
			all[i] = bare(inner)
		}
		return all
	}
	return value
}

// enumerations answer for the other members of a leaf's enumeration; none where it has no list.
func enumerations(t testing.TB) func(token, path string) []string {
	t.Helper()
	known, err := shapes()
	require.NoError(t, err)
	var guard sync.Mutex
	remembered := map[string][]string{}
	return func(token, path string) []string {
		guard.Lock()
		defer guard.Unlock()
		if found, ok := remembered[token+path]; ok {
			return found
		}
		var members []string
		if property, err := known.InputAt(token, strings.ReplaceAll(path, "[]", "[*]")); err == nil {
			members = slices.Clone(membersOf(known, property.Type))
		}
		remembered[token+path] = members
		return members
	}
}

// membersOf are the texts that a type allows.
func membersOf(known *schema.Schema, t schema.Type) []string {
	switch t.Kind {
	case schema.Enumeration:
		members, _ := known.Enum(t.Name)
		return members
	case schema.Union:
		var all []string
		for _, one := range t.Alternatives {
			all = append(all, membersOf(known, one)...)
		}
		return all
	}
	return nil
}
