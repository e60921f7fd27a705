package cluster

import (
	"fmt"

	insights "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20230311"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// controlPlaneLogs are the categories of the control plane that are kept. kube-audit-admin is the audit log without reads,
// a small part of its volume; guard is who signed in through Entra (AKS documentation, monitor-aks).
func controlPlaneLogs() []string {
	return []string{
		"kube-audit-admin", "guard", "kube-apiserver", "kube-controller-manager", "kube-scheduler",
		"cluster-autoscaler", "cloud-controller-manager", "csi-azuredisk-controller", "csi-snapshot-controller",
	}
}

// streams are what the monitoring agent collects, each a table of the workspace: logs of containers, events, inventory, and
// the metrics that Container insights keeps as logs (Azure Monitor documentation, container-insights-data-collection-configure).
//
// Managed Prometheus is not among them. It needs an Azure Monitor workspace, which the provider's Go packages at hand do
// not have (package monitor); without one its add-on would send nowhere, so azureMonitorProfile stays unset.
func streams() []string {
	return []string{
		"Microsoft-ContainerLogV2", "Microsoft-KubeEvents", "Microsoft-KubePodInventory", "Microsoft-KubeNodeInventory",
		"Microsoft-KubePVInventory", "Microsoft-KubeServices", "Microsoft-KubeMonAgentEvents", "Microsoft-InsightsMetrics",
		"Microsoft-ContainerInventory", "Microsoft-ContainerNodeInventory", "Microsoft-Perf",
	}
}

const (
	// extension is the name under which the agent looks for its rule; another is not found.
	extension   = "ContainerInsightsExtension"
	destination = "workspace"
)

// newLogs sends the control plane's logs to the sinks, and has the agent on the nodes collect into the workspace.
func (c *Cluster) newLogs(ctx *pulumi.Context, name string, args *Args, opts []pulumi.ResourceOption) error {
	site := args.Site
	_, err := azure.NewDiagnosticSetting(ctx, name+"-diagnostic", &azure.DiagnosticSettingArgs{
		Site:       site,
		ResourceID: c.ID,
		Logs:       azure.Categories(controlPlaneLogs()...),
		Metrics:    true,
		Sinks:      args.Sinks,
	}, opts...)
	if err != nil {
		return fmt.Errorf("logs of the control plane: %w", err)
	}
	tags, tagged := azure.Tagged(site)
	rule, err := insights.NewDataCollectionRule(ctx, name+"-collection", &insights.DataCollectionRuleArgs{
		ResourceGroupName:      args.ResourceGroup,
		DataCollectionRuleName: pulumi.String(site.Names.DataCollectionRule("cluster")),
		Location:               pulumi.String(site.Location),
		Kind:                   pulumi.String("Linux"),
		Description:            pulumi.String("What the monitoring agent collects from the cluster's nodes and containers."),
		DataSources:            dataSources(),
		Destinations: insights.DataCollectionRuleDestinationsArgs{
			LogAnalytics: insights.LogAnalyticsDestinationArray{insights.LogAnalyticsDestinationArgs{
				Name:                pulumi.String(destination),
				WorkspaceResourceId: args.Sinks.WorkspaceID.ToStringOutput().ToStringPtrOutput(),
			}},
		},
		DataFlows: insights.DataFlowArray{insights.DataFlowArgs{
			Streams: pulumi.ToStringArray(streams()), Destinations: pulumi.ToStringArray([]string{destination}),
		}},
		Tags: tags,
	}, append(opts[:len(opts):len(opts)], tagged)...)
	if err != nil {
		return fmt.Errorf("data collection rule: %w", err)
	}
	_, err = insights.NewDataCollectionRuleAssociation(ctx, name+"-collection-association", &insights.DataCollectionRuleAssociationArgs{
		AssociationName:      pulumi.String(extension),
		ResourceUri:          c.ID,
		DataCollectionRuleId: rule.ID().ToStringOutput().ToStringPtrOutput(),
		Description:          pulumi.String("Leads the cluster's monitoring agent to its rule."),
	}, opts...)
	if err != nil {
		return fmt.Errorf("association of the data collection rule: %w", err)
	}
	return nil
}

// dataSources is the agent's extension with its settings: every minute, from all namespaces, in the structured schema.
func dataSources() insights.DataCollectionRuleDataSourcesArgs {
	return insights.DataCollectionRuleDataSourcesArgs{
		Extensions: insights.ExtensionDataSourceArray{insights.ExtensionDataSourceArgs{
			Name:          pulumi.String(extension),
			ExtensionName: pulumi.String("ContainerInsights"),
			Streams:       pulumi.ToStringArray(streams()),
			ExtensionSettings: pulumi.Map{"dataCollectionSettings": pulumi.Map{
				"interval":               pulumi.String("1m"),
				"namespaceFilteringMode": pulumi.String("Off"),
				"enableContainerLogV2":   pulumi.Bool(true),
			}},
		}},
	}
}
