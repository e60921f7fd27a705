package topology

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The ways in which two environments can be joined.
const (
	JoinNetwork     = "network"
	JoinIdentity    = "identity"
	JoinDNS         = "dns"
	JoinReplication = "replication"
	JoinSecret      = "secret"
	JoinOther       = "other"
)

// Join is one way from one environment to another (SP-04, SP-05).
type Join struct {
	Kind string `json:"kind"`
	// From is the environment whose resource it is, To the one that it leads to.
	From string `json:"from"`
	To   string `json:"to"`
	// Stack and Resource are where it is, Property where in there.
	Stack    string `json:"stack"`
	Resource string `json:"resource"`
	Property string `json:"property"`
	Reason   string `json:"reason"`
	// URN tells the resource from all others, or ID, its ID in Azure, where it was found by what it is there. A name may be another's too.
	URN string `json:"-"`
	ID  string `json:"-"`
}

func (j Join) String() string {
	return fmt.Sprintf("%s: %s leads to %s by %s of %s in stack %s: %s", j.Kind, j.From, j.To, j.Property, j.Resource, j.Stack, j.Reason)
}

// Joins lists every way between environments that the states show. The states of one environment belong together.
//
// What belongs to one environment alone is found first: its subscription, the names of its resources, its zones, who has roles
// on it, its addresses. A resource of another environment that names any of it is a join, whatever kind of resource it is, so
// that kinds which nobody thought of are seen too.
func Joins(states []State) []Join {
	owned := owners(states)
	var joins []Join
	for _, s := range states {
		for _, r := range s.Resources {
			found := &joinsOf{state: s, resource: r, owned: owned}
			visitTexts("", r.Inputs, found.text)
			joins = append(joins, found.joins...)
		}
	}
	joins = append(joins, sameSubjects(states)...)
	return append(joins, sameSpaces(states)...)
}

// mark is something that belongs to environments, and what it is.
type mark struct {
	what string
	// owners are the environments that have it.
	owners []string
	kind   string // the kind of join that naming it is; "" leaves it to the resource that names it
}

// owners are all marks, by their text in lower case. What two environments have, under the same name, belongs to neither:
// names such as snet-nodes say nothing.
func owners(states []State) map[string]*mark {
	marks := map[string]*mark{}
	add := func(text, what, kind, environment string) {
		text = strings.ToLower(text)
		if text == "" || isUnknown(text) {
			return
		}
		if marks[text] == nil {
			marks[text] = &mark{what: what, kind: kind}
		}
		if !slices.Contains(marks[text].owners, environment) {
			marks[text].owners = append(marks[text].owners, environment)
		}
	}
	for _, s := range states {
		for _, r := range s.Resources {
			in := r.input()
			switch kind := r.kind(); {
			case kind == "pulumi:providers:azure-native":
				add(in.text("subscriptionId"), "subscription", "", s.Environment)
				add(in.text("tenantId"), "tenant", JoinIdentity, s.Environment)
			case kind == "azure-native:network:Zone":
				add(in.text("zoneName"), "zone", JoinDNS, s.Environment)
			case kind == "azure-native:managedidentity:UserAssignedIdentity":
				for _, id := range []string{"principalId", "clientId"} {
					add(r.output().text(id), "identity "+in.text("resourceName"), JoinIdentity, s.Environment)
				}
			case kind == "azure-native:authorization:RoleAssignment":
				add(in.text("principalId"), "principal", JoinIdentity, s.Environment)
			case kind == "azure-native:network:PublicIPAddress":
				add(r.output().text("ipAddress"), "address "+in.text("publicIpAddressName"), JoinNetwork, s.Environment)
			}
			for _, name := range namesOf(r) {
				add(name, r.kind()[strings.LastIndex(r.kind(), ":")+1:]+" "+name, "", s.Environment)
			}
		}
	}
	return marks
}

