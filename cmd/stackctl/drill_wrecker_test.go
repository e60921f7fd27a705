package main

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/recovery"
)

func TestAnOnlookerSeesWhatChanged(t *testing.T) {
	t.Parallel()
	const vault, role, group = "/subscriptions/s/resourceGroups/g/providers/N/vaults/v", "/providers/A/roleAssignments/r", "/subscriptions/s/resourceGroups/g"
	before := map[string]notedResource{vault: {"a", 1}, vault + role: {"b", 1}}
	for _, test := range []struct {
		reason string
		now    map[string]notedResource
		how    recovery.Comparison
		want   []string
	}{
		{"nothing has changed", before, recovery.Comparison{}, nil},
		{"something is gone", map[string]notedResource{vault: {"a", 1}}, recovery.Comparison{}, []string{vault + role + " is gone"}},
		{"it says otherwise", map[string]notedResource{vault: {"x", 1}, vault + role: {"b", 1}}, recovery.Comparison{}, []string{vault + " is not what it was"}},
		{"it was made again", map[string]notedResource{vault: {"a", 1}, vault + role: {"b", 2}}, recovery.Comparison{}, []string{vault + role + " was made again"}},
		{"what was made again may be, and says the same", map[string]notedResource{vault: {"a", 2}, vault + role: {"b", 2}}, recovery.Comparison{Again: []string{vault}}, nil},
		{"and says otherwise", map[string]notedResource{vault: {"a", 2}, vault + role: {"x", 2}}, recovery.Comparison{Again: []string{vault}}, []string{vault + role + " is not what it was"}},
		{"something more is there", map[string]notedResource{vault: {"a", 1}, vault + role: {"b", 1}, group: {"", 1}}, recovery.Comparison{}, []string{group + " was made"}},
		{"what may differ does", map[string]notedResource{group: {"", 1}}, recovery.Comparison{But: []string{group}}, nil},
	} {
		assert.Equal(t, test.want, changedBetween(before, test.now, test.how), test.reason)
	}
}
