package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ImportFile is what `pulumi preview --import-file` writes and `pulumi import --file` reads (Pulumi CLI 3.259, cmd/pulumi/operations:
// importFile).
type ImportFile struct {
	// NameTable gives names to resources that the state knows already, by their URNs.
	NameTable map[string]string `json:"nameTable,omitempty"`
	Resources []ImportSpec      `json:"resources"`
}

// ImportSpec is a resource of an import file.
type ImportSpec struct {
	Type string `json:"type"`
	// Name is the resource's within the file; LogicalName is the program's, where that is another.
	Name string `json:"name"`
	// ID is empty for components, and for providers, which are made and not read.
	ID string `json:"id,omitempty"`
	// Parent and Provider are names of the file or of its table.
	Parent    string `json:"parent,omitempty"`
	Provider  string `json:"provider,omitempty"`
	Version   string `json:"version,omitempty"`
	Component bool   `json:"component,omitempty"`
	Remote    bool   `json:"remote,omitempty"`
	// Inputs are a provider's configuration. What is secret in it is encrypted as the stack's state is.
	Inputs      json.RawMessage `json:"inputs,omitempty"`
	LogicalName string          `json:"logicalName,omitempty"`
}

// Logical is the name that the program gave the resource.
func (s ImportSpec) Logical() string {
	if s.LogicalName != "" {
		return s.LogicalName
	}
	return s.Name
}

// ErrAbsent is wrapped by [AbsentError].
var ErrAbsent = errors.New("resources that were to be imported do not exist")

// AbsentError names what an import did not find. What it did find is in the state.
type AbsentError struct{ IDs []string }

func (e *AbsentError) Error() string {
	return fmt.Sprintf("%v: %s", ErrAbsent, strings.Join(e.IDs, ", "))
}

// Unwrap gives [ErrAbsent].
func (e *AbsentError) Unwrap() error { return ErrAbsent }

// absent is how the engine says that there is nothing to import (Pulumi engine, resource/deploy: ImportStep).
var absent = regexp.MustCompile(`resource '([^']+)' does not exist`)

// Import takes the resources of a file into a stack's state with the stock CLI, as they are. They are protected until an up says
// otherwise. What is not there is an [*AbsentError]; the rest may have been imported then, and a new file says what is left.
func (w Workspace) Import(ctx context.Context, stack string, file ImportFile) error {
	result, err := w.importing(ctx, stack, file, "importing into stack "+stack)
	if err == nil {
		return nil
	}
	var ids []string
	for _, d := range result.Errors() {
		for _, match := range absent.FindAllStringSubmatch(d.Message, -1) {
			if !slices.Contains(ids, match[1]) {
				ids = append(ids, match[1])
			}
		}
	}
	if len(ids) > 0 {
		return &AbsentError{IDs: ids}
	}
	return err
}

// importing runs the CLI's import with a file, and returns what its events say.
func (w Workspace) importing(ctx context.Context, stack string, imports ImportFile, what string, flags ...string) (result Result, err error) {
	if err := w.ready(ctx); err != nil {
		return Result{}, err
	}
	content, err := json.Marshal(imports)
	if err != nil {
		return Result{}, fmt.Errorf("%s: %w", what, err)
	}
	dir, err := os.MkdirTemp("", "trelica-import-")
	if err != nil {
		return Result{}, fmt.Errorf("a folder for what is to be imported: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file, log := filepath.Join(dir, "import.json"), filepath.Join(dir, "events.json")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return Result{}, fmt.Errorf("%s: %w", what, err)
	}
	args := append([]string{"import", "--file", file, "--stack", stack, "--yes", "--skip-preview", "--generate-code=false", "--non-interactive",
		"--event-log", log}, flags...)
	if w.SettingsDir != "" {
		args = append(args, "--config-file", filepath.Join(w.SettingsDir, "Pulumi."+stack+".yaml"))
	}
	var out bytes.Buffer
	end, err := w.pulumi(ctx, Streams{Out: &out}, args...)
	if err != nil {
		return Result{}, err
	}
	result = Result{Succeeded: end.code == 0, Interrupted: end.interrupted, Stderr: end.stderr}
	if events, openErr := os.Open(log); openErr == nil {
		result.Events, err = ReadEvents(events)
		err = errors.Join(err, events.Close())
	}
	if failed := end.err(what); failed != nil {
		err = errors.Join(fmt.Errorf("%w\n%s", failed, out.String()), err)
	}
	return result, err
}
