package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheProgramIsToldOfThePart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		only   part
		before []string
		want   []string
		reason string
	}{
		{"standby", []string{"A=1"}, []string{"A=1", "TRELICA_PART=standby"}, "the part that was typed"},
		{"front", []string{"TRELICA_PART=standby", "A=1"}, []string{"A=1", "TRELICA_PART=front"}, "and no other that somebody left in the shell"},
		{"", []string{"TRELICA_PART=standby", "A=1"}, []string{"A=1"}, "a run that is not limited asks everything"},
	} {
		assert.Equal(t, c.want, c.only.environ(c.before), c.reason)
	}
	assert.Nil(t, part("").variables())
	assert.Equal(t, map[string]string{"TRELICA_PART": "front"}, part("front").variables())
	assert.Contains(t, read(t, "../../stacks/limited.go"), `partVariable = "`+partVariable+`"`, "the program reads the same variable")
}
