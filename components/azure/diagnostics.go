package azure

import (
	"fmt"

	insights "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20210501preview"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// LogSinks say where logs go.
type LogSinks struct {
	// WorkspaceID is the ARM identifier of the Log Analytics workspace, nil for none.
	WorkspaceID pulumi.StringInput
	// ArchiveID is the ARM identifier of the write-once storage account, nil for none. It must be in the region of what it
	// archives (Azure Monitor documentation, diagnostic-settings).
	ArchiveID pulumi.StringInput
}

// Logs are the logs of a resource that a diagnostic setting sends: a category group, or single categories.
type Logs struct {
	// Group is "allLogs" or "audit". Not every type has both.
	Group string
	// Categories are single categories, for a type without groups or where a group would send too much.
	Categories []string
}

// AllLogs sends every category that the type has, those that Azure adds later included.
func AllLogs() Logs { return Logs{Group: "allLogs"} }

// AuditLogs sends the categories that record who did what.
func AuditLogs() Logs { return Logs{Group: "audit"} }

// Categories sends the categories named.
func Categories(names ...string) Logs { return Logs{Categories: names} }

// DiagnosticSettingArgs describe which logs of a resource go where.
type DiagnosticSettingArgs struct {
	Site Site
	// ResourceID is the ARM identifier of what is watched. Of a storage account it is the blob service's,
	// <account>/blobServices/default: the account itself has only metrics.
	ResourceID pulumi.StringInput
	// Logs are the categories sent; none for a type that has only metrics.
	Logs Logs
	// Metrics sends the platform metrics too, for a type that has any.
	Metrics bool
	// Sinks are where they go: a workspace, an archive or both.
	Sinks LogSinks
	// Sink names the setting, and tells two settings of one resource apart. Default "central".
	Sink string
}

// NewDiagnosticSetting registers a diagnostic setting. In the workspace the logs go to tables of their own ("Dedicated"), not
// to the one table that all types once shared.
func NewDiagnosticSetting(
	ctx *pulumi.Context, name string, args *DiagnosticSettingArgs, opts ...pulumi.ResourceOption,
) (*insights.DiagnosticSetting, error) {
	if args == nil {
		args = &DiagnosticSettingArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	sink := args.Sink
	if sink == "" {
		sink = "central"
	}
	inputs := &insights.DiagnosticSettingArgs{
		Name:        pulumi.String(args.Site.Names.Diagnostic(sink)),
		ResourceUri: args.ResourceID,
		Logs:        args.Logs.settings(),
	}
	if args.Metrics {
		inputs.Metrics = insights.MetricSettingsArray{
			insights.MetricSettingsArgs{Category: pulumi.String("AllMetrics"), Enabled: pulumi.Bool(true)},
		}
	}
	if args.Sinks.WorkspaceID != nil {
		inputs.WorkspaceId = args.Sinks.WorkspaceID.ToStringOutput()
		inputs.LogAnalyticsDestinationType = pulumi.String("Dedicated")
	}
	if args.Sinks.ArchiveID != nil {
		inputs.StorageAccountId = args.Sinks.ArchiveID.ToStringOutput()
	}
	setting, err := insights.NewDiagnosticSetting(ctx, name, inputs, named(opts)...)
	if err != nil {
		return nil, fmt.Errorf("diagnostic setting %q: %w", name, err)
	}
	return setting, nil
}

// settings is the list as Azure takes it. Retention is not part of it: it is the workspace's and the archive's.
func (l Logs) settings() insights.LogSettingsArray {
	var settings insights.LogSettingsArray
	if l.Group != "" {
		settings = append(settings, insights.LogSettingsArgs{
			CategoryGroup: pulumi.String(l.Group), Enabled: pulumi.Bool(true),
		})
	}
	for _, category := range l.Categories {
		settings = append(settings, insights.LogSettingsArgs{
			Category: pulumi.String(category), Enabled: pulumi.Bool(true),
		})
	}
	return settings
}

func (args *DiagnosticSettingArgs) validate(name string) error {
	problems := Check("azure.DiagnosticSettingArgs of "+name, args.Site)
	problems.Missing("ResourceID", args.ResourceID)
	if args.Sinks.WorkspaceID == nil && args.Sinks.ArchiveID == nil {
		problems.Add("Sinks", "is empty: the setting would send nowhere; allowed: a workspace, an archive or both")
	}
	if args.Logs.Group == "" && len(args.Logs.Categories) == 0 && !args.Metrics {
		problems.Add("Logs", "is empty, and Metrics is off: the setting would send nothing")
	}
	if args.Logs.Group != "" && len(args.Logs.Categories) > 0 {
		problems.Add("Logs", "has a group and categories: Azure refuses both in one setting; allowed: one of them")
	}
	return problems.Err()
}
