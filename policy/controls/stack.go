package controls

import (
	"slices"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/topology"
)

// Stack is everything that rules judge together.
type Stack struct {
	Name, Project string
	Resources     []*Resource
	// Previous are the resources of the stack's last state, for rules about what may not be taken back. nil where none was given.
	Previous []*Resource
	// Declared are the flows that the environment declares, and Neighbours what belongs to the other environments. nil where none were given.
	Declared   *topology.Declaration
	Neighbours []topology.Neighbour
	// Now is the day that API versions and exceptions are judged by.
	Now time.Time

	// counting keeps what holds as a count, evidence keeps it with its values.
	// ignores tells that options are known for all resources.
	ignores            bool
	counting, evidence bool
	index              *index
	// trace records the kinds that rules ask for, "id" for a look-up by ID, AnyKind for all resources. nil records nothing.
	trace map[string]bool
}

// index finds resources by kind and by ID.
type index struct {
	kinds  map[string][]*Resource
	ids    map[string]*Resource
	groups map[string]bool
}

// URN is the stack's own.
func (s *Stack) URN() string {
	return "urn:pulumi:" + s.Name + "::" + s.Project + "::pulumi:pulumi:Stack::" + s.Project + "-" + s.Name
}

// Environment is the environment that the stack belongs to: "prod" for prod, dr and bootstrap-prod. A program of somebody else's has
// none of ours: "".
func (s *Stack) Environment() string {
	name := strings.TrimPrefix(s.Name, "bootstrap-")
	if name == "dr" {
		name = "prod"
	}
	name, _, _ = strings.Cut(name, "-")
	if _, ours := environments[name]; ours && s.ours() {
		return name
	}
	return ""
}

// ours tells whether the stack is of this program.
func (s *Stack) ours() bool { return s.Project == "trelica" }

// Full tells whether the stack is a whole environment of ours: foundation, platform and front.
func (s *Stack) Full() bool {
	return s.ours() && (s.Name == "dev" || s.Name == "preprod" || s.Name == "prod")
}

// Production tells whether customers' data is here.
func (s *Stack) Production() bool { return s.Environment() == "prod" }

// Of are the resources of some kinds.
func (s *Stack) Of(kinds ...string) []*Resource {
	if s.trace != nil {
		for _, kind := range kinds {
			s.trace[kind] = true
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	if len(kinds) == 1 {
		return s.indexed().kinds[kinds[0]]
	}
	var all []*Resource
	for _, kind := range kinds {
		all = append(all, s.indexed().kinds[kind]...)
	}
	return all
}

// all are all resources, for rules that look at any.
func (s *Stack) all() []*Resource {
	if s.trace != nil {
		s.trace[AnyKind] = true
	}
	return s.Resources
}

// ByID finds a resource by its ID in Azure.
func (s *Stack) ByID(id string) *Resource {
	if s.trace != nil {
		s.trace["id"] = true
	}
	return s.indexed().ids[strings.ToLower(id)]
}

func (s *Stack) indexed() *index {
	if s.index != nil {
		return s.index
	}
	i := &index{kinds: map[string][]*Resource{}, ids: map[string]*Resource{}, groups: map[string]bool{}}
	for _, r := range s.Resources {
		if !r.External { // what the stack only reads is somebody else's to keep
			i.kinds[r.kind()] = append(i.kinds[r.kind()], r)
		}
	}
	s.index = i
	subscription := s.Subscription()
	for _, r := range s.Resources {
		if id := r.id(subscription); id != "" {
			i.ids[strings.ToLower(id)] = r
		}
		if r.kind() == "resources:ResourceGroup" {
			i.groups[strings.ToLower(r.Text("resourceGroupName"))] = true
		}
	}
	return i
}

// Subscription is that of the stack's Azure provider.
func (s *Stack) Subscription() string {
	for _, r := range s.indexed().kinds["pulumi:providers:azure-native"] {
		if id := r.Text("subscriptionId"); id != "" {
			return id
		}
	}
	return ""
}

// zone is the environment's public DNS zone: the one in which the edge's custom domains are, which the environment's settings name and its
// bootstrap makes. It is not known where a preview does not know it, and "" where there is no domain.
func (s *Stack) zone() (name string, known bool) {
	domains := s.Of("cdn:AFDCustomDomain")
	if unknownIn(domains, "azureDnsZone.id") {
		return "", false
	}
	for _, domain := range domains {
		if name := last(domain.Text("azureDnsZone.id")); name != "" {
			return name, true
		}
	}
	return "", true
}

// changed forgets what was indexed, after a resource was changed.
func (s *Stack) changed() { s.index = nil }

// environmentFacts is what the statement says of an environment.
type environmentFacts struct {
	// home is where it runs, standby where it is rebuilt (""), watch where it is watched from.
	home, standby, watch string
}

// environments are ours: SP-03 and SP-04 name the homes; the others are named by settings and listed here, so that a change of them is a
// change of policy, which somebody reviews.
var environments = map[string]environmentFacts{
	"prod":    {home: "eastus2", standby: "centralus", watch: "westus2"},
	"preprod": {home: "uksouth", watch: "ukwest"},
	"dev":     {home: "uksouth", watch: "ukwest"},
}

// regions are those in which a stack may have anything.
func (f environmentFacts) regions() []string {
	return slices.DeleteFunc([]string{f.home, f.standby, f.watch}, func(s string) bool { return s == "" })
}
