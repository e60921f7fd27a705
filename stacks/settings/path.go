package settings

import (
	"fmt"
	"regexp"
	"strings"
)

// path leads to a value: the key of a setting, then fields and indices inside it. Steps are strings and ints.
type path []any

// at makes a path: at("userPools", 1, "vmSize").
func at(steps ...any) path { return steps }

// with returns the path one step further down, leaving p as it is.
func (p path) with(step any) path { return append(append(path{}, p...), step) }

// leads says whether p is other or leads to it.
func (p path) leads(other path) bool {
	if len(p) > len(other) {
		return false
	}
	for i := range p {
		if p[i] != other[i] {
			return false
		}
	}
	return true
}

var (
	plainStep = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	plainKey  = regexp.MustCompile(`^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)*$`)
)

// String writes the path as people do, with the project's namespace: trelica:userPools[1].labels["a/b"].
func (p path) String() string {
	var b strings.Builder
	for i, step := range p {
		switch s := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", s)
		case string:
			switch {
			case i == 0 && !plainKey.MatchString(s):
				fmt.Fprintf(&b, "%q", s)
			case i == 0 && strings.Contains(s, ":"):
				b.WriteString(s) // a key of somebody else's namespace
			case i == 0:
				b.WriteString(Project + ":" + s)
			case plainStep.MatchString(s):
				b.WriteString("." + s)
			default:
				fmt.Fprintf(&b, "[%q]", s)
			}
		}
	}
	return b.String()
}
