package faults_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/faults"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv-one"

func put(id string) world.Call { return world.Call{Method: http.MethodPut, ID: id} }

func TestAFaultStrikesTheCallsItIsAbout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		fault  faults.Fault
		call   world.Call
		want   bool
	}{
		{"any write", faults.Fault{Kind: faults.Transient}, put(vault), true},
		{"a read is another method", faults.Fault{Kind: faults.Transient}, world.Call{Method: http.MethodGet, ID: vault}, false},
		{"the method that is asked for", faults.Fault{Kind: faults.Transient, Method: "get"}, world.Call{Method: http.MethodGet, ID: vault}, true},
		{"the type", faults.Fault{Kind: faults.Transient, Type: "microsoft.keyvault/vaults"}, put(vault), true},
		{"another type", faults.Fault{Kind: faults.Transient, Type: "Microsoft.Sql/servers"}, put(vault), false},
		{"a pattern of names", faults.Fault{Kind: faults.Transient, Name: "KV-*"}, put(vault), true},
		{"another name", faults.Fault{Kind: faults.Transient, Name: "kv-two"}, put(vault), false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			err := faults.New(faults.Scenario{Faults: []faults.Fault{test.fault}}).Before(t.Context(), test.call)
			assert.Equal(t, test.want, err != nil)
		})
	}
}

func TestAFaultCounts(t *testing.T) {
	t.Parallel()
	at := faults.New(faults.Scenario{Faults: []faults.Fault{{Kind: faults.Throttle, Skip: 1, Times: 2}}})
	var struck []bool
	for range 5 {
		struck = append(struck, at.Before(t.Context(), put(vault)) != nil)
	}
	assert.Equal(t, []bool{false, true, true, false, false}, struck)
	assert.Equal(t, []int{2}, at.Struck())
}

// TestWhatIsMadeLate is about roles: each is late for as many who need it as the scenario says, and what was there before never is.
func TestWhatIsMadeLate(t *testing.T) {
	t.Parallel()
	const role = "/providers/Microsoft.Authorization/roleAssignments/"
	old, first, second := vault+role+"old", vault+role+"one", vault+role+"two"
	scenario := faults.Scenario{Faults: []faults.Fault{{Kind: faults.Late, Type: "Microsoft.Authorization/roleAssignments", Skip: 1, Times: 2}}}
	at := faults.New(scenario)
	assert.False(t, at.NotYet(old), "made by nobody under this scenario")
	for _, made := range []string{first, second, vault} {
		require.NoError(t, at.Before(t.Context(), put(made)))
		at.Made(put(made))
		require.NoError(t, at.After(t.Context(), put(made)), "no call fails")
	}
	require.NoError(t, at.After(t.Context(), put(old)))
	assert.False(t, at.NotYet(old), "what is only changed works")
	assert.False(t, at.NotYet(first), "the first goes well")
	assert.False(t, at.NotYet(vault), "a vault is no role")
	var late []bool
	for n := range 3 {
		if n == 1 { // the next command
			at = faults.Continue(scenario, at.Counts())
		}
		late = append(late, at.NotYet(second))
	}
	assert.Equal(t, []bool{true, true, false}, late)
	assert.Equal(t, []int{2}, at.Struck())
}

