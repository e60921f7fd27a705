package recovery

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Journal is how far a recovery has come: a file that is written after every step, so that one that was killed is continued by
// starting it again.
type Journal struct {
	Scenario string    `json:"scenario"`
	Stack    string    `json:"stack"`
	Target   string    `json:"target"`
	Began    time.Time `json:"began"`
	// Ended is when the last step was done; zero until then.
	Ended time.Time `json:"ended,omitzero"`
	// Steps are those that were begun, in that order.
	Steps []Entry `json:"steps"`
	// Facts are what steps found out and later ones, or the report, need.
	Facts map[string]json.RawMessage `json:"facts,omitempty"`

	path string
}

// Entry is what became of a step.
type Entry struct {
	Step  string    `json:"step"`
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended,omitzero"`
	// Tried is when it was begun the last time.
	Tried time.Time `json:"tried,omitzero"`
	// Tries counts how often it was begun.
	Tries int `json:"tries"`
	// Already is true where there was nothing to do.
	Already bool `json:"already,omitempty"`
	// Found is what the check saw.
	Found string `json:"found,omitempty"`
	// Failed is what it failed with the last time; empty once it is done.
	Failed string `json:"failed,omitempty"`
}

// JournalPath is where the journal of a scenario and a stack is, below the project's local folder.
func JournalPath(local, scenario, stack, target string) string {
	return filepath.Join(local, "recovery", target+"-"+stack+"-"+scenario+".json")
}

// OpenJournal reads a journal, or begins one where there is none or the last one has ended.
func OpenJournal(path, scenario, stack, target string, now time.Time) (*Journal, error) {
	kept, err := LastJournal(path, scenario, stack, target, now)
	if err != nil || kept.Ended.IsZero() {
		return kept, err
	}
	return &Journal{Scenario: scenario, Stack: stack, Target: target, Began: now, Facts: map[string]json.RawMessage{}, path: path}, nil
}

// LastJournal reads a journal, also that of a recovery that has ended, or begins one where there is none. A drill goes on with it: a
// recovery is not over there before it was judged.
func LastJournal(path, scenario, stack, target string, now time.Time) (*Journal, error) {
	j := &Journal{Scenario: scenario, Stack: stack, Target: target, Began: now, Facts: map[string]json.RawMessage{}, path: path}
	content, err := os.ReadFile(path) //nolint:gosec // our own file
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return j, nil
	case err != nil:
		return nil, fmt.Errorf("the journal of the recovery: %w", err)
	}
	var kept Journal
	if err := json.Unmarshal(content, &kept); err != nil {
		return nil, fmt.Errorf("the journal %s cannot be read: %w: move it away to begin anew", path, err)
	}
	if kept.Scenario != scenario || kept.Stack != stack || kept.Target != target {
		return nil, fmt.Errorf("the journal %s is of %q, stack %q, target %q: move it away to begin anew", path, kept.Scenario, kept.Stack, kept.Target)
	}
	if kept.Facts == nil {
		kept.Facts = map[string]json.RawMessage{}
	}
	kept.path = path
	return &kept, nil
}

// Continued tells whether there is something to continue.
func (j *Journal) Continued() bool { return len(j.Steps) > 0 }

// Touched is when the recovery was last gone on with.
func (j *Journal) Touched() time.Time {
	last := j.Began
	for _, e := range j.Steps {
		for _, at := range []time.Time{e.Began, e.Tried, e.Ended} {
			if at.After(last) {
				last = at
			}
		}
	}
	return last
}

// Forget begins anew: nothing is known of what was done before. The file is written with the next save.
func (j *Journal) Forget(now time.Time) {
	j.Began, j.Ended, j.Steps, j.Facts = now, time.Time{}, nil, map[string]json.RawMessage{}
}

// entry is a step's, made if it has none.
func (j *Journal) entry(step string) *Entry {
	for i := range j.Steps {
		if j.Steps[i].Step == step {
			return &j.Steps[i]
		}
	}
	j.Steps = append(j.Steps, Entry{Step: step})
	return &j.Steps[len(j.Steps)-1]
}

// Done tells whether a step has been done.
func (j *Journal) Done(step string) bool {
	for _, e := range j.Steps {
		if e.Step == step {
			return !e.Ended.IsZero()
		}
	}
	return false
}

// Set notes a fact. It is written with the next save.
func (j *Journal) Set(name string, value any) error {
	content, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("fact %s: %w", name, err)
	}
	j.Facts[name] = content
	return j.save()
}

// Get reads a fact. found is false where nobody has noted it.
func (j *Journal) Get(name string, into any) (found bool, err error) {
	content, ok := j.Facts[name]
	if !ok {
		return false, nil
	}
	if err := json.Unmarshal(content, into); err != nil {
		return false, fmt.Errorf("fact %s: %w", name, err)
	}
	return true, nil
}

// save writes the journal so that a kill, or a machine that goes off, leaves the old one or the new one.
func (j *Journal) save() error {
	content, err := json.MarshalIndent(j, "", "  ")
	if err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return fmt.Errorf("the journal's folder: %w", err)
	}
	beside := j.path + ".new"
	if err := written(beside, content); err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	if err := os.Rename(beside, j.path); err != nil {
		return fmt.Errorf("the journal: %w", err)
	}
	return nil
}

// written writes a file and has it on the disk before it ends.
func written(path string, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) //nolint:gosec // our own file
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Sync()
}
