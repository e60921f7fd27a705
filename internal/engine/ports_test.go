package engine

import (
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProbePorts(t *testing.T) {
	t.Parallel()
	open, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, open.Close()) })
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	live, dead := open.Addr().(*net.TCPAddr).Port, closed.Addr().(*net.TCPAddr).Port
	require.NoError(t, closed.Close())

	require.NoError(t, ProbePorts(t.Context(), map[string]int{"random": live, "go": live}))
	err = ProbePorts(t.Context(), map[string]int{"random": dead, "go": live, "kubernetes": dead})
	require.ErrorIs(t, err, ErrDeadPort)
	assert.Regexp(t, `^nothing answers on port \d+ \(kubernetes\) and \d+ \(random\) of 127\.0\.0\.1, `+
		`where the local Azure should be: start it again with "stackctl local env" or "stackctl local serve"$`, err.Error())
}

func TestJoinAnd(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "", joinAnd(nil))
	assert.Equal(t, "a", joinAnd([]string{"a"}))
	assert.Equal(t, "a and b", joinAnd([]string{"a", "b"}))
	assert.Equal(t, "a, b and c", joinAnd([]string{"a", "b", "c"}))
}
