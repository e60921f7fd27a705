package kube

import (
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// path is a place in an object: strings are keys, integers are list positions.
type path = resource.PropertyPath

// with returns a new path one step below p. Appending to p itself would share its memory with sibling paths.
func with(p path, step any) path {
	q := make(path, len(p)+1)
	copy(q, p)
	q[len(p)] = step
	return q
}

// parseField reads a path as Kubernetes writes it: "spec.ports[0].port", "metadata.labels[app.kubernetes.io/name]".
// A bracket that holds digits only is a list position.
func parseField(field string) path {
	var p path
	for field != "" {
		switch {
		case field[0] == '.':
			field = field[1:]
		case field[0] == '[':
			inside, rest, found := strings.Cut(field[1:], "]")
			if !found {
				return append(p, field)
			}
			if i, err := strconv.Atoi(inside); err == nil {
				p = append(p, i)
			} else {
				p = append(p, inside)
			}
			field = rest
		default:
			end := strings.IndexAny(field, ".[")
			if end < 0 {
				end = len(field)
			}
			p = append(p, field[:end])
			field = field[end:]
		}
	}
	return p
}

// within reports whether p is at or below ancestor.
func within(p, ancestor path) bool {
	if len(ancestor) > len(p) {
		return false
	}
	for i, step := range ancestor {
		if p[i] != step {
			return false
		}
	}
	return true
}

// overlaps reports whether one of the two paths is at or below the other.
func overlaps(a, b path) bool { return within(a, b) || within(b, a) }

func withinAny(p path, ancestors []path) bool {
	for _, a := range ancestors {
		if within(p, a) {
			return true
		}
	}
	return false
}

func overlapsAny(p path, others []path) bool {
	for _, o := range others {
		if overlaps(p, o) {
			return true
		}
	}
	return false
}
