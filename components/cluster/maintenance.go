package cluster

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	aks "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Maintenance says when AKS may change the cluster, and when it may not.
type Maintenance struct {
	// Platform is for AKS's weekly releases of its own components, Version for new patches of Kubernetes, Nodes for new
	// node images. Windows of at least four hours, on different days, so that a bad change has one cause.
	Platform, Version, Nodes Window
	// Freezes are days, in UTC, on which none of it happens. AKS keeps to them except in an emergency of its own
	// (AKS documentation, planned-maintenance).
	Freezes []Freeze
}

// Window is a weekly time in UTC.
type Window struct {
	Day   string // "Monday" to "Sunday"
	Start string // "01:00"
	Hours int    // 4 to 24
}

// Freeze is a range of days, both included, as "2006-01-02".
type Freeze struct{ First, Last string }

var (
	weekdays  = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
	startTime = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)
)

// schedules are AKS's three kinds of maintenance with their fixed names and our windows.
func (m Maintenance) schedules() []schedule {
	return []schedule{
		{"default", m.Platform},
		{"aksManagedAutoUpgradeSchedule", m.Version},
		{"aksManagedNodeOSUpgradeSchedule", m.Nodes},
	}
}

type schedule struct {
	config string
	window Window
}

func (m Maintenance) check(wrong checks) {
	for _, s := range m.schedules() {
		w := s.window
		wrong.when(!slices.Contains(weekdays, w.Day), "Maintenance, %s: day %q; allowed are %q", s.config, w.Day, weekdays)
		wrong.when(!startTime.MatchString(w.Start), "Maintenance, %s: start %q; write \"01:00\"", s.config, w.Start)
		wrong.when(w.Hours < 4 || w.Hours > 24, "Maintenance, %s: %d hours; allowed are 4 to 24", s.config, w.Hours)
	}
	for i, freeze := range m.Freezes {
		first, firstErr := time.Parse(time.DateOnly, freeze.First)
		last, lastErr := time.Parse(time.DateOnly, freeze.Last)
		wrong.when(firstErr != nil || lastErr != nil || last.Before(first),
			"Maintenance.Freezes[%d]: %q to %q; write two dates as \"2006-12-24\", the first one first", i, freeze.First, freeze.Last)
	}
}

// maintenanceWindow is one schedule as Azure wants it. All three kinds have had this form since API version 2023-05-01;
// the older one of the kind "default", hours of a week, is gone (AKS documentation, planned-maintenance).
func maintenanceWindow(w Window, freezes []Freeze) aks.MaintenanceWindowArgs {
	spans := aks.DateSpanArray{}
	for _, freeze := range freezes {
		spans = append(spans, aks.DateSpanArgs{Start: pulumi.String(freeze.First), End: pulumi.String(freeze.Last)})
	}
	return aks.MaintenanceWindowArgs{
		Schedule: aks.ScheduleArgs{Weekly: aks.WeeklyScheduleArgs{
			DayOfWeek: pulumi.String(w.Day), IntervalWeeks: pulumi.Int(1),
		}},
		StartTime:       pulumi.String(w.Start),
		DurationHours:   pulumi.Int(w.Hours),
		UtcOffset:       pulumi.String("+00:00"),
		NotAllowedDates: spans,
	}
}

func (c *Cluster) newMaintenance(ctx *pulumi.Context, name string, args *Args, opts []pulumi.ResourceOption) error {
	for _, s := range args.Maintenance.schedules() {
		_, err := aks.NewMaintenanceConfiguration(ctx, name+"-maintenance-"+s.config, &aks.MaintenanceConfigurationArgs{
			ResourceGroupName: args.ResourceGroup,
			ResourceName:      c.Name,
			ConfigName:        pulumi.String(s.config),
			MaintenanceWindow: maintenanceWindow(s.window, args.Maintenance.Freezes),
		}, opts...)
		if err != nil {
			return fmt.Errorf("maintenance %s: %w", s.config, err)
		}
	}
	return nil
}
