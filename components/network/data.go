package network

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// DataType is the data network's type token.
const DataType = "trelica:network:Data"

// egressAddresses is how many addresses a cluster goes out by. Each gives 64,000 ports to share among the nodes; the second
// is there before it is needed, because customers must be told of a new one weeks ahead.
const egressAddresses = 2

// Data is the foundation's network in one region.
type Data struct {
	pulumi.ResourceState

	// NetworkID is the ARM identifier of the virtual network.
	NetworkID pulumi.StringOutput
	// NetworkName is its name, once it exists.
	NetworkName pulumi.StringOutput
	// EndpointSubnetID is the ARM identifier of the subnet that private endpoints take their addresses from.
	EndpointSubnetID pulumi.StringOutput
	// Zones are the region's private DNS zones.
	Zones map[azure.PrivateService]Zone
	// WatcherName is the network watcher's name, once it exists.
	WatcherName pulumi.StringOutput
	// Ingress is the address that Front Door's requests arrive at.
	Ingress *Address
	// Egress are the addresses that the cluster goes out by, published to customers.
	Egress []*Address

	group *azure.ResourceGroup
}

// NewData registers the data network, its endpoint subnet and that subnet's security group, the private DNS zones, the
// network watcher, the flow log and the reserved public addresses.
func NewData(ctx *pulumi.Context, name string, args *DataArgs, opts ...pulumi.ResourceOption) (*Data, error) {
	if args == nil {
		args = &DataArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	data := &Data{group: args.ResourceGroup}
	if err := ctx.RegisterComponentResource(DataType, name, data, opts...); err != nil {
		return nil, fmt.Errorf("data network %q: %w", name, err)
	}
	if err := data.addNetwork(ctx, name, args); err != nil {
		return nil, err
	}
	if err := data.addFlowLog(ctx, name, args); err != nil {
		return nil, err
	}
	var err error
	data.Zones, err = newZones(ctx, name, args.Site, args.ResourceGroup.NameOutput, args.Services, data.NetworkID, data)
	if err != nil {
		return nil, err
	}
	if err := data.addAddresses(ctx, name, args); err != nil {
		return nil, err
	}
	err = ctx.RegisterResourceOutputs(data, pulumi.Map{
		"networkId":       data.NetworkID,
		"ingressAddress":  data.Ingress.Value,
		"egressAddresses": data.EgressValues(),
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of data network %q: %w", name, err)
	}
	return data, nil
}

func (d *Data) addNetwork(ctx *pulumi.Context, name string, args *DataArgs) error {
	group, err := securityGroup{
		site: args.Site, resourceGroup: args.ResourceGroup.NameOutput, role: "endpoints", sinks: args.Sinks,
		rules: EndpointRules(EndpointRanges{
			Endpoints: args.Endpoints, Nodes: args.Nodes, Ops: args.Ops, Ports: endpointPorts(args.Services),
		}),
	}.register(ctx, name+"-endpoints-nsg", d)
	if err != nil {
		return err
	}
	vnet, err := virtualNetwork{
		site: args.Site, resourceGroup: args.ResourceGroup.NameOutput, role: "data", space: args.Space,
		subnetRole: "endpoints", subnet: args.Endpoints, group: group, endpointPolicies: true,
		sinks: args.Sinks,
		// Replacing the network would take every endpoint with it.
		protect: args.Site.Protect,
	}.register(ctx, name+"-vnet", d)
	if err != nil {
		return err
	}
	d.NetworkID = vnet.ID().ToStringOutput()
	d.NetworkName = azure.Once(pulumi.String(args.Site.Names.VirtualNetwork("data")), vnet)
	d.EndpointSubnetID = azure.ChildID(vnet.ID(), "subnets", args.Site.Names.Subnet("endpoints"))
	return nil
}

// addFlowLog makes the region's watcher and the network's flow log.
func (d *Data) addFlowLog(ctx *pulumi.Context, name string, args *DataArgs) error {
	watcher, err := newWatcher(ctx, name+"-watcher", args.Site, args.ResourceGroup.NameOutput, d)
	if err != nil {
		return err
	}
	d.WatcherName = watcher.Name.ToStringOutput()
	return newFlowLog(ctx, name+"-flow-log", args.Site, "data", watcher, args.FlowLogs, d.NetworkID, d)
}

func (d *Data) addAddresses(ctx *pulumi.Context, name string, args *DataArgs) error {
	group := args.AddressGroup
	if group == nil {
		group = args.ResourceGroup
	}
	set := addressSet{site: args.Site, group: group, zones: args.AvailabilityZones, sinks: args.Sinks}
	ingress, err := set.register(ctx, name+"-ingress", IngressRole, d)
	if err != nil {
		return err
	}
	d.Ingress = ingress
	for _, role := range EgressRoles() {
		egress, err := set.register(ctx, name+"-"+role, role, d)
		if err != nil {
			return err
		}
		d.Egress = append(d.Egress, egress)
	}
	return nil
}

// EgressRoles are what the names of the egress addresses are made of: "egress-1". A stack that did not make them computes their
// names.
func EgressRoles() []string {
	var roles []string
	for i := range egressAddresses {
		roles = append(roles, fmt.Sprintf("egress-%d", i+1))
	}
	return roles
}

// EgressIDs returns the ARM identifiers of the egress addresses, for the cluster's load balancer.
func (d *Data) EgressIDs() pulumi.StringArray {
	ids := make(pulumi.StringArray, 0, len(d.Egress))
	for _, address := range d.Egress {
		ids = append(ids, address.ID)
	}
	return ids
}

// EgressValues returns the egress addresses themselves, to be published.
func (d *Data) EgressValues() pulumi.StringArray {
	values := make(pulumi.StringArray, 0, len(d.Egress))
	for _, address := range d.Egress {
		values = append(values, address.Value)
	}
	return values
}

// endpointPorts are the ports that the services answer on.
func endpointPorts(services []azure.PrivateService) []int {
	numbers := make([]int, 0, len(services))
	for _, service := range services {
		numbers = append(numbers, service.Port())
	}
	return numbers
}
