package recovery_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/recovery"
)

// TestForceIsTheLastResort holds what loses data to the one case that it is for: the other region does not answer.
func TestForceIsTheLastResort(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason  string
		planned error
		ends    bool
		fails   error
		done    []string
		mode    string
	}{
		{"whoever asks may not fail over", recovery.ErrForceNoHelp, false, recovery.ErrForceNoHelp, nil, ""},
		{"a failover is on its way, which somebody else began", recovery.ErrBusy, true, nil, nil, "planned"},
		{"it has ended though no answer came", errors.New("connection reset"), true, nil, nil, "planned"},
		{"the other region does not answer", errors.New("503"), false, nil, []string{"forced failover to centralus"}, "forced"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			scenario, err := recovery.Find("region-loss")
			require.NoError(t, err)
			azure := &site{primary: "eastus2", planned: test.planned, ends: test.ends}
			journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), "region-loss", "prod", "azure", time.Now())
			require.NoError(t, err)
			run := &recovery.Run{
				Place:    recovery.Place{Stack: "prod", Target: "azure", Home: recovery.Side{Region: "eastus2"}, Recovery: recovery.Side{Region: "centralus"}},
				Scenario: scenario, Journal: journal, SQL: azure, Data: inside{}, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now), Only: "failover",
			}
			err = recovery.Execute(t.Context(), run)
			require.ErrorIs(t, err, test.fails)
			assert.Equal(t, test.done, azure.done[:len(test.done)], "nothing more than that is done: %v", azure.done)
			report := recovery.NewReport(run)
			assert.Equal(t, test.mode, report.Failover, "the report says which it was, though no row can be counted")
			if test.mode == "forced" {
				assert.Contains(t, report.Markdown(), "failed over by force**: what had not been replicated is lost")
			} else {
				assert.NotContains(t, azure.done, "forced failover to centralus")
			}
		})
	}
}
