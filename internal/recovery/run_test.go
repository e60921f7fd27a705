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

// TestADeedThatWasNotNotedIsNotDoneTwice kills a run inside a step, after its deed and before the journal knows of it.
func TestADeedThatWasNotNotedIsNotDoneTwice(t *testing.T) {
	t.Parallel()
	done := map[string]int{}
	path := filepath.Join(t.TempDir(), "journal.json")
	execute := func(scenario recovery.Scenario) (*recovery.Journal, error) {
		journal, err := recovery.OpenJournal(path, "counted", "prod", "local", time.Unix(1, 0))
		require.NoError(t, err)
		return journal, recovery.Execute(t.Context(), &recovery.Run{Scenario: scenario, Journal: journal, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now)})
	}
	killed := counted(done)
	killed.Steps[1].Run = func(context.Context, *recovery.Run) error { done["two"]++; return errKilled }
	_, err := execute(killed)
	require.ErrorIs(t, err, errKilled)
	journal, err := execute(counted(done))
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"one": 1, "two": 1, "three": 1}, done)
	assert.True(t, journal.Steps[1].Already, "the report says that there was nothing left to do")
}

// TestWhatAStepComesToIsTold runs one step of each kind.
func TestWhatAStepComesToIsTold(t *testing.T) {
	t.Parallel()
	look := func(ok bool, err error) func(context.Context, *recovery.Run) (bool, string, error) {
		return func(context.Context, *recovery.Run) (bool, string, error) { return ok, "what was seen", err }
	}
	run := func(context.Context, *recovery.Run) error { return nil }
	for _, test := range []struct {
		reason string
		step   recovery.Step
		want   string
		found  string
	}{
		{"a look that sees it", recovery.Step{By: recovery.Operator, Check: recovery.Check{Look: look(true, nil)}}, "", "what was seen"},
		{"a look that does not", recovery.Step{By: recovery.Operator, Check: recovery.Check{Look: look(false, nil)}}, "check failed: it is so: what was seen", "what was seen"},
		{"a deed whose check fails", recovery.Step{By: recovery.Operator, Run: run, Check: recovery.Check{Look: look(false, nil)}}, "check failed: it is so", "what was seen"},
		{"a deed that only people can check", recovery.Step{By: recovery.Operator, Run: run, Check: recovery.Check{Look: look(false, recovery.ErrUnseen)}}, "", "a person sees that it is so"},
		{"what only people do, and can be seen not to be done", recovery.Step{By: recovery.Hand, Check: recovery.Check{Look: look(false, nil)}}, "a person has to act", ""},
		{"what only people do and see", recovery.Step{By: recovery.Hand}, "", "a person sees that it is so"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			step := test.step
			step.ID, step.Does, step.Label, step.Check.Says = "one", "Do it.", recovery.Modelled, "it is so"
			journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), "s", "prod", "local", time.Now())
			require.NoError(t, err)
			err = recovery.Execute(t.Context(), &recovery.Run{
				Journal: journal, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now),
				Scenario: recovery.Scenario{ID: "s", Title: "T", Says: "S.", Claims: []string{"SP-17"}, Steps: []recovery.Step{step}},
			})
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.want)
			}
			assert.Equal(t, test.found, journal.Steps[0].Found)
		})
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
					Scenario: counted(done), Journal: journal, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now), Stop: stop,
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

// TestAStepAloneComesAfterWhatItsChecksSay takes a step alone, of which others were taken by hand: no journal knows of them, and their
// checks do.
func TestAStepAloneComesAfterWhatItsChecksSay(t *testing.T) {
	t.Parallel()
	done := map[string]int{"one": 1}
	alone := func(step string) error {
		journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "journal.json"), "counted", "prod", "local", time.Unix(1, 0))
		require.NoError(t, err)
		return recovery.Execute(t.Context(), &recovery.Run{
			Scenario: counted(done), Journal: journal, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now), Only: step,
		})
	}
	assert.EqualError(t, alone("three"), "step three comes after step two, which is not done")
	require.NoError(t, alone("two"), "its check says that one is done")
	require.NoError(t, alone("three"))
	assert.Equal(t, map[string]int{"one": 1, "two": 1, "three": 1}, done)
}

// TestNothingIsDoneByAClockThatCannotBeRead holds that a journal never has another clock's time in it.
func TestNothingIsDoneByAClockThatCannotBeRead(t *testing.T) {
	t.Parallel()
	reads := 0
	for _, test := range []struct {
		reason string
		fails  int
		done   map[string]int
	}{
		{"before the first step", 1, map[string]int{}},
		{"after its deed: it is looked at again", 2, map[string]int{"one": 1}},
	} {
		done := map[string]int{}
		path := filepath.Join(t.TempDir(), "journal.json")
		execute := func(now func() (time.Time, error)) error {
			journal, err := recovery.OpenJournal(path, "counted", "prod", "local", time.Unix(1, 0))
			require.NoError(t, err)
			return recovery.Execute(t.Context(), &recovery.Run{Scenario: counted(done), Journal: journal, Say: func(string, ...any) {}, Now: now})
		}
		reads = 0
		err := execute(func() (time.Time, error) {
			if reads++; reads >= test.fails {
				return time.Time{}, errors.New("the world is open elsewhere")
			}
			return time.Unix(int64(reads), 0), nil
		})
		require.ErrorContains(t, err, "step one: the clock cannot be read: the world is open elsewhere", test.reason)
		assert.Equal(t, test.done, done, test.reason)
		require.NoError(t, execute(recovery.Clock(time.Now)), test.reason)
		assert.Equal(t, map[string]int{"one": 1, "two": 1, "three": 1}, done, "%s: and nothing is done twice", test.reason)
	}
}
