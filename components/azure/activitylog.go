package azure

import (
	"fmt"

	insights "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20210501preview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// activityCategories are all that the activity log has (Azure Monitor documentation, activity-log-schema).
func activityCategories() []string {
	return []string{"Administrative", "Security", "ServiceHealth", "Alert", "Recommendation", "Policy", "Autoscale", "ResourceHealth"}
}

// NewActivityLog sends who changed what in the site's subscription to a sink. A subscription has five such settings at most, told
// apart by the sink's name. It is not NewDiagnosticSetting's: the activity log has no metrics, no groups of categories to rely
// on, and one table, so that there is none to choose.
func NewActivityLog(ctx *pulumi.Context, name string, site Site, sink string, sinks LogSinks, opts ...pulumi.ResourceOption) error {
	problems := Check("azure.NewActivityLog of "+name, site)
	problems.Missing("sink", sink, "sinks.WorkspaceID", sinks.WorkspaceID)
	if err := problems.Err(); err != nil {
		return err
	}
	logs := insights.LogSettingsArray{}
	for _, category := range activityCategories() {
		logs = append(logs, insights.LogSettingsArgs{Category: pulumi.String(category), Enabled: pulumi.Bool(true)})
	}
	setting := &insights.DiagnosticSettingArgs{
		Name:        pulumi.String(site.Names.Diagnostic(sink)),
		ResourceUri: pulumi.String(site.SubscriptionScope()),
		Logs:        logs,
		WorkspaceId: sinks.WorkspaceID.ToStringOutput(),
	}
	if sinks.ArchiveID != nil {
		setting.StorageAccountId = sinks.ArchiveID.ToStringOutput()
	}
	if _, err := insights.NewDiagnosticSetting(ctx, name, setting, opts...); err != nil {
		return fmt.Errorf("activity log to %s: %w", sink, err)
	}
	return nil
}
