package stacks

import (
	"fmt"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/network"
)

func (f *foundation) addNetwork() error {
	var err error
	f.data, err = network.NewData(f.ctx, f.name+"-network", &network.DataArgs{
		Site:              f.site,
		ResourceGroup:     f.groups[groupNetwork],
		AddressGroup:      f.groups[groupAddress],
		Space:             f.plan.DataNetwork,
		Endpoints:         f.plan.EndpointSubnet,
		Nodes:             f.plan.NodeSubnet,
		Services:          azure.PrivateServices(),
		AvailabilityZones: zones(),
		FlowLogs:          f.flowLogs,
		Sinks:             f.sinks(),
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("data network: %w", err)
	}
	return nil
}
