package importfile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/trelica/infrastructure/internal/engine"
)

// mostRounds ends a rebuilding that gets no further. Two rounds are the rule: what Azure drew, and objects of a cluster, come with
// the second.
const mostRounds = 20

// Preview lists what a stack's state lacks and the program declares. In the local Azure it needs servers that collect mistakes and
// withhold in a preview what Azure withholds; that what is to be imported exists already is no mistake here.
func Preview(ctx context.Context, w engine.Workspace, stack string) (list List, err error) {
	dir, err := os.MkdirTemp("", "trelica-import-")
	if err != nil {
		return List{}, fmt.Errorf("a folder for a preview: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	options := engine.Options{Stack: stack, ImportFile: filepath.Join(dir, "import.json"), EventLog: filepath.Join(dir, "events.json")}
	result, err := w.Preview(ctx, options, engine.Streams{Out: io.Discard, Err: io.Discard})
	if err != nil {
		return List{}, err
	}
	if problem := mistakes(result); problem != nil {
		return List{}, fmt.Errorf("stack %s cannot be listed: %w", stack, problem)
	}
	content, err := os.ReadFile(options.ImportFile)
	if err != nil {
		return List{}, fmt.Errorf("the preview wrote no import file: %w: %s", err, result.Stderr)
	}
	var file engine.ImportFile
	if err := json.Unmarshal(content, &file); err != nil {
		return List{}, fmt.Errorf("the import file of the preview: %w", err)
	}
	events, err := os.Open(options.EventLog)
	if err != nil {
		return List{}, fmt.Errorf("the events of the preview: %w", err)
	}
	defer func() { err = errors.Join(err, events.Close()) }()
	return Complete(file, events)
}

// mistakes are the errors of a preview, but for those that say that something exists.
func mistakes(result engine.Result) error {
	var found []error
	for _, d := range result.Errors() {
		if !engine.SaysExisting(d.Message) {
			found = append(found, errors.New(d.Message))
		}
	}
	for _, text := range result.EngineErrors {
		found = append(found, errors.New(text))
	}
	if len(found) == 0 && !result.Succeeded {
		found = append(found, errors.New(result.Stderr))
	}
	return errors.Join(found...)
}

// Outcome is what a rebuilding came to.
type Outcome struct {
	// Imported are the URNs of what is in the state now and was not before; components and providers are among them.
	Imported []string
	// Left are those that could not be imported, Refill what is missing in those that were.
	Left   []Left
	Refill []Refill
	Rounds int
}

// add notes a list that was imported, as far as it was: what a later list has again was not.
func (o *Outcome) add(list List) {
	o.drop(list)
	o.Imported = append(o.Imported, list.URNs...)
	o.Refill = append(o.Refill, list.Refill...)
}

// drop takes back what a newer list shows to be missing still.
func (o *Outcome) drop(list List) {
	missing := map[string]bool{}
	for _, urn := range list.URNs {
		missing[urn] = true
	}
	for _, left := range list.Left {
		missing[left.URN] = true
	}
	o.Imported = slices.DeleteFunc(o.Imported, func(urn string) bool { return missing[urn] })
	o.Refill = slices.DeleteFunc(o.Refill, func(r Refill) bool { return missing[r.URN] })
}

// Rebuild imports whatever a state lacks and somebody has, in rounds, until nothing is left that could be. It begins with what the
// state has, so that it goes on where one that was killed ended. Nothing but the state is changed.
func Rebuild(ctx context.Context, w engine.Workspace, stack string, say func(format string, args ...any)) (Outcome, error) {
	return rebuild(ctx, say,
		func(ctx context.Context) (List, error) { return Preview(ctx, w, stack) },
		func(ctx context.Context, file engine.ImportFile) error { return w.Import(ctx, stack, file) })
}

func rebuild(
	ctx context.Context, say func(string, ...any), preview func(context.Context) (List, error),
	imports func(context.Context, engine.ImportFile) error,
) (Outcome, error) {
	var outcome Outcome
	var absent []string
	var before List
	for outcome.Rounds < mostRounds {
		all, err := preview(ctx)
		if err != nil {
			return outcome, err
		}
		list := all.Without(absent)
		outcome.Left = list.Left
		outcome.drop(list)
		if len(list.File.Resources) == 0 {
			return outcome, nil
		}
		if reflect.DeepEqual(before.File, list.File) {
			return outcome, fmt.Errorf("the import gets no further: %d resources are missing after it as before, the first is %s",
				len(list.URNs), list.URNs[0])
		}
		before = list
		outcome.Rounds++
		say("round %d: importing %d resources", outcome.Rounds, len(list.File.Resources))
		err = imports(ctx, list.File)
		outcome.add(list)
		var missing *engine.AbsentError
		switch {
		case errors.As(err, &missing):
			absent = append(absent, missing.IDs...)
			for _, id := range missing.IDs {
				say("%s is not there", id)
			}
		case err != nil:
			return outcome, err
		}
	}
	return outcome, fmt.Errorf("after %d rounds resources are still missing", mostRounds)
}