// namesOf are the names that a resource of Azure has in Azure, where they are long enough to be nobody else's.
func namesOf(r Resource) []string {
	if !strings.HasPrefix(r.kind(), "azure-native:") {
		return nil
	}
	var names []string
	for key, value := range r.Inputs {
		name, _ := value.(string)
		own := strings.HasSuffix(strings.ToLower(key), "name") && key != "zoneName" && !strings.Contains(name, "privatelink.")
		if own && len(name) >= 8 && strings.ContainsAny(name, "-0123456789") || own && isGlobal(key) && len(name) >= 8 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// isGlobal is true for the names that no two resources in the world share.
func isGlobal(key string) bool {
	return slices.Contains([]string{"vaultName", "accountName", "registryName", "serverName"}, key)
}

// joinsOf collects the joins of one resource.
type joinsOf struct {
	state    State
	resource Resource
	owned    map[string]*mark
	joins    []Join
}

// visitTexts visits every text in a property map, in an order that does not change: keys too, because what is named is a key in some
// versions, as user-assigned identities are.
func visitTexts(path string, value any, visit func(path, text string)) {
	switch v := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			visit(path, key)
			visitTexts(strings.TrimPrefix(path+"."+key, "."), v[key], visit)
		}
	case []any:
		for i, inner := range v {
			visitTexts(fmt.Sprintf("%s[%d]", path, i), inner, visit)
		}
	case string:
		visit(path, v)
	}
}

// text looks for marks of other environments in a text: each word of it, and each name that ends one.
func (f *joinsOf) text(path, text string) {
	if path == "description" || strings.HasPrefix(path, "tags.") {
		return
	}
	for _, word := range words(text) {
		m := f.owned[word]
		if m == nil || slices.Contains(m.owners, f.state.Environment) && !f.sharedPrincipal(m, path) {
			continue
		}
		other := m.owners[0]
		if other == f.state.Environment {
			other = m.owners[len(m.owners)-1]
		}
		join := Join{
			Kind: f.kind(m), From: f.state.Environment, To: other, Stack: f.state.Stack,
			Resource: f.resource.Name(), URN: f.resource.URN, Property: path, Reason: "it names " + m.what + " of " + other,
		}
		if !slices.ContainsFunc(f.joins, func(j Join) bool { return j.Property == path && j.To == other }) {
			f.joins = append(f.joins, join)
		}
	}
}

// sharedPrincipal is true where the same principal has a role in more than one environment.
func (f *joinsOf) sharedPrincipal(m *mark, path string) bool {
	return len(m.owners) > 1 && path == "principalId" && f.resource.kind() == "azure-native:authorization:RoleAssignment"
}

// words are the parts of a text that can be a name: cut at everything that no name holds, and host names without their first
// labels one by one, so that a zone is found in every name below it.
func words(text string) []string {
	var all []string
	cut := func(r rune) bool {
		return !(r == '-' || r == '.' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z')
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(text), cut) {
		word = strings.Trim(word, ".")
		all = append(all, word)
		for rest := word; ; {
			label, below, found := strings.Cut(rest, ".")
			if !found {
				break
			}
			all = append(all, label, below)
			rest = below
		}
	}
	return all
}

// kind is what the join is: by what is named, else by what names it.
func (f *joinsOf) kind(m *mark) string {
	if m.kind != "" {
		return m.kind
	}
	token := strings.ToLower(f.resource.kind())
	for _, known := range []struct{ part, kind string }{
		{"privatednszone", JoinDNS}, {"privatezone", JoinDNS}, {"virtualnetworklink", JoinDNS}, {"recordset", JoinDNS}, {":dns:", JoinDNS},
		{":authorization:", JoinIdentity}, {":managedidentity:", JoinIdentity}, {"replica", JoinReplication}, {":sql:", JoinReplication},
		{"objectreplication", JoinReplication}, {":recoveryservices:", JoinReplication}, {":dataprotection:", JoinReplication},
		{":keyvault:", JoinSecret}, {"secret", JoinSecret}, {":network:", JoinNetwork}, {":cdn:", JoinNetwork},
	} {
		if strings.Contains(token, known.part) {
			return known.kind
		}
	}
	return JoinOther
}
