package analyzer

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/internal/topology"
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

// readPrevious reads a state as `pulumi stack export` writes it, or as a folder of states keeps it. A state without resources is one of nothing, not none.
func readPrevious(path string) ([]*controls.Resource, error) {
	content, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("reading the last state: %w", err)
	}
	type resources struct {
		Resources []struct {
			URN, Type, Parent         string
			Protect, Delete, External bool
			Inputs                    map[string]any
		}
	}
	var state struct {
		Deployment *resources
		// Checkpoint is how a folder of states keeps it.
		Checkpoint struct{ Latest *resources }
	}
	if err := json.Unmarshal(content, &state); err != nil {
		return nil, fmt.Errorf("reading the last state: %s is no export of a stack: %w", path, err)
	}
	if state.Deployment == nil {
		state.Deployment = state.Checkpoint.Latest
	}
	if state.Deployment == nil {
		return nil, fmt.Errorf("reading the last state: %s is no export of a stack", path)
	}
	previous := []*controls.Resource{}
	for i, r := range state.Deployment.Resources {
		if r.URN == "" {
			return nil, fmt.Errorf("reading the last state: %s: number %d of its resources has no URN", path, i+1)
		}
		if !r.Delete && !r.External {
			previous = append(previous, controls.FromPlain(r.URN, r.Type, r.Parent, r.Protect, r.Inputs))
		}
	}
	return previous, nil
}

// readDeclared reads the declared flows. One that cannot be understood is refused: it would allow nothing, or anything.
func readDeclared(path string) (*topology.Declaration, error) {
	var declared topology.Declaration
	if err := readJSON(path, "the declared flows", &declared); err != nil {
		return nil, err
	}
	if problems := declared.Problems(); len(problems) > 0 {
		return nil, fmt.Errorf("reading the declared flows: %s: %s", path, strings.Join(problems, "; "))
	}
	if len(declared.Flows) == 0 {
		return nil, fmt.Errorf("reading the declared flows: %s declares none", path)
	}
	return &declared, nil
}

// readNeighbours reads what belongs to the other environments. A list of none is one.
func readNeighbours(path string) ([]topology.Neighbour, error) {
	neighbours := []topology.Neighbour{}
	if err := readJSON(path, "the other environments", &neighbours); err != nil {
		return nil, err
	}
	for i, n := range neighbours {
		if n.Environment == "" {
			return nil, fmt.Errorf("reading the other environments: %s: number %d has no name", path, i+1)
		}
	}
	return append([]topology.Neighbour{}, neighbours...), nil
}

// readJSON reads a file that has nothing but what is known.
func readJSON(path, what string, into any) error {
	file, err := os.Open(path) //nolint:gosec // the operator names it
	if err != nil {
		return fmt.Errorf("reading %s: %w", what, err)
	}
	defer func() { _ = file.Close() }() // it was only read
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("reading %s: %s: %w", what, path, err)
	}
	return nil
}
