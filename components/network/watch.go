package network

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// WatchType is the watch network's type token.
const WatchType = "trelica:network:Watch"

// delegatedToApps is the service that the watch network's subnet is handed to.
const delegatedToApps = "Microsoft.App/environments"

// smallestApps is the smallest subnet that Container Apps takes with workload profiles, as a prefix length (Azure Container Apps
// documentation, custom-virtual-networks).
const smallestApps = 27

// WatchArgs describe the network in the watch region.
type WatchArgs struct {
	// Site is the watch region's.
	Site azure.Site
	// ResourceGroup holds everything here, and lies in that region.
	ResourceGroup *azure.ResourceGroup
	// Space is the network's address range.
	Space netip.Prefix
	// Apps is its one subnet, /27 or larger, which Container Apps has to itself.
	Apps     netip.Prefix
	FlowLogs FlowLogs
	// Sinks receive the logs of everything here.
	Sinks azure.LogSinks
}

// Watch is the network in the watch region.
type Watch struct {
	pulumi.ResourceState

	// NetworkID is the ARM identifier of the virtual network.
	NetworkID pulumi.StringOutput
	// AppSubnetID is the ARM identifier of the subnet for Container Apps.
	AppSubnetID pulumi.StringOutput
}

// NewWatch registers the network, its subnet and that subnet's security group, and the region's watcher with the flow log: no
// foundation lies in this region, which would have made one. It is peered with nothing: whoever watches comes from outside.
func NewWatch(ctx *pulumi.Context, name string, args *WatchArgs, opts ...pulumi.ResourceOption) (*Watch, error) {
	if args == nil {
		args = &WatchArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	watch := &Watch{}
	if err := ctx.RegisterComponentResource(WatchType, name, watch, opts...); err != nil {
		return nil, fmt.Errorf("watch network %q: %w", name, err)
	}
	group, err := securityGroup{
		site: args.Site, resourceGroup: args.ResourceGroup.NameOutput, role: "apps", sinks: args.Sinks, rules: WatchRules(args.Apps),
	}.register(ctx, name+"-apps-nsg", watch)
	if err != nil {
		return nil, err
	}
	vnet, err := virtualNetwork{
		site: args.Site, resourceGroup: args.ResourceGroup.NameOutput, role: "watch", space: args.Space,
		subnetRole: "apps", subnet: args.Apps, group: group, delegation: delegatedToApps,
		// The account of the status page's history admits the subnet, which it knows by this.
		serviceEndpoints: []string{"Microsoft.Storage"},
		sinks:            args.Sinks,
		protect:          args.Site.Protect,
	}.register(ctx, name+"-vnet", watch)
	if err != nil {
		return nil, err
	}
	watch.NetworkID = vnet.ID().ToStringOutput()
	watch.AppSubnetID = azure.ChildID(vnet.ID(), "subnets", args.Site.Names.Subnet("apps"))
	watcher, err := newWatcher(ctx, name+"-watcher", args.Site, args.ResourceGroup.NameOutput, watch)
	if err != nil {
		return nil, err
	}
	err = newFlowLog(ctx, name+"-flow-log", args.Site, "watch", watcher, args.FlowLogs, watch.NetworkID, watch)
	if err != nil {
		return nil, err
	}
	err = ctx.RegisterResourceOutputs(watch, pulumi.Map{"networkId": watch.NetworkID, "appSubnetId": watch.AppSubnetID})
	if err != nil {
		return nil, fmt.Errorf("outputs of watch network %q: %w", name, err)
	}
	return watch, nil
}

func (args *WatchArgs) validate(name string) error {
	problems := azure.Check("network.WatchArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	checkRange(problems, "Space", args.Space)
	checkRange(problems, "Apps", args.Apps)
	checkInside(problems, "Apps", args.Apps, "Space", args.Space)
	if args.Apps.IsValid() && args.Apps.Bits() > smallestApps {
		problems.Addf("Apps", "%s is a /%d; allowed: /%d or larger", args.Apps, args.Apps.Bits(), smallestApps)
	}
	args.FlowLogs.check(problems)
	if args.Sinks.WorkspaceID == nil && args.Sinks.ArchiveID == nil {
		problems.Add("Sinks", "is empty; allowed: a workspace, an archive or both")
	}
	return problems.Err()
}
