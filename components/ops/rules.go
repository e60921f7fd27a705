package ops

import (
	"fmt"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/addressplan"
)

// rule is one rule of a security group, as plain data.
type rule struct {
	name, description string
	direction         string // "Inbound" or "Outbound"
	priority          int
	deny              bool
	protocol          string // "Tcp", "Udp", or "*"
	from, to, ports   string
}

const (
	inbound, outbound = "Inbound", "Outbound"

	tcp, udp, anything = "Tcp", "Udp", "*"

	// probePorts are those that Azure's load balancer asks an environment of Container Apps on; which two it will be is known
	// only when the environment is there (Azure Container Apps documentation, firewall-integration).
	probePorts = "30000-32767"

	// lastPriority is the highest number there is: what comes there comes before Azure's own default rules.
	lastPriority = 4096
)

// runnerRules are those of the runners' subnet. Nothing comes in from outside: the two rules inward are what Container Apps
// needs to be healthy, its own nodes and Azure's probes. Out go the endpoints and 443 to the Internet, which is GitHub,
// Azure's own API and clusters' API servers, and NTP, which Container Apps requires (Azure Container Apps documentation,
// firewall-integration). Names are asked of Azure's own address, which no rule touches.
func runnerRules(plan addressplan.Ops) []rule {
	runners, endpoints := plan.RunnerSubnet.String(), plan.EndpointSubnet.String()
	return []rule{
		{
			name: "AllowRunnersFromThemselves", description: "The nodes that Container Apps runs jobs on speak to each other.",
			direction: inbound, priority: 300, protocol: anything, from: runners, to: runners, ports: anything,
		},
		{
			name: "AllowProbes", description: "Azure's load balancer asks whether the environment is alive.",
			direction: inbound, priority: 310, protocol: tcp, from: "AzureLoadBalancer", to: runners, ports: probePorts,
		},
		denyAll(inbound),
		{
			name: "AllowRunnersToThemselves", description: "The nodes that Container Apps runs jobs on speak to each other.",
			direction: outbound, priority: 300, protocol: anything, from: runners, to: runners, ports: anything,
		},
		{
			name: "AllowEndpoints", description: "Runners reach the state and the key that encrypts it.",
			direction: outbound, priority: 400, protocol: tcp, from: runners, to: endpoints, ports: "443",
		},
		{
			name: "AllowInternet", description: "Runners call GitHub, Azure and the API servers of clusters.",
			direction: outbound, priority: 600, protocol: tcp, from: runners, to: "Internet", ports: "443",
		},
		{
			name: "AllowNtp", description: "The nodes that Container Apps runs jobs on keep their clocks.",
			direction: outbound, priority: 610, protocol: udp, from: runners, to: "Internet", ports: "123",
		},
		denyAll(outbound),
	}
}

// endpointRules are those of the endpoints' subnet: in from the runners, out nothing.
func endpointRules(plan addressplan.Ops) []rule {
	return []rule{
		{
			name: "AllowRunners", description: "Runners reach the state and the key that encrypts it.",
			direction: inbound, priority: 500, protocol: tcp,
			from: plan.RunnerSubnet.String(), to: plan.EndpointSubnet.String(), ports: "443",
		},
		denyAll(inbound),
		denyAll(outbound),
	}
}

// denyAll ends one direction of a table.
func denyAll(direction string) rule {
	return rule{
		name: "DenyAll" + direction, description: "Everything that no rule above needs is refused.",
		direction: direction, priority: lastPriority, deny: true, protocol: anything, from: anything, to: anything, ports: anything,
	}
}

// newSecurityGroup makes a security group of a table.
func newSecurityGroup(
	ctx *pulumi.Context, name string, args *NetworkArgs, role string, rules []rule, parent pulumi.Resource,
) (*sdk.NetworkSecurityGroup, error) {
	made := make(sdk.SecurityRuleTypeArray, 0, len(rules))
	for _, r := range rules {
		access := sdk.SecurityRuleAccessAllow
		if r.deny {
			access = sdk.SecurityRuleAccessDeny
		}
		made = append(made, sdk.SecurityRuleTypeArgs{
			Name:                     pulumi.String(r.name),
			Description:              pulumi.String(r.description),
			Direction:                pulumi.String(r.direction),
			Priority:                 pulumi.Int(r.priority),
			Access:                   pulumi.String(access),
			Protocol:                 pulumi.String(r.protocol),
			SourcePortRange:          pulumi.String(anything),
			SourceAddressPrefix:      pulumi.String(r.from),
			DestinationAddressPrefix: pulumi.String(r.to),
			DestinationPortRange:     pulumi.String(r.ports),
		})
	}
	groupName := args.Site.Names.NetworkSecurityGroup(role)
	tags, tagged := azure.Tagged(args.Site)
	group, err := sdk.NewNetworkSecurityGroup(ctx, name, &sdk.NetworkSecurityGroupArgs{
		ResourceGroupName:        args.ResourceGroup.NameOutput,
		NetworkSecurityGroupName: pulumi.String(groupName),
		Location:                 pulumi.String(args.Site.Location),
		SecurityRules:            made,
		Tags:                     tags,
	}, azure.ChildOptions(parent, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("security group %s: %w", groupName, err)
	}
	if _, err := logs(ctx, name, args, group.ID().ToStringOutput(), false, parent); err != nil {
		return nil, err
	}
	return group, nil
}
