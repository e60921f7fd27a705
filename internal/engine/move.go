package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
)

// Move says which stack's state goes where.
type Move struct {
	Stack string
	// From is where the state is. It is read and stays as it is.
	From Workspace
	// To is where it goes: another backend, and, for a local target, another folder of settings.
	To Workspace
	// SecretsProvider encrypts the secrets there, e.g. azurekeyvault://VAULT.vault.azure.net/keys/NAME/VERSION.
	SecretsProvider string
	// Replace writes over another state in the new place. For the local target alone, whose own state is the one that counts.
	Replace bool
}

// ErrOccupied is wrapped where the new place holds another state of the stack than the one that is moved.
var ErrOccupied = errors.New("there is another state already")

// MoveStack copies a stack's state into another backend and encrypts its secrets there with another key.
//
// What is secret is never written in plain: the state is exported as it is, encrypted with the old key, goes through memory into
// the new backend, and only there the CLI changes the key (Pulumi documentation, "Migrating between state backends" and
// "pulumi stack change-secrets-provider"). So the process must be able to use both keys, and both backends.
//
// Each step looks first whether it was done, so that a move that was interrupted is repeated by calling it again. A new place
// that holds something else is refused and left alone. At the end both states are compared, secrets included, in memory.
func MoveStack(ctx context.Context, m Move) error {
	if err := CheckPinned(m.SecretsProvider); err != nil {
		return err
	}
	for _, w := range []Workspace{m.From, m.To} {
		if err := w.ready(ctx); err != nil {
			return err
		}
	}
	raw, err := m.From.export(ctx, m.Stack, false)
	if err != nil {
		return err
	}
	old, err := ReadCheckpoint(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if len(old.Pending) > 0 {
		return fmt.Errorf("stack %s has operations that were never finished: run a refresh, then move it", m.Stack)
	}
	if err := m.settings(); err != nil {
		return err
	}
	if err := m.receive(ctx, raw, old); err != nil {
		return err
	}
	if err := m.To.ChangeSecretsProvider(ctx, m.Stack, m.SecretsProvider); err != nil {
		return err
	}
	return m.compare(ctx)
}

// settings makes the stack file for the new place: a copy of the old one until the CLI writes the new key into it. Where both
// places share a folder the file is there.
func (m Move) settings() error {
	from, to := m.From.settingsDir(), m.To.settingsDir()
	if from == to {
		return nil
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"Pulumi.yaml", "Pulumi." + m.Stack + ".yaml"} {
		path := filepath.Join(to, name)
		if name != "Pulumi.yaml" && exists(path) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// settingsDir is where the stack files are.
func (w Workspace) settingsDir() string {
	if w.SettingsDir != "" {
		return w.SettingsDir
	}
	return w.ProjectDir
}

// receive puts the state into the new backend, encrypted as it was.
func (m Move) receive(ctx context.Context, raw []byte, old Checkpoint) error {
	known, err := m.To.knows(ctx, m.Stack)
	if err != nil {
		return err
	}
	if !known {
		if err := m.To.command(ctx, nil, "creating stack "+m.Stack+" in the new place", "stack", "init", m.Stack, "--no-select"); err != nil {
			return err
		}
	}
	now, err := m.To.Export(ctx, m.Stack)
	if err != nil {
		return err
	}
	switch {
	case len(now.Resources) == 0, m.Replace && m.To.Target == TargetLocal && !reflect.DeepEqual(now.Resources, old.Resources):
		return m.To.command(ctx, raw, "bringing the state of stack "+m.Stack+" into the new place", "stack", "import", "--stack", m.Stack)
	case !reflect.DeepEqual(now.Resources, old.Resources):
		return fmt.Errorf("%w: stack %s in %s differs from the one in %s; it was used since, or is another: remove the one that is wrong",
			ErrOccupied, m.Stack, m.To.BackendURL, m.From.BackendURL)
	}
	return nil
}

// compare holds both states against each other, secrets in plain; they are in memory only.
func (m Move) compare(ctx context.Context) error {
	var both [2][32]byte
	for i, w := range []Workspace{m.From, m.To} {
		var err error
		if both[i], err = w.fingerprint(ctx, m.Stack); err != nil {
			return err
		}
	}
	if both[0] != both[1] {
		return fmt.Errorf("the state of stack %s in %s is not the one in %s: use the old one, and report this", m.Stack, m.To.BackendURL, m.From.BackendURL)
	}
	return nil
}

// knows tells whether a backend has a stack of this project.
func (w Workspace) knows(ctx context.Context, stack string) (bool, error) {
	var out bytes.Buffer
	end, err := w.pulumiIn(ctx, w.settingsDir(), Streams{Out: &out}, "stack", "ls", "--json")
	if err != nil {
		return false, err
	}
	if err := end.err("listing the stacks in " + w.BackendURL); err != nil {
		return false, err
	}
	var listed []struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(out.Bytes(), &listed); err != nil {
		return false, fmt.Errorf("the stacks in %s: %w", w.BackendURL, err)
	}
	for _, s := range listed {
		if s.Name == stack {
			return true, nil
		}
	}
	return false, nil
}

// Holds tells whether a backend can be reached and has a state of a stack with something in it.
func (w Workspace) Holds(ctx context.Context, stack string) bool {
	if w.ready(ctx) != nil {
		return false
	}
	if known, err := w.knows(ctx, stack); err != nil || !known {
		return false
	}
	state, err := w.Export(ctx, stack)
	return err == nil && len(state.Resources) > 0
}

// command runs a command of the CLI's beside the stack file, with what it reads, and turns a failure into an error.
func (w Workspace) command(ctx context.Context, in []byte, what string, args ...string) error {
	var out bytes.Buffer
	end, err := w.pulumiIn(ctx, w.settingsDir(), Streams{In: bytes.NewReader(in), Out: &out}, append(args, "--non-interactive")...)
	if err != nil {
		return err
	}
	return end.err(what)
}

// export is the stack's state as the CLI prints it.
func (w Workspace) export(ctx context.Context, stack string, plain bool) ([]byte, error) {
	args := []string{"stack", "export", "--stack", stack}
	if plain {
		args = append(args, "--show-secrets")
	}
	var out bytes.Buffer
	end, err := w.pulumiIn(ctx, w.settingsDir(), Streams{Out: &out}, args...)
	if err != nil {
		return nil, err
	}
	return out.Bytes(), end.err("exporting stack " + stack)
}

// Command runs any command of the CLI's that concerns a stack's settings or state, beside its stack file.
func (w Workspace) Command(ctx context.Context, args ...string) error {
	_, err := w.Read(ctx, args...)
	return err
}

// Read is Command, with what the CLI printed.
func (w Workspace) Read(ctx context.Context, args ...string) (string, error) {
	if err := w.ready(ctx); err != nil {
		return "", err
	}
	var out bytes.Buffer
	end, err := w.pulumiIn(ctx, w.settingsDir(), Streams{Out: &out}, append(args, "--non-interactive")...)
	if err != nil {
		return "", err
	}
	return out.String(), end.err("pulumi " + args[0])
}
