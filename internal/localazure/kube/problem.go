package kube

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation/field"
)

// Problem is one mistake in a manifest.
type Problem struct {
	// Path is where the mistake is, as Kubernetes writes paths: "spec.ports[0].port". "" is the object as a whole.
	Path string
	// Reason says what is wrong and what is allowed. It never repeats a secret value.
	Reason string
	// Rule is the name of the rule in Rules that found it.
	Rule string
}

// String is the problem in one line, as an API server would write it.
func (p Problem) String() string {
	if p.Path == "" {
		return p.Reason
	}
	return p.Path + ": " + p.Reason
}

// join puts problems into one line, for errors of calls that can return one error only.
func join(problems []Problem) string {
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "; ")
}

// fromFieldError words a Kubernetes validation error, and hides its value where the value is or contains a secret.
func fromFieldError(e *field.Error, rule string, secrets []path) Problem {
	shown := *e
	if overlapsAny(parseField(e.Field), secrets) {
		shown.BadValue = "[secret]"
	}
	return Problem{Path: e.Field, Reason: shown.ErrorBody(), Rule: rule}
}

// describe names a value without showing it, for values that may be secret.
func describe(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	default:
		return "a number"
	}
}

// show names a value and, for short scalars, shows it.
func show(v any) string {
	switch v := v.(type) {
	case string:
		if len(v) <= 60 {
			return fmt.Sprintf("the string %q", v)
		}
	case bool, float64:
		return fmt.Sprintf("%s (%v)", describe(v), v)
	}
	return describe(v)
}
