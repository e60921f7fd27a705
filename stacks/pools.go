package stacks

import (
	"fmt"
	"time"

	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/stacks/settings"
)

const (
	// maxPodsPerNode is the most that the overlay's /24 of each node allows with room for turnover (AKS documentation,
	// azure-cni-overlay: 250 at most).
	maxPodsPerNode = 110
	// drainMinutes is how long an upgrade waits for a node's pods to leave, soakMinutes how long it then watches.
	drainMinutes = 30
	soakMinutes  = 5
	// idleMinutes is how long an idle outbound connection is kept: shorter frees ports sooner.
	idleMinutes = 4
)

// zones are the availability zones of every region that settings allow: three, or the settings are refused.
func zones() []string { return []string{"1", "2", "3"} }

// pools are the settings' node pools as the cluster's component takes them, the system pool first.
func pools(set *settings.Settings) []cluster.Pool {
	var made []cluster.Pool
	for _, pool := range set.Cluster.Pools() {
		made = append(made, cluster.Pool{
			Name: pool.Name, Size: pool.VMSize, Zones: zones(), Min: pool.MinCount, Max: pool.MaxCount,
			MaxPods: maxPodsPerNode, OSDiskGB: pool.OSDiskGB, MaxSurge: set.Cluster.MaxSurge,
			DrainMinutes: drainMinutes, SoakMinutes: soakMinutes, Labels: pool.Labels, Taints: pool.Taints,
		})
	}
	return made
}

// maintenance is the settings' weekly window as the cluster's component takes it: in UTC, and once for each kind of change on
// three days in a row, so that what goes wrong has one cause: new patches of Kubernetes on the day that is set, node images on
// the next, AKS's own releases on the one after.
func maintenance(set *settings.Settings) (cluster.Maintenance, error) {
	window, err := utc(set.Cluster.MaintenanceWindow)
	if err != nil {
		return cluster.Maintenance{}, err
	}
	made := cluster.Maintenance{Version: window, Nodes: later(window, 1), Platform: later(window, 2)}
	for _, freeze := range set.Cluster.MaintenanceFreeze {
		made.Freezes = append(made.Freezes, cluster.Freeze{First: string(freeze.Start), Last: string(freeze.End)})
	}
	return made, nil
}

// later is the same window some days on.
func later(window cluster.Window, days int) cluster.Window {
	for day := range time.Weekday(daysOfWeek) {
		if day.String() == window.Day {
			window.Day = ((day + time.Weekday(days)) % daysOfWeek).String()
			break
		}
	}
	return window
}

// daysOfWeek is how many days come round.
const daysOfWeek = 7

// utc moves a window from its own offset to UTC, over midnight if need be.
func utc(window settings.MaintenanceWindow) (cluster.Window, error) {
	zone, err := time.Parse("-07:00", window.UTCOffset)
	if err != nil {
		return cluster.Window{}, fmt.Errorf("maintenance window: offset %q is not of the form +HH:MM: %w", window.UTCOffset, err)
	}
	// A week in which the first of the month is a Sunday, so that a weekday is a day of the month.
	sunday := time.Date(2023, time.January, 1, window.StartHour, 0, 0, 0, zone.Location())
	for day := range daysOfWeek {
		start := sunday.AddDate(0, 0, day)
		if start.Weekday().String() == window.Day {
			inUTC := start.UTC()
			return cluster.Window{Day: inUTC.Weekday().String(), Start: inUTC.Format("15:04"), Hours: window.DurationHours}, nil
		}
	}
	return cluster.Window{}, fmt.Errorf("maintenance window: %q is no day of the week", window.Day)
}
