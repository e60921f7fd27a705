package controls

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/topology"
)

// reachRules are those about paths: who reaches whom, and whether a way leads to another environment. They need to be told what was declared,
// which no stack's resources say.
func reachRules() []*Rule {
	return []*Rule{
		{
			ID: "flows-declared", Claim: "SP-18", Severity: Critical, Title: "Who reaches whom is what was declared", Why: "A rule can be right by itself, and open a way together with another.",
			Fix: "close the way, or declare the flow in internal/topology/declared.go", Told: ToldDeclared, Whole: flowsDeclared,
		},
		{
			ID: "environments-apart", Claim: "SP-04", Severity: Critical, Title: "No path of network, identity, DNS, replication or secret leads to another environment", Why: "Development and pre-production are completely segregated.",
			Fix: "remove what names the other environment", Told: ToldNeighbours, Whole: environmentsApart,
		},
	}
}

// What rules are told, by configuration: the stack's last state, the declared flows, what belongs to the other environments. Each is the name
// of a property of the policies that need it.
const (
	ToldPrevious   = "previous"
	ToldDeclared   = "declared"
	ToldNeighbours = "neighbours"
)

// WasTold reports whether a stack comes with what the rule has to be told.
func (rule *Rule) WasTold(s *Stack) bool {
	switch rule.Told {
	case ToldPrevious:
		return s.Previous != nil
	case ToldDeclared:
		return s.Declared != nil
	case ToldNeighbours:
		return s.Neighbours != nil
	}
	return true
}

// asTopology are the stack's resources as topology reads them.
func (s *Stack) asTopology() topology.State {
	state := topology.State{Stack: s.Name, Environment: s.Environment()}
	for _, r := range s.Resources {
		if r.External {
			continue
		}
		inputs, _ := wire(r.Inputs).(map[string]any)
		state.Resources = append(state.Resources, topology.Resource{URN: r.URN, Type: r.Type, Inputs: inputs})
	}
	return state
}

// wire is a value as the engine sends it: what is not known is its sign for that, and so is what is secret.
func wire(value any) any {
	switch v := value.(type) {
	case Unknown:
		return topology.Unknown
	case Secret:
		return mask
	case map[string]any:
		for _, inner := range v {
			if marked(inner) {
				all := make(map[string]any, len(v))
				for key, each := range v {
					all[key] = wire(each)
				}
				return all
			}
		}
	case []any:
		for _, inner := range v {
			if marked(inner) {
				all := make([]any, len(v))
				for i, each := range v {
					all[i] = wire(each)
				}
				return all
			}
		}
	}
	return value
}

// marked tells whether anything in a value is unknown or secret; most values are neither, and are not copied.
func marked(value any) bool {
	switch v := value.(type) {
	case Unknown, Secret:
		return true
	case map[string]any:
		for _, inner := range v {
			if marked(inner) {
				return true
			}
		}
	case []any:
		for _, inner := range v {
			if marked(inner) {
				return true
			}
		}
	}
	return false
}

// reachKinds are what the computation reads; asking for them tells a test when it has to be done again.
var reachKinds = []string{
	"network:VirtualNetwork", "network:Subnet", "network:NetworkSecurityGroup", "network:SecurityRule", "network:VirtualNetworkPeering", "network:PublicIPAddress", "network:NatGateway",
	"network:PrivateEndpoint", "network:PrivateZone", "network:PrivateDnsZoneGroup", "network:VirtualNetworkLink", "sql:Server", "sql:FirewallRule", "sql:VirtualNetworkRule",
	"keyvault:Vault", "storage:StorageAccount", "containerregistry:Registry", "containerservice:ManagedCluster", "containerservice:AgentPool", "app:ManagedEnvironment", "app:ContainerApp",
	"cdn:Profile", "cdn:AFDEndpoint", "operationalinsights:Workspace", "kubernetes:NetworkPolicy", "kubernetes:Namespace", "kubernetes:Service", "kubernetes:Deployment", "pulumi:providers:azure-native",
}

// flowsDeclared compares what the stack's resources let through with what was declared.
func flowsDeclared(c *Case) {
	if c.Stack.Declared == nil || !c.Stack.Full() {
		return
	}
	c.Stack.Of(reachKinds...)
	survey := topology.NewSurvey(topology.NewWorld(c.Stack.Environment(), c.Stack.asTopology()), *c.Stack.Declared)
	var inside []*Resource // which policies hold pods, a namespace that is not known yet does not say
	inside = append(inside, c.Stack.Of("kubernetes:NetworkPolicy", "kubernetes:Namespace")...)
	unknown := slices.ContainsFunc(inside, func(r *Resource) bool { return hasUnknown(r.Inputs) })
	differences := survey.Compare()
	if len(differences) == 0 {
		c.Hold(nil, Place{Path: "(flows)", Value: fmt.Sprintf("%d declared, and nothing else is open", len(c.Stack.Declared.Flows))})
	}
	for _, f := range differences {
		place := Place{Path: strings.TrimSuffix(f.From+" to "+f.To+", "+f.Ports, " to , ")}
		if unknown && (strings.HasPrefix(f.From, "pods ") || strings.HasPrefix(f.To, "pods ")) {
			c.Doubt(nil, place, f.Reason+", as far as is known before apply")
			continue
		}
		switch f.Kind {
		case topology.FindingUndecided:
			c.Doubt(nil, place, f.Reason)
		case topology.FindingOpen:
			c.Violate(nil, place, "is open, and declared nowhere: "+f.Reason)
		case topology.FindingClosed:
			c.Violate(nil, place, "is declared, and closed: "+f.Reason)
		default:
			c.Violate(nil, place, f.Reason)
		}
	}
}

// environmentsApart looks for whatever belongs to another environment.
func environmentsApart(c *Case) {
	if c.Stack.Neighbours == nil || c.Stack.Environment() == "" {
		return
	}
	joins := topology.JoinsTo(c.Stack.asTopology(), c.Stack.Neighbours)
	if len(joins) == 0 {
		var names []string
		for _, n := range c.Stack.Neighbours {
			names = append(names, n.Environment)
		}
		c.Hold(nil, Place{Path: "(other environments)", Value: "nothing names " + strings.Join(names, " or ")})
	}
	for _, j := range joins {
		c.Violate(c.Stack.ownerOf(j), Place{Path: j.Property}, "leads to "+j.To+" ("+j.Kind+"): "+j.Reason)
	}
}

// ownerOf is the resource that a join was found in: by its URN, or by its ID in Azure, which are nobody else's, as names may be. nil, which is
// the stack, where it is told by neither.
func (s *Stack) ownerOf(j topology.Join) *Resource {
	if j.URN == "" {
		return s.ByID(j.ID)
	}
	at := slices.IndexFunc(s.Resources, func(r *Resource) bool { return r.URN == j.URN })
	if at < 0 {
		return nil
	}
	return s.Resources[at]
}
