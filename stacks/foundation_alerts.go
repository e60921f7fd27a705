package stacks

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/stacks/settings"
)

// addAlerts has each region watch its own logs and its own side of the database, with its own workspace and its own group of
// people: what watches a region is not lost with the other. What is watched of a vault is set where the vault is audited.
func (all *foundations) addAlerts() error {
	for _, f := range all.regions() {
		_, err := monitoring.NewAlerts(all.ctx, f.name+"-alerts", &monitoring.AlertsArgs{
			Site:          f.site,
			ResourceGroup: f.groups[groupMonitoring],
			WorkspaceID:   f.workspace.ID,
			ActionGroupID: f.workspace.ActionGroupID,
			RunbookBase:   f.set.Monitoring.RunbookBase,
			Sets:          all.alertSets(f),
		}, f.child()...)
		if err != nil {
			return fmt.Errorf("alerts in %s: %w", f.site.Location, err)
		}
	}
	return nil
}

// alertSets are what is watched in a region. How far the replica is behind is watched on either side, because only the primary
// knows it and the two may change places.
func (all *foundations) alertSets(f *foundation) []monitoring.AlertSet {
	side := all.databases[f]
	sets := []monitoring.AlertSet{
		{Name: "region", Alerts: monitoring.RegionAlerts()},
		{Name: "server", Scope: side.server.ID, Alerts: monitoring.ServerAlerts()},
		{Name: "database", Scope: side.database.ID, Alerts: monitoring.DatabaseAlerts(side.server.Name, side.database.Name)},
	}
	if all.standby != nil {
		sets = append(sets, monitoring.AlertSet{Name: "replication", Scope: side.database.ID, Alerts: monitoring.ReplicationAlerts()})
	}
	if own := ownAlerts(all.set.Monitoring.Alerts); len(own) > 0 {
		sets = append(sets, monitoring.AlertSet{Name: "own", Alerts: own})
	}
	return sets
}

// ownAlerts are those that the settings declare. They serve the claim that problems are noticed.
func ownAlerts(declared []settings.LogAlert) []monitoring.Alert {
	var alerts []monitoring.Alert
	for _, a := range declared {
		minutes := a.Minutes
		if minutes == 0 {
			minutes = 15
		}
		alerts = append(alerts, monitoring.Alert{
			What: a.Name, Severity: a.Severity, Claim: "SP-25", Summary: a.Summary, Runbook: a.Runbook,
			Query: &monitoring.Query{KQL: strings.TrimSpace(a.Query), Threshold: float64(a.MoreThan), Window: isoMinutes(minutes)},
		})
	}
	return alerts
}

// isoMinutes is a duration as Azure Monitor writes it: whole days and hours as such.
func isoMinutes(minutes int) string {
	switch {
	case minutes%1440 == 0:
		return fmt.Sprintf("P%dD", minutes/1440)
	case minutes%60 == 0:
		return fmt.Sprintf("PT%dH", minutes/60)
	}
	return fmt.Sprintf("PT%dM", minutes)
}
