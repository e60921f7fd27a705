package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/stacks/settings"
)

// TestNobodyIsToldOfTheSilenceOfAJobThatWaits: the alert comes with the job, and is waited for with it.
func TestNobodyIsToldOfTheSilenceOfAJobThatWaits(t *testing.T) {
	t.Parallel()
	const image = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	job := settings.Workload{Name: identityTokens, Kind: "cron", Secrets: []string{"queue-key"}}
	for _, c := range []struct {
		recovery, image string
		present         bool
		want            []string
		reason          string
	}{
		{"centralus", "", true, []string{"lag", "failed"}, "the first day: no image"},
		{"centralus", image, false, []string{"lag", "failed"}, "a secret is missing, and so is the job"},
		{"centralus", image, true, []string{"lag", "failed", "silent"}, "the job is there"},
		{"", image, true, nil, "without another region nothing is copied"},
	} {
		job.Image = c.image
		set := &settings.Settings{Stack: "prod", Place: settings.Place{Region: "eastus2", RecoveryRegion: c.recovery}}
		set.Workloads.Workloads = []settings.Workload{job}
		present := map[string]bool{"queue-key": c.present}
		args := &PlatformArgs{Settings: set, Foundation: FoundationValues{Present: present}}
		var watched []string
		for _, alert := range args.tokenAlerts() {
			watched = append(watched, alert.What)
		}
		assert.Equal(t, c.want, watched, c.reason)
		for _, w := range waitingWorkload(set, job, present) {
			assert.Equal(t, c.recovery != "", w.For == "the workload tokens and the alert on its silence", w.For)
		}
	}
}
