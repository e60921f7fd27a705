package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/monitoring"
)

// newPlatformAlerts watches the cluster, what leaves it, and the job in it that copies customers' tokens. The rules lie with the
// platform: they come and go with the cluster, and tell the people that the region's foundation tells. They need no role.
func newPlatformAlerts(ctx *pulumi.Context, name string, at azure.Site, args *PlatformArgs, in *cluster.Cluster, parent pulumi.Resource) error {
	sets := []monitoring.AlertSet{
		{Name: "cluster", Scope: in.ID, Alerts: monitoring.ClusterAlerts()},
		{Name: "egress", Scope: in.BalancerID, Alerts: monitoring.EgressAlerts(args.Settings.Cluster.OutboundPorts)},
	}
	if alerts := args.tokenAlerts(); len(alerts) > 0 {
		sets = append(sets, monitoring.AlertSet{Name: "tokens", Alerts: alerts})
	}
	group := azure.ExistingResourceGroup(at, groupCluster)
	group.NameOutput = args.Foundation.ClusterGroup.ToStringOutput() // which comes after the group, if this stack makes it
	_, err := monitoring.NewAlerts(ctx, name+"-alerts", &monitoring.AlertsArgs{
		Site:          at,
		ResourceGroup: group,
		WorkspaceID:   args.Foundation.Sinks.WorkspaceID,
		ActionGroupID: args.Foundation.ActionGroupID,
		RunbookBase:   args.Settings.Monitoring.RunbookBase,
		Sets:          sets,
	}, pulumi.Parent(parent))
	if err != nil {
		return fmt.Errorf("alerts of the platform: %w", err)
	}
	return nil
}

// tokenAlerts watch the job that copies customers' tokens, where there is another region. That the job is silent is watched once
// there is one: the alert waits with it for the same image.
func (args *PlatformArgs) tokenAlerts() []monitoring.Alert {
	if !args.Settings.HasRecovery() {
		return nil
	}
	alerts := monitoring.TokenAlerts()
	for _, w := range args.Settings.Workloads.Workloads {
		if w.Name != identityTokens {
			continue
		}
		if _, _, runs := args.start(w); runs {
			alerts = append(alerts, monitoring.TokenSilence()...)
		}
	}
	return alerts
}
