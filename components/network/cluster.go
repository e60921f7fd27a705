package network

import (
	"fmt"
	"net/netip"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// ClusterType is the cluster network's type token.
const ClusterType = "trelica:network:Cluster"

// ClusterArgs describe the platform's network in one region.
type ClusterArgs struct {
	Site azure.Site
	// ResourceGroup is the name of the platform's group that the network lies in. The foundation made it, and gave the
	// cluster's identity its role there: this component assigns none.
	ResourceGroup pulumi.StringInput
	// Space is the cluster network's address range.
	Space netip.Prefix
	// Nodes is its node subnet.
	Nodes netip.Prefix
	// Pods is the overlay's range, outside every network.
	Pods netip.Prefix
	// Endpoints is the data network's subnet of private endpoints.
	Endpoints netip.Prefix
	// IngressAddress is the reserved public address that requests arrive at.
	IngressAddress pulumi.StringInput
	// Data is the data network that the cluster meets its services in.
	Data     DataNetwork
	FlowLogs FlowLogs
	// Sinks receive the logs of everything here.
	Sinks azure.LogSinks
}

// Cluster is the platform's network in one region.
type Cluster struct {
	pulumi.ResourceState

	// NetworkID is the ARM identifier of the virtual network.
	NetworkID pulumi.StringOutput
	// NodeSubnetID is the ARM identifier of the node subnet.
	NodeSubnetID pulumi.StringOutput
	// Connected are the peering and the DNS links: what starts workloads, which reach their services by them, waits for them. The
	// cluster itself does not: its nodes come up without.
	Connected []pulumi.Resource
}

// NewCluster registers the cluster network, its node subnet and that subnet's security group, both halves of the peering with
// the data network, the links to the private DNS zones, and the flow log.
func NewCluster(ctx *pulumi.Context, name string, args *ClusterArgs, opts ...pulumi.ResourceOption) (*Cluster, error) {
	if args == nil {
		args = &ClusterArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	cluster := &Cluster{}
	if err := ctx.RegisterComponentResource(ClusterType, name, cluster, opts...); err != nil {
		return nil, fmt.Errorf("cluster network %q: %w", name, err)
	}
	vnet, err := cluster.addNetwork(ctx, name, args)
	if err != nil {
		return nil, err
	}
	if cluster.Connected, err = newPeering(ctx, name, args, vnet, cluster); err != nil {
		return nil, err
	}
	for _, service := range args.Data.services() {
		link, err := newLink(ctx, name+"-link-"+string(service), args.Site, args.Data.ResourceGroup, args.Data.ZoneNames[service],
			"cluster", cluster.NetworkID, cluster)
		if err != nil {
			return nil, err
		}
		cluster.Connected = append(cluster.Connected, link)
	}
	err = newFlowLog(ctx, name+"-flow-log", args.Site, "cluster",
		Watcher{ResourceGroup: args.Data.ResourceGroup, Name: args.Data.WatcherName}, args.FlowLogs, cluster.NetworkID, cluster)
	if err != nil {
		return nil, err
	}
	err = ctx.RegisterResourceOutputs(cluster, pulumi.Map{
		"networkId": cluster.NetworkID, "nodeSubnetId": cluster.NodeSubnetID,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of cluster network %q: %w", name, err)
	}
	return cluster, nil
}

func (c *Cluster) addNetwork(ctx *pulumi.Context, name string, args *ClusterArgs) (*sdk.VirtualNetwork, error) {
	group, err := securityGroup{
		site: args.Site, resourceGroup: args.ResourceGroup, role: "nodes", sinks: args.Sinks, ingress: args.IngressAddress,
		rules: NodeRules(NodeRanges{
			Nodes: args.Nodes, Pods: args.Pods, Endpoints: args.Endpoints, EndpointPorts: endpointPorts(args.Data.services()),
		}),
	}.register(ctx, name+"-nodes-nsg", c)
	if err != nil {
		return nil, err
	}
	vnet, err := virtualNetwork{
		site: args.Site, resourceGroup: args.ResourceGroup, role: "cluster", space: args.Space,
		subnetRole: "nodes", subnet: args.Nodes, group: group, sinks: args.Sinks,
	}.register(ctx, name+"-vnet", c)
	if err != nil {
		return nil, err
	}
	c.NetworkID = vnet.ID().ToStringOutput()
	c.NodeSubnetID = azure.ChildID(vnet.ID(), "subnets", args.Site.Names.Subnet("nodes"))
	return vnet, nil
}

func (args *ClusterArgs) validate(name string) error {
	problems := azure.Check("network.ClusterArgs of "+name, args.Site)
	problems.Missing("ResourceGroup", args.ResourceGroup, "IngressAddress", args.IngressAddress,
		"Data.ResourceGroup", args.Data.ResourceGroup, "Data.ID", args.Data.ID, "Data.Name", args.Data.Name,
		"Data.WatcherName", args.Data.WatcherName)
	checkRange(problems, "Space", args.Space)
	checkRange(problems, "Nodes", args.Nodes)
	checkRange(problems, "Pods", args.Pods)
	checkRange(problems, "Endpoints", args.Endpoints)
	checkInside(problems, "Nodes", args.Nodes, "Space", args.Space)
	checkApart(problems, "Pods", args.Pods, "Space", args.Space)
	checkApart(problems, "Pods", args.Pods, "Endpoints", args.Endpoints)
	checkApart(problems, "Endpoints", args.Endpoints, "Space", args.Space)
	checkServices(problems, args.Data.services())
	args.FlowLogs.check(problems)
	problems.Missing("Sinks.WorkspaceID", args.Sinks.WorkspaceID)
	return problems.Err()
}
