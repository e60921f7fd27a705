package recovery_test

import (
	"context"
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
		// asks is after how many pauses a failover that is on its way ends; 0 for never.
		asks   int
		fails  error
		done   []string
		mode   string
		waited time.Duration
	}{
		{"whoever asks may not fail over", recovery.ErrForceNoHelp, false, 0, recovery.ErrForceNoHelp, nil, "", 0},
		{"a failover had been begun by somebody else, and has ended", recovery.ErrBusy, true, 0, nil, nil, "planned", 0},
		{"a failover is on its way, which somebody else began", recovery.ErrBusy, false, 3, nil, nil, "planned", 15 * time.Second},
		{"a conflict that does not pass is the lost primary's", recovery.ErrBusy, false, 0, nil, []string{"forced failover to centralus"}, "forced", 2 * time.Minute},
		{"it has ended though no answer came", errors.New("connection reset"), true, 0, nil, nil, "planned", 0},
		{"the other region does not answer", errors.New("503"), false, 0, nil, []string{"forced failover to centralus"}, "forced", 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			scenario, err := recovery.Find("region-loss")
			require.NoError(t, err)
			azure := &site{primary: "eastus2", planned: test.planned, ends: test.ends}
			journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), "region-loss", "prod", "azure", time.Now())
			require.NoError(t, err)
			var waited time.Duration
			asked := 0
			sleep := func(_ context.Context, d time.Duration) error {
				waited += d
				if asked++; asked == test.asks {
					azure.primary = "centralus"
				}
				return nil
			}
			run := &recovery.Run{
				Place:    recovery.Place{Stack: "prod", Target: "azure", Home: recovery.Side{Region: "eastus2"}, Recovery: recovery.Side{Region: "centralus"}},
				Scenario: scenario, Journal: journal, SQL: azure, Data: inside{}, Say: func(string, ...any) {}, Now: recovery.Clock(time.Now), Sleep: sleep, Only: "failover",
			}
			err = recovery.Execute(t.Context(), run)
			require.ErrorIs(t, err, test.fails)
			assert.Equal(t, test.waited, waited)
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
