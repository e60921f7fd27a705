package sweep

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/reasons"
)

// figures are what came out of a sweep.
type figures struct {
	resources, broken, refused, warned int
	// survivors are what was accepted, by type, path and what is broken, with the type of what is identified: how often.
	survivors map[string]int
}

// sweep breaks what the stacks of some environments ask for and tells Azure: at every resource, or once for each type, path and, where it is an
// identifier, what that is of.
func sweep(t *testing.T, where []environment, everywhere bool) figures {
	t.Helper()
	shapes, err := schema.Load()
	require.NoError(t, err)
	found := figures{survivors: map[string]int{}}
	seen := map[string]bool{}
	for _, environment := range where {
		a := start(t, shapes, environment.stacks)
		for _, r := range a.provision(t, environment.stacks) {
			found.resources++
			kind := strings.TrimPrefix(r.token(), "azure-native:")
			known := breakAll(shapes, r.token(), r.Inputs, func(b broken) {
				pattern := kind + " " + b.path + " " + b.how
				if b.of != "" {
					pattern += " (" + b.of + ")"
				}
				if seen[pattern] && !everywhere {
					return
				}
				seen[pattern] = true
				found.broken++
				a.warned.Store(false)
				switch {
				case len(a.check(t, r.URN, b.inputs)) > 0:
					found.refused++
				case a.warned.Load():
					found.warned++
				default:
					found.survivors[pattern]++
				}
			})
			require.True(t, known, "the typings of %s are not there", kind)
		}
	}
	return found
}

// TestEveryBrokenPropertyIsRefusedOrHasAReason breaks one property at a time of everything that the stacks ask for. The local Azure must refuse
// it, or at least warn where Azure itself may know more than the typings, or testdata/survivors.txt says why it is accepted.
//
// Each break is tried at the first of production's resources that has the property; TRELICA_DEEP tries it at every resource of every stack.
func TestEveryBrokenPropertyIsRefusedOrHasAReason(t *testing.T) {
	t.Parallel()
	where, everywhere := environments(), os.Getenv("TRELICA_DEEP") != ""
	if !everywhere {
		where = where[:1]
	}
	found := sweep(t, where, everywhere)
	list := survivorsAllowed(t)
	var without []string
	for _, survivor := range slices.Sorted(maps.Keys(found.survivors)) {
		if reasons.Find(list, survivor) == nil {
			without = append(without, fmt.Sprintf("%s (%d times)", survivor, found.survivors[survivor]))
		}
	}
	t.Logf("%d resources, %d broken inputs: %d refused, %d warned of, %d accepted in %d sorts", found.resources, found.broken, found.refused, found.warned,
		found.broken-found.refused-found.warned, len(found.survivors))
	assert.Empty(t, without, "accepted, and no line of testdata/survivors.txt says why")
	for _, r := range list {
		assert.NotZero(t, r.Used, "nothing that is broken is accepted any more by reason of %q", r.Pattern)
	}
	assert.Greater(t, found.refused, 10*len(found.survivors), "the sweep sees too little to say anything")
}
