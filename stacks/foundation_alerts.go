package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/monitoring"
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
	return sets
}
