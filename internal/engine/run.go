package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Operation is what a run does.
type Operation string

// The operations, by the name of the CLI's command.
const (
	OpPreview Operation = "preview"
	OpUp      Operation = "up"
	OpRefresh Operation = "refresh"
	OpDestroy Operation = "destroy"
)

// Options say how an operation runs. The zero value asks before it changes anything, as the CLI does.
type Options struct {
	// Stack is the stack's name, e.g. "prod".
	Stack string
	// Yes changes things without asking. Without a terminal the CLI refuses to change anything unless it is set.
	Yes bool
	// Refresh reads every resource's real state first. For preview and up.
	Refresh bool
	// PreviewOnly shows what refresh or destroy would do.
	PreviewOnly bool
	// ExpectNoChanges makes a change a failure. A refresh with it has already written the state when it fails: use
	// PreviewOnly with it to look only.
	ExpectNoChanges bool
	// Diff shows every changed property instead of one line per resource.
	Diff bool
	// SkipPreview leaves out the preview in front of up, refresh or destroy.
	SkipPreview bool
	// ExcludeProtected makes destroy leave protected resources, and what they depend on, where they are.
	ExcludeProtected bool
	// Targets limits the operation to resources whose URNs match, literally or with the CLI's wildcards: * for anything
	// but a colon, ** for anything. What does not match is neither read nor changed. Empty is everything.
	Targets []string
	// Exclude leaves resources, and what they depend on, out of the operation; written as Targets are. Not both.
	Exclude []string
	// ContinueOnError makes up and destroy go on with what does not depend on what failed.
	ContinueOnError bool
	// RunProgram runs the program for refresh or destroy, so that providers are configured from it and not from the state.
	RunProgram bool
	// Message is kept with the update in the stack's history.
	Message string
	// PolicyPacks are paths of built policy packs.
	PolicyPacks []string
	// PolicyConfigs are paths of the packs' configurations, one for each pack or none.
	PolicyConfigs []string
	// ImportFile names a file: preview writes into it what it would create, in the form of [Workspace.Import], without identifiers.
	ImportFile string
	// EventLog names a file that the event log is written to and kept in. Empty: it is read and forgotten.
	EventLog string
}

// Result is what came of a run.
type Result struct {
	Operation Operation
	Events
	// Succeeded tells that the CLI ended without an error. A provider may still have logged errors: see [Result.Err].
	Succeeded bool
	// Interrupted tells that the run was told to stop and did.
	Interrupted bool
	// Stderr is the end of what the CLI wrote there: it names what failed before any event was sent.
	Stderr string
	// PeakMemory is the most memory that the CLI had at a time, in bytes; 0 where it cannot be told.
	PeakMemory int64
}

// ErrFailed is wrapped by [Result.Err].
var ErrFailed = errors.New("failed")

// Err returns nil only if the CLI succeeded, no error was logged, and no mandatory policy was violated. A preview in
// which a provider collected mistakes ends well for the CLI; here it does not.
func (r Result) Err() error {
	switch {
	case r.Interrupted:
		return fmt.Errorf("%s %w: it was interrupted", r.Operation, ErrFailed)
	case r.Violated():
		return fmt.Errorf("%s %w: a mandatory policy is violated", r.Operation, ErrFailed)
	case len(r.EngineErrors) > 0:
		return fmt.Errorf("%s %w inside the engine: %s", r.Operation, ErrFailed, strings.Join(r.EngineErrors, "; "))
	case len(r.Errors()) == 1:
		return fmt.Errorf("%s %w: there was 1 error", r.Operation, ErrFailed)
	case len(r.Errors()) > 1:
		return fmt.Errorf("%s %w: there were %d errors", r.Operation, ErrFailed, len(r.Errors()))
	case !r.Succeeded:
		return fmt.Errorf("%s %w", r.Operation, ErrFailed)
	}
	return nil
}

// Hints returns what to do next for every failure of the run that is known, each once, in the order of the failures.
func (r Result) Hints() []string {
	texts := []string{r.Stderr}
	for _, d := range r.Errors() {
		texts = append(texts, d.Message)
	}
	return Hints(texts...)
}

// Preview shows what [Workspace.Up] would do. It changes nothing and takes no lock.
func (w Workspace) Preview(ctx context.Context, o Options, s Streams) (Result, error) {
	return w.operate(ctx, OpPreview, o, s)
}

// Up creates, updates and deletes until the stack is what the program says.
func (w Workspace) Up(ctx context.Context, o Options, s Streams) (Result, error) {
	return w.operate(ctx, OpUp, o, s)
}

// Refresh brings the state to what really is.
func (w Workspace) Refresh(ctx context.Context, o Options, s Streams) (Result, error) {
	return w.operate(ctx, OpRefresh, o, s)
}

// Destroy deletes every resource of the stack. It fails as a whole if one is protected.
func (w Workspace) Destroy(ctx context.Context, o Options, s Streams) (Result, error) {
	return w.operate(ctx, OpDestroy, o, s)
}

