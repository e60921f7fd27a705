package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// Severity says how sure a Problem is.
type Severity int

const (
	// Error is a value that Azure or the provider refuses.
	Error Severity = iota
	// Warning is a value that the typings do not know, but that Azure may accept or leave out.
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Problem is one thing that is wrong with a resource's properties.
type Problem struct {
	// Path is where: "properties.subnets[0].name", `tags["a.b"]`, or "" for the resource as a whole.
	Path string
	// Message is a sentence without its full stop: what is wrong, what was given and what is allowed. A value that is
	// marked as secret is never in it.
	Message string
	// Severity is Error or Warning.
	Severity Severity
}

// String returns the problem as one line: "error: sku.name: required, but missing".
func (p Problem) String() string {
	if p.Path == "" {
		return fmt.Sprintf("%s: %s", p.Severity, p.Message)
	}
	return fmt.Sprintf("%s: %s: %s", p.Severity, p.Path, p.Message)
}

// joinName appends a property's name to a path, in brackets where it is not a plain word.
func joinName(path, name string) string {
	if !plainName(name) {
		return path + "[" + strconv.Quote(name) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

// joinIndex appends the index of a list's item to a path.
func joinIndex(path string, index int) string {
	return path + "[" + strconv.Itoa(index) + "]"
}

func plainName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r == '.' || r == '-' || notInName(r)
	})
}
