package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// EnsureStack makes a local stack ready: its settings are copied into the local folder and the stack is created if the
// local state has none. The real target's stacks are never created here, because who holds their keys is a decision.
func (w Workspace) EnsureStack(ctx context.Context, stack string) error {
	if w.Target != TargetLocal {
		return nil
	}
	if err := w.Check(); err != nil {
		return err
	}
	project, err := ReadProject(w.ProjectDir)
	if err != nil {
		return err
	}
	if err := w.Local.WriteSettings(ctx, w.ProjectDir, stack); err != nil {
		return err
	}
	if w.Local.HasStack(project.Name, stack) {
		return w.Local.CheckState(ctx, project.Name, stack)
	}
	var out bytes.Buffer
	end, err := w.pulumiIn(ctx, w.SettingsDir, Streams{Out: &out}, "stack", "init", stack, "--no-select")
	if err != nil {
		return err
	}
	return end.err("creating stack " + stack)
}

// Export returns a stack's checkpoint.
func (w Workspace) Export(ctx context.Context, stack string) (Checkpoint, error) {
	var out bytes.Buffer
	end, err := w.pulumi(ctx, Streams{Out: &out}, "stack", "export", "--stack", stack)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := end.err("exporting stack " + stack); err != nil {
		return Checkpoint{}, err
	}
	return ReadCheckpoint(&out)
}

// Outputs returns a stack's outputs, secrets masked.
func (w Workspace) Outputs(ctx context.Context, stack string) (map[string]any, error) {
	var out bytes.Buffer
	end, err := w.pulumi(ctx, Streams{Out: &out}, "stack", "output", "--json", "--stack", stack)
	if err != nil {
		return nil, err
	}
	if err := end.err("reading the outputs of stack " + stack); err != nil {
		return nil, err
	}
	outputs := map[string]any{}
	if err := json.Unmarshal(out.Bytes(), &outputs); err != nil {
		return nil, fmt.Errorf("the outputs of stack %s: %w", stack, err)
	}
	return outputs, nil
}

// Update is an entry of a stack's history.
type Update struct {
	// Kind is update, refresh, destroy, import, ...; Result is succeeded or failed.
	Kind    string    `json:"kind"`
	Result  string    `json:"result"`
	Started time.Time `json:"startTime"`
	Ended   time.Time `json:"endTime"`
	Message string    `json:"message,omitempty"`
	// Changes counts resource operations by kind.
	Changes map[string]int `json:"resourceChanges,omitempty"`
}

// LastUpdate returns the newest entry of a stack's history, nil if there is none.
func (w Workspace) LastUpdate(ctx context.Context, stack string) (*Update, error) {
	var out bytes.Buffer
	end, err := w.pulumi(ctx, Streams{Out: &out}, "stack", "history", "--json", "--page-size", "1", "--stack", stack)
	if err != nil {
		return nil, err
	}
	if err := end.err("reading the history of stack " + stack); err != nil {
		return nil, err
	}
	var updates []Update
	if err := json.Unmarshal(out.Bytes(), &updates); err != nil {
		return nil, fmt.Errorf("the history of stack %s: %w", stack, err)
	}
	if len(updates) == 0 {
		return nil, nil //nolint:nilnil // no update is neither an update nor an error
	}
	return &updates[0], nil
}

// Backend asks the CLI where it would keep the state. It needs the operator's login.
func (w Workspace) Backend(ctx context.Context) (string, error) {
	var out bytes.Buffer
	end, err := w.pulumi(ctx, Streams{Out: &out}, "whoami", "--json", "--non-interactive")
	if err != nil {
		return "", err
	}
	if err := end.err("asking for the stack's backend"); err != nil {
		return "", err
	}
	var answer struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil || answer.URL == "" {
		return "", errors.Join(errors.New("the CLI does not say which backend it uses"), err)
	}
	return answer.URL, nil
}

// err turns a failed CLI call into an error that says what it was for, what the CLI said, and what to do next.
func (e ended) err(what string) error {
	if e.code == 0 {
		return nil
	}
	said := strings.TrimPrefix(strings.TrimSpace(e.stderr), "error: ")
	if hint := Hint(said); hint != "" {
		said += ": " + hint
	}
	return fmt.Errorf("%s: %s", what, said)
}
