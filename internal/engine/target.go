package engine

import (
	"fmt"
	"strings"
)

// Target says what is at the far end of a run.
type Target string

const (
	// TargetLocal is the local Azure: real CLI, real engine, real state, simulated cloud.
	TargetLocal Target = "local"
	// TargetAzure is the real Azure, with the operator's credentials and the stack's own backend.
	TargetAzure Target = "azure"
)

// Targets lists the allowed values, in the order in which messages name them.
func Targets() []Target { return []Target{TargetLocal, TargetAzure} }

// ParseTarget reads a target as an operator types it. The error lists what is allowed.
func ParseTarget(text string) (Target, error) {
	allowed := make([]string, 0, len(Targets()))
	for _, t := range Targets() {
		if text == string(t) {
			return t, nil
		}
		allowed = append(allowed, string(t))
	}
	return "", fmt.Errorf("target %q is unknown: allowed are %s", text, strings.Join(allowed, " and "))
}

// Banner is the line that every run shows, so that nobody takes a simulation for the real thing or the reverse.
func (t Target) Banner() string {
	if t == TargetLocal {
		return "target: local (simulated)"
	}
	return "target: " + string(t)
}