// operate runs one operation. The error says why it could not be run; what came of it is in the result.
func (w Workspace) operate(ctx context.Context, op Operation, o Options, s Streams) (Result, error) {
	if err := w.ready(ctx); err != nil {
		return Result{}, err
	}
	args, err := w.arguments(op, o)
	if err != nil {
		return Result{}, err
	}
	log := o.EventLog
	if log == "" {
		dir, err := os.MkdirTemp("", "trelica-events-")
		if err != nil {
			return Result{}, fmt.Errorf("a folder for the event log: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }() // what is left lies in the folder of temporary files
		log = filepath.Join(dir, "events.json")
	}
	ended, err := w.pulumi(ctx, s, append(args, "--event-log", log)...)
	if err != nil {
		return Result{}, err
	}
	result := Result{
		Operation: op, Succeeded: ended.code == 0, Interrupted: ended.interrupted, Stderr: ended.stderr,
		PeakMemory: ended.peak,
	}
	file, err := os.Open(log)
	if errors.Is(err, os.ErrNotExist) {
		return result, nil // the CLI failed before it started
	}
	if err != nil {
		return result, fmt.Errorf("the engine's event log: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	result.Events, err = ReadEvents(file)
	return result, err
}

// ready is what every run checks before the CLI is started.
func (w Workspace) ready(ctx context.Context) error {
	if err := w.Check(); err != nil {
		return err
	}
	if w.DataPlane != nil {
		if err := w.DataPlane.Probe(ctx); err != nil {
			return err
		}
	}
	return ProbePorts(ctx, w.Ports)
}

// arguments builds the CLI's command line. An option that the operation does not have is an error, not ignored.
func (w Workspace) arguments(op Operation, o Options) ([]string, error) {
	if o.Stack == "" {
		return nil, errors.New("no stack is named")
	}
	args := []string{string(op), "--stack", o.Stack}
	if w.SettingsDir != "" {
		args = append(args, "--config-file", filepath.Join(w.SettingsDir, "Pulumi."+o.Stack+".yaml"))
	}
	var wrong []string
	flag := func(set bool, allowed []Operation, words ...string) {
		if !set {
			return
		}
		for _, a := range allowed {
			if a == op {
				args = append(args, words...)
				return
			}
		}
		wrong = append(wrong, words[0])
	}
	changing := []Operation{OpUp, OpRefresh, OpDestroy}
	fromProgram := []Operation{OpPreview, OpUp}
	flag(o.Yes, changing, "--yes")
	flag(o.Refresh, []Operation{OpPreview, OpUp, OpDestroy}, "--refresh")
	flag(o.PreviewOnly, []Operation{OpRefresh, OpDestroy}, "--preview-only")
	flag(o.ExpectNoChanges, []Operation{OpPreview, OpUp, OpRefresh}, "--expect-no-changes")
	flag(o.Diff, []Operation{OpPreview, OpUp, OpRefresh, OpDestroy}, "--diff")
	flag(o.SkipPreview, changing, "--skip-preview")
	flag(o.ExcludeProtected, []Operation{OpDestroy}, "--exclude-protected")
	flag(o.ContinueOnError, []Operation{OpUp, OpDestroy}, "--continue-on-error")
	flag(o.RunProgram, []Operation{OpRefresh, OpDestroy}, "--run-program")
	flag(o.Message != "", []Operation{OpPreview, OpUp, OpRefresh, OpDestroy}, "--message", o.Message)
	flag(o.ImportFile != "", []Operation{OpPreview}, "--import-file", o.ImportFile)
	for _, target := range o.Targets {
		flag(true, []Operation{OpPreview, OpUp, OpRefresh, OpDestroy}, "--target", target)
	}
	for _, urn := range o.Exclude {
		flag(true, []Operation{OpPreview, OpUp, OpRefresh, OpDestroy}, "--exclude", urn)
	}
	flag(len(o.Targets) > 0 && o.ExcludeProtected, nil, "--exclude-protected together with --target")
	flag(len(o.Targets) > 0 && len(o.Exclude) > 0, nil, "--exclude together with --target")
	for _, pack := range o.PolicyPacks {
		flag(true, fromProgram, "--policy-pack", inList(pack))
	}
	for _, config := range o.PolicyConfigs {
		flag(true, fromProgram, "--policy-pack-config", inList(config))
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s has no %s", op, joinAnd(wrong))
	}
	return args, nil
}

// inList is a value of a flag that takes several, separated by commas: the CLI reads it as a line of CSV.
func inList(value string) string {
	if !strings.ContainsAny(value, ",\"") {
		return value
	}
	return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
}

// Streams are where the CLI reads from and writes to. Files are handed over as they are, so that the CLI sees a
// terminal where there is one and draws its own progress there; anything else gets its plain text.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}
