package pulumitest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// AssertConventions checks what every resource of every component owes: an explicit name, tags where the type takes
// them (with the tag "commit" ignored, so that a new commit does not touch every resource), a parent, an explicit
// provider, and deletion before replacement, without which a replacement would meet its own name.
func AssertConventions(t testing.TB, resources []Resource) {
	t.Helper()
	assert.Empty(t, Breaches(resources), "conventions that every component follows")
}

// Breaches lists what AssertConventions would object to, one sentence each, in the order of the resources.
func Breaches(resources []Resource) []string {
	var breaches []string
	for _, r := range resources {
		breach := func(format string, args ...any) {
			breaches = append(breaches, fmt.Sprintf("%s %q ", r.Type, r.Name)+fmt.Sprintf(format, args...))
		}
		if !r.Custom {
			continue
		}
		if r.Parent == "" {
			breach("has no parent")
		}
		if r.Provider == "" {
			breach("has no explicit provider")
		}
		known, ok := lookupType(r.Type)
		if !ok {
			continue
		}
		if name := known.names[len(known.names)-1]; text(r.Inputs, name) == "" {
			breach("has no explicit %s", name)
		}
		if !r.DeleteBeforeReplace {
			breach("is not deleted before it is replaced")
		}
		if !known.tagged {
			continue
		}
		if len(object(r.Inputs, "tags")) == 0 {
			breach("has no tags")
		}
		if !slices.Contains(r.IgnoreChanges, "tags.commit") {
			breach("does not ignore changes of tags.commit")
		}
	}
	return breaches
}
