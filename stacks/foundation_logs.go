package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/monitoring"
	"github.com/trelica/infrastructure/components/network"
)

func (f *foundation) addWorkspace() error {
	var err error
	f.workspace, err = monitoring.NewWorkspace(f.ctx, f.name+"-logs", &monitoring.WorkspaceArgs{
		Site:          f.site,
		ResourceGroup: f.groups[groupMonitoring],
		RetentionDays: f.set.Monitoring.LogRetentionDays,
		OnCall: monitoring.ActionGroupArgs{
			ShortName: onCallName(f.site.Names.Environment), Emails: emails(f.set.Monitoring.AlertEmails),
		},
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("workspace: %w", err)
	}
	return nil
}

// longestShortName is what fits the head of a text message (azure-rest-api-specs, Microsoft.Insights, groupShortName).
const longestShortName = 12

// onCallName is what a message says who was called: "prod-oncall".
func onCallName(environment string) string {
	name := environment + "-oncall"
	if len(name) > longestShortName {
		return environment + "-call"
	}
	return name
}

// emails names each address by itself: a name made of its place in the list would move when another is taken out.
func emails(addresses []string) []monitoring.Email {
	var named []monitoring.Email
	for _, address := range addresses {
		named = append(named, monitoring.Email{Name: address, Address: address})
	}
	return named
}

// addFlowLogAccount makes the account that flow logs are written to, which is not the archive: flow logs are many, are kept for
// as long as the workspace keeps its logs, and are deleted then.
func (f *foundation) addFlowLogAccount() error {
	account, err := monitoring.NewFlowLogAccount(f.ctx, f.name+"-flow", &monitoring.FlowLogAccountArgs{
		Site: f.site, ResourceGroup: f.groups[groupMonitoring], KeepDays: f.set.Monitoring.LogRetentionDays, WorkspaceID: f.workspace.ID,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("flow-log account: %w", err)
	}
	f.flowLogs = network.FlowLogs{StorageID: account.ID, IdentityID: account.IdentityID}
	return nil
}

// addArchive makes the write-once archive, encrypted with a key of the vault.
func (f *foundation) addArchive() error {
	redundancy := monitoring.ZoneRedundant
	if f.set.HasRecovery() {
		redundancy = monitoring.GeoZoneRedundant
	}
	var err error
	f.archive, err = monitoring.NewArchive(f.ctx, f.name+"-archive", &monitoring.ArchiveArgs{
		Site:          f.site,
		ResourceGroup: f.groups[groupMonitoring],
		Redundancy:    redundancy,
		RetentionDays: f.set.Monitoring.ArchiveRetentionDays,
		Locked:        f.set.Monitoring.ArchiveLocked,
		Key: monitoring.CustomerKey{
			URI: f.vault.Keys[keyArchive].URI,
			// The account tries the key when it is made, so it waits for the role.
			IdentityID: azure.Once(f.identities[identityArchive].ID, f.vault.Granted[keyArchive]),
		},
		WorkspaceID: f.workspace.ID,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	return nil
}
