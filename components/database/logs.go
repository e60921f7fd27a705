package database

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// LogCategories are what a database sends of itself (Azure Monitor documentation, resource logs of
// Microsoft.Sql/servers/databases). The audit's two are not among them: they go through the server's own setting, and would
// be there twice.
func LogCategories() []string {
	return []string{
		"SQLInsights", "AutomaticTuning", "QueryStoreRuntimeStatistics", "QueryStoreWaitStatistics", "Errors",
		"DatabaseWaitStatistics", "Timeouts", "Blocks", "Deadlocks",
	}
}

func (d *Database) addLogs(ctx *pulumi.Context, name string, args *DatabaseArgs) error {
	for _, sink := range args.Sinks {
		_, err := azure.NewDiagnosticSetting(ctx, name+"-diagnostic-"+sink.Name, &azure.DiagnosticSettingArgs{
			Site:       d.Server.site,
			ResourceID: d.ID,
			Logs:       azure.Categories(LogCategories()...),
			Metrics:    true,
			Sinks:      sink.LogSinks,
			Sink:       sink.Name,
		}, pulumi.Parent(d))
		if err != nil {
			return fmt.Errorf("logs to %s: %w", sink.Name, err)
		}
	}
	return nil
}

// nameOutput is the database's name once it exists: what lies in it takes this, and so waits for it.
func (d *Database) nameOutput() pulumi.StringOutput {
	return azure.Once(pulumi.String(d.Name), d.ready[0])
}

// maintenanceID is the identifier of a maintenance configuration. Every region but the default's has its own, named after the
// region without blanks: SQL_EastUS2_DB_1 (Azure SQL documentation, maintenance-window-configure).
func maintenanceID(subscriptionID, location string, window Window) string {
	configuration := "SQL_Default"
	if region, known := regions.Lookup(location); known && window != AnyNight {
		configuration = "SQL_" + strings.ReplaceAll(region.DisplayName, " ", "") + "_" + string(window)
	}
	return "/subscriptions/" + subscriptionID + "/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/" + configuration
}
