package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/network"
	"github.com/trelica/infrastructure/stacks/settings"
)

func TestUTC(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		window settings.MaintenanceWindow
		want   cluster.Window
	}{
		{
			"a window in UTC stays where it is",
			settings.MaintenanceWindow{Day: "Sunday", StartHour: 2, DurationHours: 4, UTCOffset: "+00:00"},
			cluster.Window{Day: "Sunday", Start: "02:00", Hours: 4},
		},
		{
			"two in the morning in Virginia is seven in UTC",
			settings.MaintenanceWindow{Day: "Sunday", StartHour: 2, DurationHours: 4, UTCOffset: "-05:00"},
			cluster.Window{Day: "Sunday", Start: "07:00", Hours: 4},
		},
		{
			"one in the morning in Berlin is the day before in UTC",
			settings.MaintenanceWindow{Day: "Monday", StartHour: 1, DurationHours: 6, UTCOffset: "+02:00"},
			cluster.Window{Day: "Sunday", Start: "23:00", Hours: 6},
		},
		{
			"late on Saturday in Hawaii is Sunday in UTC: the week goes round",
			settings.MaintenanceWindow{Day: "Saturday", StartHour: 20, DurationHours: 8, UTCOffset: "-10:00"},
			cluster.Window{Day: "Sunday", Start: "06:00", Hours: 8},
		},
		{
			"an offset of half an hour moves the minutes",
			settings.MaintenanceWindow{Day: "Friday", StartHour: 3, DurationHours: 4, UTCOffset: "+05:30"},
			cluster.Window{Day: "Thursday", Start: "21:30", Hours: 4},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			got, err := utc(test.window)
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestUTCSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := utc(settings.MaintenanceWindow{Day: "Sunday", UTCOffset: "Z"})
	assert.ErrorContains(t, err, `offset "Z" is not of the form +HH:MM`)
	_, err = utc(settings.MaintenanceWindow{Day: "Caturday", UTCOffset: "+00:00"})
	assert.ErrorContains(t, err, `"Caturday" is no day of the week`)
}

func TestLater(t *testing.T) {
	t.Parallel()
	saturday := cluster.Window{Day: "Saturday", Start: "01:00", Hours: 4}
	assert.Equal(t, cluster.Window{Day: "Sunday", Start: "01:00", Hours: 4}, later(saturday, 1), "the week goes round")
	assert.Equal(t, cluster.Window{Day: "Monday", Start: "01:00", Hours: 4}, later(saturday, 2), "only the day moves")
}

// TestEgressPorts: the settings count the ports of as many addresses as the network makes.
func TestEgressPorts(t *testing.T) {
	t.Parallel()
	const each = 64_000 // AKS documentation, load-balancer-standard
	assert.Equal(t, settings.EgressPorts, each*len(network.EgressRoles()))
}
