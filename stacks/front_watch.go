package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/components/network"
)

// addWorkspace makes the watch region's workspace, with the people who are told. What is asked of the edge and of the subscription
// is asked there: a rule on logs runs where its workspace is, and after the loss of the home region somebody must still be told,
// of just that above all.
func (f *front) addWorkspace() error {
	var err error
	f.workspace, err = monitoring.NewWorkspace(f.ctx, f.name+"-logs", &monitoring.WorkspaceArgs{
		Site:          f.watch,
		ResourceGroup: f.groups[groupWatch],
		RetentionDays: f.set.Monitoring.LogRetentionDays,
		OnCall: monitoring.ActionGroupArgs{
			ShortName: onCallName(f.watch.Names.Environment), Emails: emails(f.set.Monitoring.AlertEmails),
		},
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}

// sinks are where the logs of the watch region's own things go. There is no archive: none lies in that region, and an archive takes
// logs of its own region only (Azure Monitor documentation, diagnostic-settings).
func (f *front) sinks() azure.LogSinks { return azure.LogSinks{WorkspaceID: f.workspace.ID} }

// addNetwork makes the watch region's network, with the account that its flow log goes to.
func (f *front) addNetwork() error {
	account, err := monitoring.NewFlowLogAccount(f.ctx, f.name+"-flow", &monitoring.FlowLogAccountArgs{
		Site: f.watch, ResourceGroup: f.groups[groupWatch], KeepDays: f.set.Monitoring.LogRetentionDays, WorkspaceID: f.workspace.ID,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("flow-log account: %w", err)
	}
	plan, err := f.set.WatchPlan()
	if err != nil {
		return fmt.Errorf("addresses in %s: %w", f.watch.Location, err)
	}
	f.network, err = network.NewWatch(f.ctx, f.name+"-network", &network.WatchArgs{
		Site:          f.watch,
		ResourceGroup: f.groups[groupWatch],
		Space:         plan.Network,
		Apps:          plan.AppSubnet,
		FlowLogs:      network.FlowLogs{StorageID: account.ID, IdentityID: account.IdentityID},
		Sinks:         f.sinks(),
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("watch network: %w", err)
	}
	return nil
}

// How bad it is when a test fails: customers are without the product, or only without the page that would say so.
const severityProduct, severityStatusPage = 0, 2

// addTests asks every host and the status page from five places.
func (f *front) addTests() error {
	var tests []monitoring.Test
	for _, probed := range probes(f.set) {
		tests = append(tests, monitoring.Test{
			What: "host-" + probed.what, URL: pulumi.String(probed.url), Status: wellStatus, Severity: severityProduct,
		})
	}
	tests = append(tests, monitoring.Test{What: "status", URL: f.status.URL, Status: wellStatus, Severity: severityStatusPage})
	_, err := monitoring.NewWatch(f.ctx, f.name+"-watch", &monitoring.WatchArgs{
		Site:          f.watch,
		ResourceGroup: f.groups[groupWatch],
		WorkspaceID:   f.workspace.ID,
		ActionGroupID: f.workspace.ActionGroupID,
		RunbookBase:   f.set.Monitoring.RunbookBase,
		Tests:         tests,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("availability tests: %w", err)
	}
	return nil
}

// addAlerts watches the edge, the objective, the subscription and the watching itself. All of it is told by the watch region's
// people: see addWorkspace.
func (f *front) addAlerts() error {
	home := edge.OriginHost(f.set.Place.Region, f.set.Place.Zone)
	maintenance := f.watch.Names.ContainerApp("maintenance")
	_, err := monitoring.NewAlerts(f.ctx, f.name+"-alerts", &monitoring.AlertsArgs{
		Site:          f.watch,
		ResourceGroup: f.groups[groupWatch],
		WorkspaceID:   f.workspace.ID,
		ActionGroupID: f.workspace.ActionGroupID,
		RunbookBase:   f.set.Monitoring.RunbookBase,
		Sets: []monitoring.AlertSet{
			{Name: "edge", Scope: f.edge.ID, Alerts: monitoring.FrontDoorAlerts(home, maintenance)},
			{Name: "objective", Alerts: monitoring.SLOAlerts(monitoring.Objective{Percent: f.set.Front.Percent()})},
			{Name: "subscription", Scope: pulumi.String(f.watch.SubscriptionScope()), Alerts: monitoring.SubscriptionAlerts()},
			{Name: "watch", Alerts: monitoring.WatchAlerts()},
		},
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("alerts: %w", err)
	}
	return nil
}
