package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/policy/controls"
)

// told is what the policy pack cannot see and is given, as files: the last state, the declared flows, what belongs to other environments.
type told struct {
	// Previous is the last state, and PreviousFile a file that has it already, which is quicker; neither where the stack has none.
	Previous     *engine.Checkpoint
	PreviousFile string
	// Declared are the flows; nil for a run that is limited to a part, in which others are closed.
	Declared   *topology.Declaration
	Neighbours []topology.Neighbour
}

// toldOf collects what the pack is told about a run.
func (a *app) toldOf(ctx context.Context, project string, local engine.Local, w engine.Workspace, stack string, only part) (told, error) {
	var t told
	env, err := a.environment(project, stack)
	if err != nil {
		return t, err
	}
	t.Neighbours = env.Neighbours
	if only == "" {
		declared := declaredBy(env)
		t.Declared = &declared
	}
	if w.Target == engine.TargetLocal {
		described, err := engine.ReadProject(project)
		if err != nil {
			return t, err
		}
		if t.PreviousFile = local.StateFile(described.Name, stack); t.PreviousFile != "" {
			return t, nil
		}
	}
	state, err := w.Export(ctx, stack)
	if err != nil {
		return t, fmt.Errorf("the last state, which the policies compare with: %w", err)
	}
	if len(state.Resources) > 0 {
		t.Previous = &state
	}
	return t, nil
}

// declaredBy are an environment's flows, and the addresses of machines that are to come.
func declaredBy(env environment) topology.Declaration {
	declared := topology.Declared(env.Operators, env.Flows...)
	declared.Reserved = env.Reserved
	return declared
}

// write writes the files into a folder, and the pack's configuration that names them to the policies that have to be told; it returns the
// configuration's path.
func (t told) write(dir string) (string, error) {
	contents := map[string]any{}
	if t.Previous != nil {
		contents[controls.ToldPrevious] = exported(*t.Previous)
	}
	if t.Declared != nil {
		contents[controls.ToldDeclared] = t.Declared
	}
	if t.Neighbours != nil {
		contents[controls.ToldNeighbours] = t.Neighbours
	}
	paths := map[string]string{}
	for name, content := range contents {
		paths[name] = filepath.Join(dir, name+".json")
		if err := writeJSONFile(paths[name], content); err != nil {
			return "", err
		}
	}
	if t.PreviousFile != "" {
		paths[controls.ToldPrevious] = t.PreviousFile
	}
	config := map[string]map[string]string{}
	for _, rule := range controls.Catalogue() {
		if path := paths[rule.Told]; path != "" {
			config[rule.ID] = map[string]string{rule.Told: path}
		}
	}
	path := filepath.Join(dir, "policies.json")
	return path, writeJSONFile(path, config)
}

// exported is a checkpoint in the form of `pulumi stack export`, with what rules read of it. Its secrets are masked.
func exported(c engine.Checkpoint) any {
	type resource struct {
		URN      string         `json:"urn"`
		Type     string         `json:"type"`
		Parent   string         `json:"parent,omitempty"`
		Protect  bool           `json:"protect,omitempty"`
		Delete   bool           `json:"delete,omitempty"`
		External bool           `json:"external,omitempty"`
		Inputs   map[string]any `json:"inputs,omitempty"`
	}
	resources := make([]resource, 0, len(c.Resources))
	for _, r := range c.Resources {
		resources = append(resources, resource{r.URN, r.Type, r.Parent, r.Protect, r.Delete, r.External, r.Inputs})
	}
	return map[string]any{"deployment": map[string]any{"resources": resources}}
}

func writeJSONFile(path string, content any) error {
	text, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("what the policies are told: %w", err)
	}
	return os.WriteFile(path, text, 0o600)
}
