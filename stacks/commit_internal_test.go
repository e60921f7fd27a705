package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestShortCommit(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, text, want string }{
		{"twelve digits tell commits apart", "0123456789abcdef0123456789abcdef01234567\n", "0123456789ab"},
		{"a short one stays as it is", "abcdef1", "abcdef1"},
		{"a branch is no commit", "main", "unknown"},
		{"nothing is no commit", "", "unknown"},
		{"text that would not do as a tag is dropped", "0123456789ab; rm", "unknown"},
	} {
		assert.Equal(t, test.want, shortCommit(test.text), test.reason)
	}
}

func TestCommitIsWhatTheVariableSays(t *testing.T) {
	t.Setenv(commitVariable, "fedcba9876543210")
	assert.Equal(t, "fedcba987654", Commit())
}
