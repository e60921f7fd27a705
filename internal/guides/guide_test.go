package guides_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/guides"
)

func TestRead(t *testing.T) {
	t.Parallel()
	steps, err := guides.Read("# Page\n\n```console\n$ one --flag # a word\nshown\n...\nmore ... shown\n$ two \\\n  --goes on  # exits 3\n```\n\n" +
		"```\n$ no command\n```\n\n```console azure\n$ az login\n$ stackctl up --stack dev --target azure\n```\n")
	require.NoError(t, err)
	assert.Equal(t, []guides.Step{
		{Line: 4, Command: "one --flag # a word", Shows: []string{"shown", "more ... shown"}},
		{Line: 8, Command: "two \\\n--goes on", Exit: 3},
		{Line: 17, Command: "az login", Azure: true},
		{Line: 18, Command: "stackctl up --stack dev --target azure", Azure: true},
	}, steps)
	assert.Equal(t, "one --flag # a word", steps[0].Local())
	assert.Empty(t, steps[2].Local(), "nobody is at the other end")
	assert.Equal(t, "stackctl up --stack dev --target local", steps[3].Local())

	assert.Empty(t, steps[0].Missing("x shown y more and more shown"))
	assert.Equal(t, "more ... shown", steps[0].Missing("shown, more"))
	assert.Equal(t, "shown", steps[0].Missing("nothing"))

	_, err = guides.Read("```console\nno command\n```\n")
	require.ErrorContains(t, err, "line 2: a block begins with a command")
	_, err = guides.Read("```console azure\n$ printf x | stackctl secret set y\n```\n")
	require.ErrorContains(t, err, "line 2: in a block for the real Azure stackctl begins its line")
	_, err = guides.Read("```console Azure\n$ x\n```\n")
	require.ErrorContains(t, err, `there is no block "console Azure"`)
}