func TestHowEachKindAnswers(t *testing.T) {
	t.Parallel()
	answers := map[string]string{
		faults.Throttle:  `Status=429 Code="TooManyRequests"`,
		faults.Transient: `Status=503 Code="ServiceUnavailable"`,
		faults.Conflict:  `Status=409 Code="AnotherOperationInProgress"`,
		faults.Refused:   `Status=400 Code="QuotaExceeded"`,
		faults.Timeout:   "context deadline exceeded",
		faults.Half:      "failed after it was accepted",
		faults.Lost:      "connection reset by peer",
	}
	for _, kind := range faults.Kinds() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			fault := faults.Fault{Kind: kind}
			if kind == faults.Refused {
				fault.Code = "QuotaExceeded"
			}
			at := faults.New(faults.Scenario{Faults: []faults.Fault{fault}})
			before, after := at.Before(t.Context(), put(vault)), at.After(t.Context(), put(vault))
			err := before
			if err == nil {
				err = after
			} else {
				require.NoError(t, after)
			}
			require.ErrorContains(t, err, answers[kind])
			var unfinished *arm.UnfinishedError
			if kind == faults.Half {
				require.ErrorAs(t, err, &unfinished)
				assert.True(t, unfinished.Failed, "it leaves a resource that failed")
			}
		})
	}
	throttled := faults.New(faults.Scenario{Faults: []faults.Fault{{Kind: faults.Throttle, RetryAfter: 7}}})
	require.ErrorContains(t, throttled.Before(t.Context(), put(vault)), "Retry-After: 7")
}

func TestScenariosAreReadWhole(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, content, want string }{
		{"nothing goes wrong", "", ""},
		{"one fault", "faults:\n- {kind: lost, type: Microsoft.Sql/servers, skip: 1, times: 5}\n", ""},
		{"all mistakes at once", "faults:\n- {kind: hunger, method: PATCH, skip: -1}\n- {kind: lost, name: '[', method: GET, code: X}\n",
			`faults[0].kind: "hunger"; allowed are throttle, transient, conflict, refused, timeout, half, lost, late; faults[0].method: "PATCH"; allowed are PUT, GET, POST, DELETE; ` +
				`faults[0].skip: -1; it is 0 or more; faults[1].code: only a refused call has one of its own; faults[1].method: "GET"; a call of the kind lost is a PUT; faults[1].name: "[" is no pattern`},
		{"what is late", "faults:\n- {kind: late, type: Microsoft.Authorization/roleAssignments, times: 2}\n", ""},
		{"a network is not late", "faults:\n- {kind: late, type: Microsoft.Network/virtualNetworks}\n", `faults[0].type: "Microsoft.Network/virtualNetworks"; what is late is a role or an identity`},
		{"two documents", "faults: []\n---\nfaults: [{kind: lost}]\n", "more than one document"},
		{"something after the end", "faults: []\n---\n{", "more than one document"},
		{"a word that means nothing", "fault: []\n", "field fault not found"},
		{"no YAML", "\x00", "it is no scenario"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "faults.yaml")
			require.NoError(t, os.WriteFile(file, []byte(test.content), 0o600))
			_, err := faults.Read(file)
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err := faults.Read(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorContains(t, err, "cannot be read")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("faults:\n- {kind: lost, type: Microsoft.Sql/servers}\n"))
	f.Add([]byte("faults: [{kind: throttle, name: '[a-'}]"))
	f.Add([]byte{0xff, 0xfe, 0})
	f.Fuzz(func(t *testing.T, content []byte) {
		s, err := faults.Parse(content)
		if err == nil {
			assert.Empty(t, s.Problems())
			_ = faults.New(s).Before(t.Context(), put(vault))
		}
	})
}

func TestThePageNamesEveryKind(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/reference/faults.md")
	require.NoError(t, err)
	for _, kind := range faults.AllKinds() {
		assert.Contains(t, string(page), "| `"+kind+"` |")
	}
}

func TestAScenarioGoesOnWhereItEnded(t *testing.T) {
	t.Parallel()
	s := faults.Scenario{Faults: []faults.Fault{{Kind: faults.Conflict, Times: 2}}}
	call := world.Call{Method: "PUT", ID: "/subscriptions/s/resourceGroups/g"}
	first := faults.New(s)
	require.Error(t, first.Before(t.Context(), call))
	second := faults.Continue(s, first.Counts())
	require.Error(t, second.Before(t.Context(), call))
	require.NoError(t, second.Before(t.Context(), call))
	other := faults.Continue(s, faults.Counts{Seen: []int{9, 9}, Struck: []int{9, 9}})
	require.Error(t, other.Before(t.Context(), call), "counts of another scenario say nothing")
}
