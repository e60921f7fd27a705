package controls_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/controls"
)

// root is the repository's folder, seen from this package.
const root = "../.."

// today is the day that tests judge by: they must not turn red by date.
var today = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

// golden reads a stack's committed snapshot.
func golden(t testing.TB, stack string) *controls.Stack {
	t.Helper()
	file, err := os.Open(filepath.Join(root, "internal/stacktest/testdata", stack+".json"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	s, err := controls.ReadSnapshot(file, stack, "trelica")
	require.NoError(t, err)
	s.Now = today
	return s
}

// judge is the whole catalogue under the repository's exceptions.
func judge(t testing.TB) *controls.Judge {
	t.Helper()
	all, err := exceptions.Load(root)
	require.NoError(t, err)
	return controls.NewJudge(all)
}

// stacks are all that have a snapshot.
func stacks(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal/stacktest/testdata/*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var names []string
	for _, file := range files {
		if filepath.Base(file) == "dev-complete.json" {
			continue // a state of an earlier day, which other tests read
		}
		names = append(names, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	return names
}

// stop are the findings that end a run.
func stop(j *controls.Judge, all []controls.Finding) []string {
	advisory := map[string]bool{}
	for _, r := range j.Rules {
		advisory[r.ID] = r.Level == controls.Advisory
	}
	var found []string
	for _, f := range all {
		if f.Answer == controls.Violated && !advisory[f.Rule] || f.Answer == controls.Undecided {
			found = append(found, string(f.Answer)+" "+f.URN[strings.LastIndex(f.URN, "::")+2:]+": "+f.String())
		}
	}
	return found
}

// TestStacksKeepTheStatement holds every stack, as it is after an up, against the whole catalogue.
func TestStacksKeepTheStatement(t *testing.T) {
	t.Parallel()
	for _, stack := range stacks(t) {
		j := judge(t)
		assert.Empty(t, stop(j, j.All(golden(t, stack), false)), stack)
	}
}
