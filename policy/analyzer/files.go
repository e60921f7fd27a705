package analyzer

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/controls"
)

// readExceptions reads a file of exceptions.
func readExceptions(path string) ([]exceptions.Exception, error) {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("reading exceptions: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return exceptions.Read(file)
}

// readPrevious reads a state as `pulumi stack export` writes it. A state without resources is one of nothing, not none.
func readPrevious(path string) ([]*controls.Resource, error) {
	content, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("reading the last state: %w", err)
	}
	var state struct {
		Deployment *struct {
			Resources []struct {
				URN, Type, Parent         string
				Protect, Delete, External bool
				Inputs                    map[string]any
			}
		}
	}
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, fmt.Errorf("reading the last state: %s is no export of a stack: %w", path, err)
	}
	if state.Deployment == nil {
		return nil, fmt.Errorf("reading the last state: %s is no export of a stack", path)
	}
	previous := []*controls.Resource{}
	for _, r := range state.Deployment.Resources {
		if !r.Delete && !r.External {
			previous = append(previous, controls.FromPlain(r.URN, r.Type, r.Parent, r.Protect, r.Inputs))
		}
	}
	return previous, nil
}
