package network

import (
	"fmt"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// FlowLogs say where a network's flow log goes.
type FlowLogs struct {
	// StorageID is the ARM identifier of the flow-log account, in the region of the network.
	StorageID pulumi.StringInput
	// IdentityID is the ARM identifier of the user-assigned identity that may write there. With it the account needs no
	// keys, whose rotation would stop the log (Network Watcher documentation, vnet-flow-logs-overview and
	// vnet-flow-logs-managed-identity).
	IdentityID pulumi.StringInput
	// Analytics sends the flows to a workspace too, summarised; nil for no.
	Analytics *TrafficAnalytics
}

// TrafficAnalytics say where summarised flows go. It is charged by the gigabyte.
type TrafficAnalytics struct {
	// WorkspaceID is the workspace's ARM identifier.
	WorkspaceID pulumi.StringInput
	// WorkspaceGUID is the workspace's own identifier, which Azure calls customerId.
	WorkspaceGUID pulumi.StringInput
	// WorkspaceRegion is where the workspace is: "eastus2".
	WorkspaceRegion string
	// IntervalMinutes is how often flows are summarised: 10 or 60.
	IntervalMinutes int
}

// Watcher is the region's network watcher. A region of a subscription has one; flow logs are its children.
type Watcher struct {
	ResourceGroup pulumi.StringInput
	Name          pulumi.StringInput
}

// newWatcher makes a region's watcher. Azure would make one by itself, in a group of its own that lies in whichever region was
// used first; the subscription has that switched off (Microsoft.Network/DisableNetworkWatcherAutocreation).
func newWatcher(ctx *pulumi.Context, name string, site azure.Site, group pulumi.StringInput, parent pulumi.Resource) (Watcher, error) {
	tags, tagged := azure.Tagged(site)
	watcher, err := sdk.NewNetworkWatcher(ctx, name, &sdk.NetworkWatcherArgs{
		ResourceGroupName:  group,
		NetworkWatcherName: pulumi.String(site.Names.NetworkWatcher()),
		Location:           pulumi.String(site.Location),
		Tags:               tags,
	}, azure.ChildOptions(parent, tagged)...)
	if err != nil {
		return Watcher{}, fmt.Errorf("network watcher: %w", err)
	}
	return Watcher{ResourceGroup: group, Name: azure.Once(pulumi.String(site.Names.NetworkWatcher()), watcher)}, nil
}

func (f FlowLogs) check(problems *azure.Problems) {
	problems.Missing("FlowLogs.StorageID", f.StorageID, "FlowLogs.IdentityID", f.IdentityID)
	if f.Analytics == nil {
		return
	}
	problems.Missing("FlowLogs.Analytics.WorkspaceID", f.Analytics.WorkspaceID,
		"FlowLogs.Analytics.WorkspaceGUID", f.Analytics.WorkspaceGUID,
		"FlowLogs.Analytics.WorkspaceRegion", f.Analytics.WorkspaceRegion)
	if minutes := f.Analytics.IntervalMinutes; minutes != 10 && minutes != 60 {
		problems.Addf("FlowLogs.Analytics.IntervalMinutes", "is %d; allowed: 10 or 60", minutes)
	}
}

// newFlowLog records the flows of a network. How long they are kept is the account's lifecycle policy, not the log's.
func newFlowLog(ctx *pulumi.Context, name string, site azure.Site, role string, watcher Watcher, logs FlowLogs,
	networkID pulumi.StringInput, parent pulumi.Resource,
) error {
	tags, tagged := azure.Tagged(site)
	args := &sdk.FlowLogArgs{
		ResourceGroupName:  watcher.ResourceGroup,
		NetworkWatcherName: watcher.Name,
		FlowLogName:        pulumi.String(site.Names.FlowLog(role)),
		Location:           pulumi.String(site.Location),
		TargetResourceId:   networkID,
		StorageId:          logs.StorageID,
		Enabled:            pulumi.Bool(true),
		Format: sdk.FlowLogFormatParametersArgs{
			Type: pulumi.String(sdk.FlowLogFormatTypeJSON), Version: pulumi.Int(2),
		},
		RetentionPolicy: sdk.RetentionPolicyParametersArgs{Days: pulumi.Int(0), Enabled: pulumi.Bool(false)},
		Identity: sdk.ManagedServiceIdentityArgs{
			Type:                   sdk.ResourceIdentityTypeUserAssigned,
			UserAssignedIdentities: pulumi.StringArray{logs.IdentityID},
		},
		Tags: tags,
	}
	if analytics := logs.Analytics; analytics != nil {
		args.FlowAnalyticsConfiguration = sdk.TrafficAnalyticsPropertiesArgs{
			NetworkWatcherFlowAnalyticsConfiguration: sdk.TrafficAnalyticsConfigurationPropertiesArgs{
				Enabled:                  pulumi.Bool(true),
				TrafficAnalyticsInterval: pulumi.Int(analytics.IntervalMinutes),
				WorkspaceId:              analytics.WorkspaceGUID.ToStringOutput(),
				WorkspaceRegion:          pulumi.String(analytics.WorkspaceRegion),
				WorkspaceResourceId:      analytics.WorkspaceID.ToStringOutput(),
			},
		}
	}
	if _, err := sdk.NewFlowLog(ctx, name, args, azure.ChildOptions(parent, tagged)...); err != nil {
		return fmt.Errorf("flow log of the %s network: %w", role, err)
	}
	return nil
}
