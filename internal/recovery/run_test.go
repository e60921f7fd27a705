package recovery_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

func TestScenariosAreWhole(t *testing.T) {
	t.Parallel()
	for _, scenario := range recovery.All() {
		assert.Empty(t, scenario.Problems(), scenario.ID)
	}
}

// counted is a scenario of three steps that count what is done.
func counted(done map[string]int) recovery.Scenario {
	step := func(id string, after ...string) recovery.Step {
		return recovery.Step{
			ID: id, Does: "Do " + id + ".", By: recovery.Operator, Label: recovery.Exercised, After: after,
			Check: recovery.Check{Says: id + " is done", Look: func(context.Context, *recovery.Run) (bool, string, error) {
				return done[id] > 0, id, nil
			}},
			Run: func(context.Context, *recovery.Run) error { done[id]++; return nil },
		}
	}
	return recovery.Scenario{
		ID: "counted", Title: "Counted", Says: "A test.", Claims: []string{"SP-17"},
		Steps: []recovery.Step{step("one"), step("two", "one"), step("three", "two")},
	}
}

var errKilled = errors.New("killed")

// TestARunThatWasKilledIsContinued kills a run before and after each of its steps, also between a step's deed and the note of it.
func TestARunThatWasKilledIsContinued(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"one", "two", "three"} {
		for _, after := range []bool{false, true} {
			done := map[string]int{}
			path := filepath.Join(t.TempDir(), "journal.json")
			execute := func(stop func(string, bool) error) error {
				journal, err := recovery.OpenJournal(path, "counted", "prod", "local", time.Unix(1, 0))
				require.NoError(t, err)
				return recovery.Execute(t.Context(), &recovery.Run{
					Scenario: counted(done), Journal: journal, Say: func(string, ...any) {}, Now: time.Now, Stop: stop,
				})
			}
			require.ErrorIs(t, execute(func(id string, isDone bool) error {
				if id == step && isDone == after {
					return errKilled
				}
				return nil
			}), errKilled)
			require.NoError(t, execute(nil))
			assert.Equal(t, map[string]int{"one": 1, "two": 1, "three": 1}, done, "nothing is done twice: killed at %s, after: %v", step, after)
		}
	}
}
