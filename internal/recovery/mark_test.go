package recovery_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// slate is a board in memory. over, if given, is written over whatever is written, as by somebody a moment later.
type slate struct {
	mu      sync.Mutex
	content []byte
	over    []byte
	err     error
}

func (s *slate) Read(context.Context) (content []byte, found bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.content, s.content != nil, s.err
}

func (s *slate) Write(_ context.Context, content []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.content = content; s.over != nil {
		s.content = s.over
	}
	return s.err
}

// noticeOf is what a holder wrote a while ago.
func noticeOf(t *testing.T, who recovery.Holder, ago time.Duration, ended bool) []byte {
	t.Helper()
	content, err := json.Marshal(map[string]any{"holder": who, "beat": time.Now().Add(-ago), "ended": ended})
	require.NoError(t, err)
	return content
}

// TestTwoMachinesDoNotRecoverOneStack begins where something stands on the board already.
func TestTwoMachinesDoNotRecoverOneStack(t *testing.T) {
	t.Parallel()
	here, err := os.Hostname()
	require.NoError(t, err)
	ended := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$") //nolint:gosec // this test's program
	require.NoError(t, ended.Run())
	ada := recovery.Holder{Host: "runner-1", Process: 42, User: "ada", What: "recover region-loss"}
	dead := recovery.Holder{Host: here, Process: ended.Process.Pid}
	lives := recovery.Holder{Host: here, Process: os.Getppid()}
	bob := recovery.Holder{Host: "runner-2", Process: 42, User: "bob", Since: time.Unix(1, 0), What: "recover failback"}
	for _, test := range []struct {
		reason string
		// stands is who wrote what stands on the board, so long ago; over that they write it a moment after us.
		stands      *recovery.Holder
		ago         time.Duration
		ended, over bool
		held        bool
	}{
		{"nobody recovers", nil, 0, false, false, false},
		{"somebody does on another machine", &ada, time.Minute, false, false, true},
		{"somebody does here, from another folder", &lives, time.Minute, false, false, true},
		{"somebody has ended", &ada, time.Minute, true, false, false},
		{"somebody has said nothing for a while", &ada, 6 * time.Minute, false, false, false},
		{"somebody has died here", &dead, time.Second, false, false, false},
		{"somebody begins at the same moment", &ada, 0, false, true, true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				board := &slate{}
				switch {
				case test.over:
					board.over = noticeOf(t, *test.stands, test.ago, test.ended)
				case test.stands != nil:
					board.content = noticeOf(t, *test.stands, test.ago, test.ended)
				}
				mark, err := recovery.PutMark(t.Context(), board, bob)
				if test.held {
					require.ErrorAs(t, err, new(*recovery.HeldError))
					require.ErrorContains(t, err, "in the store of the states")
					return
				}
				require.NoError(t, err)
				for range 3 {
					_, err = recovery.PutMark(t.Context(), board, ada)
					require.ErrorContains(t, err, "bob on runner-2 (process 42, recover failback, since ", "now it is his")
					time.Sleep(time.Hour) // he goes on saying so
				}
				require.NoError(t, mark.TakeAway(t.Context()))
				next, err := recovery.PutMark(t.Context(), board, ada)
				require.NoError(t, err, "and then it is free")
				require.NoError(t, next.TakeAway(t.Context()))
			})
		})
	}
	mark, err := recovery.PutMark(t.Context(), &slate{content: []byte("{")}, bob)
	require.NoError(t, err, "what is no mark is nobody's")
	require.NoError(t, mark.TakeAway(t.Context()))
	lost := errors.New("no way to the store")
	_, err = recovery.PutMark(t.Context(), &slate{err: lost}, bob)
	require.ErrorIs(t, err, lost)
	assert.NotErrorAs(t, err, new(*recovery.HeldError))
}
