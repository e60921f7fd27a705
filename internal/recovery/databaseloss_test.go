package recovery_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// standby is a recovery side with a database of a status, or without one.
type standby struct {
	site
	status   string
	restored []string
}

func (s *standby) Database(context.Context, recovery.Place, recovery.Side, string) (exists bool, status string, err error) {
	return s.status != "", s.status, nil
}

func (s *standby) Recoverable(context.Context, recovery.Place, recovery.Side, string) (backup recovery.Restorable, found bool, err error) {
	return recovery.Restorable{ID: "geo", Database: "app", Time: today}, true, nil
}

func (s *standby) RestoreBackup(_ context.Context, _ recovery.Place, _ recovery.Side, backup recovery.Restorable, _ string) error {
	s.restored = append(s.restored, backup.ID)
	s.status = "Online"
	return nil
}

// mute is a database whose rows cannot be read.
type mute struct{ inside }

func (mute) Holding(context.Context, recovery.Place, recovery.Side, string) (recovery.Holding, error) {
	return recovery.Holding{}, errors.New("Login failed")
}

// readable is one whose rows can be read.
type readable struct{ inside }

func (readable) Holding(context.Context, recovery.Place, recovery.Side, string) (recovery.Holding, error) {
	return recovery.Holding{Rows: 3, Last: 3, Sum: "abc", Time: today}, nil
}

// TestAReplicaIsJudgedByItsRows restores where there is nothing, and nowhere else: what is there is told apart by whether it can be read.
func TestAReplicaIsJudgedByItsRows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, status string
		data           recovery.Data
		want           string
		restored       []string
	}{
		{"nothing is there", "", readable{}, "", []string{"geo"}},
		{"nothing is there, and nobody sees rows", "", inside{}, "", []string{"geo"}},
		{"one that can be read", "Online", readable{}, "", nil},
		{"one that cannot reach its key", "Inaccessible", readable{}, "cannot reach its key, and neither could one that is restored there: bring the key back first (stackctl recover --scenario key-loss --stack prod", nil},
		{"one that the management calls online", "Online", mute{}, "which is Online, cannot be read, and was not restored by this recovery: delete it or give it another name", nil},
		{"one that is offline", "Offline", inside{}, "which is Offline, cannot be read", nil},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			azure := &standby{site: site{primary: "centralus", replicates: "CATCH_UP"}, status: test.status}
			run := runOf(t, "database-loss", "restore", test.data)
			run.Stacks, run.SQL = azure, azure
			err := recovery.Execute(t.Context(), run)
			assert.Equal(t, test.restored, azure.restored, "nothing is restored over what is there")
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.want)
			}
		})
	}
}

// TestARestoreThatHasNotEndedIsWaitedFor goes on with a recovery that was killed while it restored.
func TestARestoreThatHasNotEndedIsWaitedFor(t *testing.T) {
	t.Parallel()
	azure := &standby{site: site{primary: "centralus"}, status: "Restoring"}
	run := runOf(t, "database-loss", "restore", inside{})
	run.Stacks, run.SQL = azure, azure
	require.NoError(t, run.Journal.Set("backup", recovery.Restorable{ID: "geo"}))
	require.ErrorContains(t, recovery.Execute(t.Context(), run), "is being restored and is Restoring: wait, then run the same command again")
	azure.status = "Online"
	require.NoError(t, recovery.Execute(t.Context(), run))
	assert.Empty(t, azure.restored, "it is restored once")
}
