package network

import (
	"fmt"
	"strings"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// securityGroup is what is needed to make a network security group.
type securityGroup struct {
	site          azure.Site
	resourceGroup pulumi.StringInput
	role          string
	rules         []Rule
	// ingress replaces the peer Ingress; nil where no rule has it.
	ingress pulumi.StringInput
	sinks   azure.LogSinks
}

// register makes the group and its diagnostic setting.
func (g securityGroup) register(ctx *pulumi.Context, name string, parent pulumi.Resource) (*sdk.NetworkSecurityGroup, error) {
	if problems := RuleProblems(g.rules); len(problems) > 0 {
		return nil, fmt.Errorf("rules of security group %q:\n  - %s", g.role, strings.Join(problems, "\n  - "))
	}
	tags, tagged := azure.Tagged(g.site)
	group, err := sdk.NewNetworkSecurityGroup(ctx, name, &sdk.NetworkSecurityGroupArgs{
		ResourceGroupName:        g.resourceGroup,
		NetworkSecurityGroupName: pulumi.String(g.site.Names.NetworkSecurityGroup(g.role)),
		Location:                 pulumi.String(g.site.Location),
		SecurityRules:            securityRules(g.rules, g.ingress),
		Tags:                     tags,
	}, azure.ChildOptions(parent, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("security group %q: %w", g.role, err)
	}
	_, err = azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site: g.site, ResourceID: group.ID().ToStringOutput(), Logs: azure.AllLogs(), Sinks: g.sinks,
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, err
	}
	return group, nil
}

// securityRules turns a table into what the SDK takes.
func securityRules(rules []Rule, ingress pulumi.StringInput) sdk.SecurityRuleTypeArray {
	all := make(sdk.SecurityRuleTypeArray, 0, len(rules))
	for _, rule := range rules {
		args := sdk.SecurityRuleTypeArgs{
			Name:            pulumi.String(rule.Name),
			Description:     pulumi.String(rule.Description),
			Direction:       pulumi.String(string(rule.Direction)),
			Priority:        pulumi.Int(rule.Priority),
			Access:          pulumi.String(string(rule.Access)),
			Protocol:        pulumi.String(string(rule.Protocol)),
			SourcePortRange: pulumi.String(AnyPort),
		}
		args.SourceAddressPrefix, args.SourceAddressPrefixes = oneOrMany(addresses(rule.From, ingress))
		args.DestinationAddressPrefix, args.DestinationAddressPrefixes = oneOrMany(addresses(rule.To, ingress))
		args.DestinationPortRange, args.DestinationPortRanges = oneOrMany(pulumi.ToStringArray(rule.Ports))
		all = append(all, args)
	}
	return all
}

// addresses are the peers as Azure takes them, with the ingress address where it belongs.
func addresses(peers []Peer, ingress pulumi.StringInput) pulumi.StringArray {
	all := make(pulumi.StringArray, 0, len(peers))
	for _, peer := range peers {
		if peer == Ingress && ingress != nil {
			all = append(all, ingress)
			continue
		}
		all = append(all, pulumi.String(string(peer)))
	}
	return all
}

// oneOrMany puts a single value into the singular property and several into the plural one: a service tag and "*" are
// accepted only in the singular.
func oneOrMany(values pulumi.StringArray) (pulumi.StringPtrInput, pulumi.StringArrayInput) {
	if len(values) == 1 {
		return values[0].ToStringOutput(), nil
	}
	return nil, values
}
