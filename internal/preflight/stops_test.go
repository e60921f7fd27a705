package preflight

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestEveryRowIsDecided holds that each kind of row either stops a recovery or does not, with a reason, and that no other is named.
func TestEveryRowIsDecided(t *testing.T) {
	t.Parallel()
	rows := append(Rows(), RowSettings, RowAccess, RowLocal)
	for _, row := range rows {
		_, stops := stopping()[row]
		_, passes := passing()[row]
		assert.NotEqual(t, stops, passes, row)
	}
	assert.Len(t, rows, len(stopping())+len(passing()))
}

func TestWhatStopsARecovery(t *testing.T) {
	t.Parallel()
	r := &report{}
	r.unknown("made before: the vault", errors.New("503"))
	for _, test := range []struct {
		reason string
		check  Check
		want   bool
	}{
		{"a thing of another stack that is not there", Check{Name: "made before: the ingress address", Result: Failed}, true},
		{"a program that is needed later", Check{Name: "tool kubelogin", Result: Failed}, true},
		{"another's subscription", Check{Name: "subscription 0", Result: Failed}, true},
		{"settings that are wrong", Check{Name: RowSettings, Result: Failed}, true},
		{"no sign-in", Check{Name: RowAccess, Result: Failed}, true},
		{"the same while it is well", Check{Name: "subscription 0", Result: OK}, false},
		{"a quota for the largest size", Check{Name: "quota cores in centralus", Result: Failed}, false},
		{"a role", Check{Name: "role deploy: Contributor", Result: Failed}, false},
		{"a secret of one workload", Check{Name: "secret key in kv", Result: Failed}, false},
		{"a row that nobody knows", Check{Name: "weather", Result: Failed}, false},
		{"what could not be told", r.checks[0], false},
	} {
		assert.Equal(t, test.want, Stops(test.check), test.reason)
	}
}
