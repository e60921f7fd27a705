package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/components/ops"
	"github.com/trelica/infrastructure/components/zone"
	"github.com/trelica/infrastructure/stacks/settings"
)

func (b *bootstrap) addGroups() error {
	b.groups = groups{}
	for _, role := range []string{groupOps, groupOpsLogs, groupState, groupSecrets, groupPipeline, groupDNS} {
		group, err := azure.NewResourceGroup(b.ctx, b.name+"-group-"+role, &azure.ResourceGroupArgs{Site: b.site, Role: role}, b.child()...)
		if err != nil {
			return fmt.Errorf("group for %s: %w", role, err)
		}
		b.groups[role] = group
	}
	return nil
}

// addWorkspace makes the workspace of what is here, and sends it who changed what in the subscription from the first day on:
// break-glass and the pipeline's trust are watched by that.
func (b *bootstrap) addWorkspace() error {
	var err error
	b.workspace, err = monitoring.NewWorkspace(b.ctx, b.name+"-logs", &monitoring.WorkspaceArgs{
		Site:          b.site,
		ResourceGroup: b.groups[groupOpsLogs],
		Ops:           true,
		RetentionDays: b.set.Monitoring.LogRetentionDays,
		OnCall: monitoring.ActionGroupArgs{
			ShortName: onCallName(b.site.Names.Environment), Emails: emails(b.set.Monitoring.AlertEmails),
		},
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return azure.NewActivityLog(b.ctx, b.name+"-activity", b.site, sinkOps, b.sinks(), azure.ChildOptions(b.self)...)
}

// sinkOps names the setting that sends the activity log to the workspace of what the environment is operated with.
const sinkOps = "ops"

func (b *bootstrap) addZone() error {
	var err error
	b.zone, err = zone.New(b.ctx, b.name+"-zone", &zone.Args{
		Site: b.site, ResourceGroup: b.groups[groupDNS], Name: b.set.Place.Zone,
	}, b.child()...)
	return err
}

// publicZone is the environment's zone as its own stack finds it: by name, in the group that the bootstrap made.
func publicZone(set *settings.Settings) azure.Zone {
	return azure.Zone{Name: set.Place.Zone, ResourceGroup: set.OpsNames().ResourceGroup(groupDNS)}
}

func (b *bootstrap) addNetwork() error {
	var err error
	b.network, err = ops.NewNetwork(b.ctx, b.name+"-ops", &ops.NetworkArgs{
		Site:              b.site,
		ResourceGroup:     b.groups[groupOps],
		Plan:              b.plan,
		AvailabilityZones: zones(),
		BreakGlass:        b.set.Operations.BreakGlass.Addresses,
		Sinks:             b.sinks(),
	}, b.child()...)
	if err != nil {
		return fmt.Errorf("ops network: %w", err)
	}
	return nil
}
