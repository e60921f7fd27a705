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

// inside answers every question about what is in databases, vaults and requests as the real Azure's outside does: not at all.
type inside struct{}

func (inside) Active(context.Context, recovery.Place) (recovery.Active, error) {
	return recovery.Active{}, recovery.ErrUnseen
}

func (inside) Holding(context.Context, recovery.Place, recovery.Side, string) (recovery.Holding, error) {
	return recovery.Holding{}, recovery.ErrUnseen
}

func (inside) HoldingUpTo(context.Context, recovery.Place, recovery.Side, string, int) (recovery.Holding, error) {
	return recovery.Holding{}, recovery.ErrUnseen
}
func (inside) Write(context.Context, recovery.Place, string) error { return recovery.ErrUnseen }
func (inside) Confirmed(context.Context, recovery.Place) (int, time.Time, error) {
	return 0, time.Time{}, recovery.ErrUnseen
}

func (inside) Workers(context.Context, recovery.Place) ([]string, error) {
	return nil, recovery.ErrUnseen
}

func (inside) Readable(context.Context, recovery.Place, recovery.Side) (readable, all int, behind time.Duration, err error) {
	return 0, 0, 0, recovery.ErrUnseen
}

func (inside) Serving(context.Context, recovery.Place) (string, error) {
	return "", recovery.ErrUnseen
}

// site is an Azure that does what it is asked, with the home region out or not.
type site struct {
	recovery.SQL
	recovery.Stacks
	homeIsOut bool
	// planned is what a planned failover fails with, if not with the region's being out; ends makes it take effect all the same.
	planned error
	ends    bool
	primary string
	// replicates is the state of the group.
	replicates string
	active     recovery.Active
	// found is what preflight finds.
	found []recovery.Finding
	up    map[string]bool
	done  []string
}

func (s *site) note(what string) { s.done = append(s.done, what) }

func (s *site) Replication(_ context.Context, _ recovery.Place, side recovery.Side) (recovery.Replication, error) {
	if s.primary == side.Region {
		return recovery.Replication{Role: "Primary", State: s.replicates}, nil
	}
	return recovery.Replication{Role: "Secondary", State: s.replicates}, nil
}

func (s *site) Failover(_ context.Context, _ recovery.Place, side recovery.Side) error {
	if s.homeIsOut {
		return errors.New("503")
	}
	if s.planned == nil || s.ends {
		s.primary = side.Region
	}
	if s.planned != nil {
		return s.planned
	}
	s.note("planned failover to " + side.Region)
	return nil
}

func (s *site) ForceFailover(_ context.Context, _ recovery.Place, side recovery.Side) error {
	s.primary = side.Region
	s.note("forced failover to " + side.Region)
	return nil
}

func (s *site) Up(_ context.Context, stack string) error {
	s.up[stack] = true
	s.note("up " + stack)
	return nil
}

func (s *site) Destroy(_ context.Context, stack string) error {
	delete(s.up, stack)
	s.note("destroy " + stack)
	return nil
}
func (s *site) Preview(context.Context, string) (int, error) { return 0, nil }
func (s *site) Preflight(context.Context, string) ([]recovery.Finding, error) {
	return s.found, nil
}
func (s *site) Exists(_ context.Context, stack string) (bool, error) { return s.up[stack], nil }
func (s *site) Promotion(string) (recovery.Active, error)            { return s.active, nil }
func (s *site) Claims(context.Context, string) (map[string]string, error) {
	return map[string]string{"SP-17": "holds"}, nil
}

func (s *site) Promote(_, region string) (recovery.Active, error) {
	s.active = recovery.Active{Region: region, Epoch: s.active.Epoch + 1}
	s.note("promote " + region)
	return s.active, nil
}

// TestARecoveryInEarnestGoesThrough carries scenarios out where nothing can be seen inside: what is done is done, and what cannot be seen is
// left to people in words.
func TestARecoveryInEarnestGoesThrough(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		scenario string
		out      bool
		primary  string
		want     []string
	}{
		{"region-loss", true, "eastus2", []string{"forced failover to centralus", "up dr", "promote centralus", "up dr"}},
		{"region-loss", false, "eastus2", []string{"planned failover to centralus", "up dr", "promote centralus", "up dr"}},
		{"return", false, "centralus", nil},
		{"failback", false, "centralus", []string{"planned failover to eastus2", "promote eastus2", "up prod", "destroy dr"}},
		{"recovery-region-loss", false, "eastus2", nil},
	} {
		t.Run(test.scenario, func(t *testing.T) {
			t.Parallel()
			scenario, err := recovery.Find(test.scenario)
			require.NoError(t, err)
			azure := &site{homeIsOut: test.out, primary: test.primary, replicates: "CATCH_UP", up: map[string]bool{"prod": true}, active: recovery.Active{Region: "eastus2", Epoch: 1}}
			if test.scenario == "failback" {
				azure.up["dr"], azure.active = true, recovery.Active{Region: "centralus", Epoch: 2}
			}
			journal, err := recovery.OpenJournal(filepath.Join(t.TempDir(), "j.json"), test.scenario, "prod", "azure", time.Now())
			require.NoError(t, err)
			run := &recovery.Run{
				Place: recovery.Place{
					Stack: "prod", Rebuild: "dr", Target: "azure", Home: recovery.Side{Region: "eastus2"}, Recovery: recovery.Side{Region: "centralus"},
				},
				Scenario: scenario, Journal: journal, Stacks: azure, SQL: azure, Data: inside{}, Tokens: inside{}, Traffic: inside{},
				Say: func(string, ...any) {}, Now: recovery.Clock(time.Now),
			}
			err = recovery.Execute(t.Context(), run)
			if test.scenario == "failback" { // nobody but people can see that what serves is not what is taken down
				require.ErrorIs(t, err, recovery.ErrByHand)
				require.ErrorContains(t, err, "see that requests are answered in eastus2; that every row that was there before is there")
				assert.Equal(t, test.want[:len(test.want)-1], azure.done)
				err = recovery.Execute(t.Context(), run)
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, azure.done)
			report := recovery.NewReport(run)
			assert.True(t, report.Passed())
			assert.Contains(t, report.Markdown(), "a person sees that ")
			assert.NotContains(t, report.Markdown(), "SIMULATED")
			assert.NotContains(t, report.Markdown(), "{", "every word in braces is filled")
		})
	}
}
