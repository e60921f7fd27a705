package controls

import (
	"regexp"
	"strings"

	"github.com/google/uuid"

	"github.com/trelica/infrastructure/internal/regions"
)

// placeRules are those about where things are and whom they belong to.
func placeRules() []*Rule {
	return []*Rule{
		{
			ID: "regions", Claim: "SP-03", Severity: Critical, Title: "Everything is in the environment's own regions", Why: "Customers are told where their data is, and under whose law.",
			Fix: "use the environment's region, its recovery region, or the watch region for what watches", Within: inRegions, Whole: recoverable, Policies: []string{"e56962a6-4747-49cd-b67b-bf8b01975c4c", "e765b5de-1225-4ba3-bd56-1ac6695af988"},
		},
		{
			ID: "references", Claim: "SP-04", Severity: Critical, Title: "Everything that is referred to belongs to the environment", Why: "A reference to somewhere else is a way there.",
			Fix: "refer to what this environment's stacks make", Within: references,
		},
		{
			ID: "parents", Claim: "SP-04", Severity: High, Title: "Everything lies in something of this stack", Why: "A setting on a server of others, or a group that nobody governs, is not ours to judge.",
			Fix: "name the server, vault, account or group that the stack makes", Within: parents,
		},
		{
			ID: "other-environments", Claim: "SP-04", Severity: Critical, Title: "Nothing names another environment", Why: "Development and pre-production are completely segregated.", Fix: "remove the name", Kinds: []string{AnyKind}, Each: otherNames,
		},
		{
			ID: "tenant", Claim: "SP-04", Severity: Critical, Title: "There is one subscription and one tenant in a stack", Why: "Environments have their own.", Fix: "use the provider's tenant", Whole: tenants,
		},
		{
			ID: "roles", Claim: "SP-04", Severity: Critical, Kinds: []string{"authorization:RoleAssignment"}, Title: "Roles are few, small and on the smallest scope", Why: "Nobody may do what nobody needs.",
			Fix: "use a role of the list, on a scope that it is meant for, for a group or an identity", Each: roles,
		},
		{
			ID: "role-names", Claim: "SP-04", Severity: High, Title: "A role assignment is named after whom it gives what", Why: "The name is computed, so that one that was made by hand, or changed, is seen.",
			Fix: "compute the name as UUIDv5 of scope, principal and role", Whole: roleNames,
		},
		{
			ID: "platform-roles", Claim: "SP-17", Severity: High, Kinds: []string{"authorization:RoleAssignment"}, Title: "The platform gives no roles", Why: "A role takes ten minutes to an hour to work: a rebuild cannot wait.",
			Fix: "give it in the foundation", Each: func(c *Case) {
				if strings.Contains(c.Resource.URN, "trelica:stacks:Platform$") {
					c.Violate(c.Resource, Place{}, "is given by the platform")
				}
			},
		},
		{
			ID: "provider", Claim: "SP-04", Severity: High, Kinds: []string{"pulumi:providers:azure-native"}, Title: "The provider is Azure's public cloud, in a named subscription and tenant", Why: "Without, it takes whatever the operator is signed in to.",
			Fix: "set subscriptionId and tenantId", Needs: []Need{
				need("subscriptionId", guid()), need("tenantId", guid()), need("environment", is("public")).or("public", "azure-native, provider configuration"),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
	}
}

// inRegions demands the regions of the environment; the watch region for what watches alone, and a standby under the same law.
func inRegions(c *Case, r *Resource) {
	environment := c.Stack.Environment()
	if environment == "" {
		return
	}
	facts := environments[environment]
	if !r.Azure() {
		return
	}
	for _, p := range r.At("location") {
		text, _ := plain(p.Value).(string)
		location := strings.ToLower(strings.ReplaceAll(text, " ", ""))
		switch {
		case p.Absent && r.kind() == "resources:ResourceGroup":
			c.Violate(r, p, "names no region: everything in it would be where the provider is")
		case p.Absent, location == "global":
		case hasUnknown(p.Value):
			c.Doubt(r, p, "where it is, is not known before apply")
		case !containsFold(facts.regions(), location):
			c.Violate(r, p, show(p.Value)+" is none of "+strings.Join(facts.regions(), ", "))
		case location == facts.watch && !strings.Contains(r.URN, "trelica:stacks:Front"):
			c.Violate(r, p, "the watch region holds nothing but what watches")
		case location == facts.watch && dataKinds[r.kind()] && !strings.Contains(r.URN, "trelica:statuspage:StatusPage$") && !strings.Contains(r.URN, "trelica:monitoring:FlowLogs$"):
			c.Violate(r, p, "data is not kept in the watch region")
		case strings.Contains(r.URN, "trelica:stacks:Foundation") && !inOwnRegion(r, location, facts):
			c.Violate(r, p, "is not in the region of its foundation")
		default:
			c.Hold(r, p)
		}
	}
	inGroup(c, r)
}

// recoverable demands that the standby is far enough away, under the same law.
func recoverable(c *Case) {
	facts := environments[c.Stack.Environment()]
	if facts.standby == "" {
		return
	}
	home, _ := regions.Lookup(facts.home)
	standby, _ := regions.Lookup(facts.standby)
	for _, problem := range regions.Recovery(home, standby) {
		c.Violate(nil, Place{}, problem)
	}
}

// inOwnRegion tells whether a part of a foundation is where that foundation is: home or standby, by its name.
func inOwnRegion(r *Resource, location string, facts environmentFacts) bool {
	if facts.standby == "" {
		return location == facts.home
	}
	name := r.Name()
	switch {
	case strings.HasPrefix(name, "standby-"), r.kind() == "containerregistry:Replication":
		return location == facts.standby
	case strings.HasPrefix(name, "foundation-"):
		return location == facts.home
	}
	return true
}

// dataKinds hold data.
var dataKinds = map[string]bool{"sql:Server": true, "sql:Database": true, "keyvault:Vault": true, "storage:StorageAccount": true, "containerregistry:Registry": true}

// inGroup demands that a resource lies in the region of its group: a group whose region is out cannot be changed.
func inGroup(c *Case, r *Resource) {
	if r.kind() == "resources:ResourceGroup" || r.kind() == "containerregistry:Replication" {
		return
	}
	location := strings.ToLower(r.Text("location"))
	if location == "" || location == "global" {
		return
	}
	group := c.Stack.ByID("/subscriptions/" + c.Stack.Subscription() + "/resourceGroups/" + r.Text("resourceGroupName"))
	if group == nil {
		return
	}
	if where := strings.ToLower(group.Text("location")); where != location {
		c.Violate(r, r.At("location")[0], "lies in "+location+", its group in "+where+": if that region is lost it cannot be changed")
	}
}

var (
	armID = regexp.MustCompile(`(?i)^/subscriptions/([^/]+)(/.*)?$`)
)

// references demands that every ID in the inputs leads to something of this stack, or of this environment's other stacks.
func references(c *Case, r *Resource) {
	own := c.Stack.Subscription()
	if own == "" {
		return
	}
	if !r.Azure() && !strings.HasPrefix(r.Type, "kubernetes:") {
		return
	}
	walk("", r.Inputs, func(path string, value any) {
		text, ok := value.(string)
		if ok && text == "" && c.Stack.ours() && identifier(path) {
			c.Violate(r, Place{Path: path, Value: text}, "is an identifier of nothing")
		}
		if !ok || len(text) < 15 || text[0] != '/' {
			return
		}
		parts := armID.FindStringSubmatch(text)
		if parts == nil {
			return
		}
		place := Place{Path: path, Value: text}
		switch {
		case !strings.EqualFold(parts[1], own):
			c.Violate(r, place, "is in another subscription")
		case c.Stack.ours() && !c.Stack.leads(text):
			c.Violate(r, place, "leads to nothing that this environment's stacks make")
		default:
			c.Hold(r, place)
		}
	})
	checkIdentity(c, r)
}

// identifier tells whether a property is an ID of something, or a list of them, by its name.
func identifier(path string) bool {
	path = strings.ToLower(strings.TrimSuffix(path, "[]"))
	for _, end := range []string{"id", "ids", "identities", "scopes", "databases", "uri", "encryptionuserassignedidentity"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

// checkIdentity demands that a resource which acts as an identity names it.
func checkIdentity(c *Case, r *Resource) {
	for _, p := range r.At("primaryUserAssignedIdentityId") {
		if p.Absent && r.kind() == "sql:Server" && c.Stack.ours() {
			c.Violate(r, p, "says not which identity it acts as")
		}
	}
	if t := r.At("identity.type")[0]; strings.EqualFold(r.Text("identity.type"), "UserAssigned") && len(r.At("identity.userAssignedIdentities[]")) == 0 {
		if m, _ := plain(r.At("identity.userAssignedIdentities")[0].Value).(map[string]any); len(m) == 0 {
			c.Violate(r, t, "names no identity")
		}
	}
}

// leads tells whether an ID is of something that this stack makes, or another of the same environment by its name.
func (s *Stack) leads(id string) bool {
	lower := strings.ToLower(id)
	subscription := strings.ToLower("/subscriptions/" + s.Subscription())
	if lower == subscription || s.ByID(id) != nil {
		return true
	}
	rest := strings.TrimPrefix(lower, subscription)
	if name, ok := strings.CutPrefix(rest, "/providers/microsoft.authorization/roledefinitions/"); ok {
		return uuid.Validate(name) == nil && len(name) == 36
	}
	if name, ok := strings.CutPrefix(rest, "/providers/microsoft.maintenance/publicmaintenanceconfigurations/"); ok {
		return name == "sql_default" || strings.HasPrefix(name, "sql_") && strings.HasSuffix(name, "_db_1") || strings.HasPrefix(name, "sql_") && strings.HasSuffix(name, "_db_2")
	}
	if i := strings.LastIndex(lower, "/subnets/"); i > 0 {
		network := s.ByID(id[:i])
		if network == nil {
			return !s.Full() && s.otherStack(id)
		}
		for _, p := range network.At("subnets[].name") {
			if equals(plain(p.Value), id[i+len("/subnets/"):]) {
				return true
			}
		}
		return false
	}
	for _, settings := range []string{"/blobservices/default", "/fileservices/default"} {
		if account, ok := strings.CutSuffix(lower, settings); ok {
			return s.leads(account)
		}
	}
	if server, ok := strings.CutSuffix(lower, "/databases/master"); ok { // which every server has
		return s.ByID(server) != nil
	}
	for _, cluster := range s.Of("containerservice:ManagedCluster") { // the load balancer that AKS makes in the group that the cluster names
		group := strings.ToLower(cluster.Text("nodeResourceGroup"))
		if group != "" && rest == "/resourcegroups/"+group+"/providers/microsoft.network/loadbalancers/kubernetes" {
			return true
		}
	}
	if cut := strings.Index(rest, "/providers/microsoft.keyvault/vaults/"); cut > 0 {
		if i := strings.Index(lower, "/secrets/"); i > 0 { // which people bring: declared, not made
			return s.ByID(id[:i]) != nil && plainName.MatchString(lower[i+len("/secrets/"):])
		}
	}
	return s.otherStack(id)
}

var plainName = regexp.MustCompile(`^(session-signing-key|[a-z0-9]+(-[a-z0-9]+)*)$`)

// fromBootstrap are what an environment's whole stack refers to of its bootstrap: the public zone, and the group that it lies in.
var fromBootstrap = regexp.MustCompile(`(?i)^/subscriptions/[^/]+/resourceGroups/rg-trelica-[a-z]+-[a-z0-9]+-dns(/providers/Microsoft\.Network/dnsZones/([^/]+))?$`)

// otherStack tells whether an ID is of another stack of this environment. A whole environment refers to its bootstrap's zone and to nothing
// else; the others are told by their names.
func (s *Stack) otherStack(id string) bool {
	if s.Full() {
		parts := fromBootstrap.FindStringSubmatch(id)
		zone, _ := s.zone()
		return parts != nil && (parts[2] == "" || strings.EqualFold(parts[2], zone))
	}
	group, _, _ := strings.Cut(strings.ToLower(id[strings.Index(strings.ToLower(id), "/resourcegroups/")+1:]), "/providers/")
	return strings.Contains(group, "resourcegroups/rg-trelica-"+s.Environment())
}

// parents demands that what lies in a server, a vault, an account or a group lies in one of this stack.
func parents(c *Case, r *Resource) {
	if !c.Stack.ours() || !r.Azure() {
		return
	}
	own := c.Stack.Subscription()
	for key, value := range r.Inputs {
		if strings.HasSuffix(strings.ToLower(key), "name") && value == "" {
			c.Violate(r, Place{Path: key, Value: value}, "is a name of nothing")
		}
	}
	if group := r.At("resourceGroupName")[0]; !group.Absent && r.kind() != "resources:ResourceGroup" {
		text, _ := plain(group.Value).(string)
		switch {
		case hasUnknown(group.Value):
			c.Doubt(r, group, "the group is not known before apply")
		case !c.Stack.indexed().groups[strings.ToLower(text)] && (c.Stack.Full() && !strings.HasSuffix(text, "-dns") || !strings.HasPrefix(text, "rg-trelica-"+c.Stack.Environment()) || !groupName.MatchString(text)):
			c.Violate(r, group, "is no group of this stack")
		default:
			c.Hold(r, group)
		}
	}
	if !c.Stack.Full() {
		return
	}
	if parent := r.parentID(own); parent != "" && r.kind() != "network:RecordSet" && c.Stack.ByID(parent) == nil {
		c.Violate(r, Place{Path: idPaths[r.kind()][2], Value: last(parent)}, "is in no resource of this stack")
	}
}

var groupName = regexp.MustCompile(`^rg-trelica-[a-z]+(-[a-z0-9]+)?-[a-z]+$`)

// environmentName finds the names of environments in a text.
var environmentName = regexp.MustCompile(`(?i)trelica-?(preprod|prod|dev)`)

// otherNames looks for the names of other environments in all inputs.
func otherNames(c *Case) {
	own := c.Stack.Environment()
	if own == "" {
		return
	}
	walk("", c.Resource.Inputs, func(path string, value any) {
		text, ok := value.(string)
		if !ok || !strings.Contains(text, "relica") {
			return
		}
		for _, found := range environmentName.FindAllStringSubmatch(text, -1) {
			if !strings.EqualFold(found[1], own) {
				c.Violate(c.Resource, Place{Path: path, Value: text}, "names "+found[1])
			}
		}
	})
}

// tenants demands one subscription and one tenant.
func tenants(c *Case) {
	subscription, tenant := "", ""
	for _, p := range c.Stack.Of("pulumi:providers:azure-native") {
		if subscription == "" {
			subscription, tenant = p.Text("subscriptionId"), p.Text("tenantId")
		}
		if id := p.Text("subscriptionId"); id != subscription {
			c.Violate(p, p.At("subscriptionId")[0], "is another subscription than that of the other providers")
		}
	}
	if tenant == "" {
		return
	}
	for kind, path := range inOrder(map[string]string{
		"keyvault:Vault": "properties.tenantId", "sql:Server": "administrators.tenantId", "containerservice:ManagedCluster": "aadProfile.tenantID",
	}) {
		for _, r := range c.Stack.Of(kind) {
			p := r.At(path)[0]
			c.Expect(r, p, is(tenant), Default{})
		}
	}
}

// roleUse says on what a role may be given, and to whom.
type roleUse struct {
	name, scope string
	principals  []string
	bootstrap   bool
}

// roleUses are the built-in roles that anything here has, by GUID (Azure documentation, built-in roles).
var roleUses = map[string]roleUse{
	"acdd72a7-3385-48ef-bd42-f606fba81ae7": {"Reader", `/diskEncryptionSets/[^/]+$`, []string{"ServicePrincipal"}, false},
	"b24988ac-6180-42a0-ab88-20f7382dd24c": {"Contributor", `^/subscriptions/[^/]+/resourceGroups/rg-[a-z0-9-]+-capacity$`, []string{"ServicePrincipal"}, false},
	"4d97b98b-1d4f-4787-a291-c67834d212e7": {"Network Contributor", `^/subscriptions/[^/]+/resourceGroups/rg-[a-z0-9-]+-(cluster|address)$`, []string{"ServicePrincipal"}, false},
	"f1a07417-d97a-45cb-824c-7a7467783830": {"Managed Identity Operator", `/userAssignedIdentities/id-[a-z0-9-]+-kubelet$`, []string{"ServicePrincipal"}, false},
	"e147488a-f6f5-4113-8e2d-b22465e65bf6": {"Key Vault Crypto Service Encryption User", `/vaults/[^/]+/keys/[^/]+$`, []string{"ServicePrincipal"}, false},
	"4633458b-17de-408a-b874-0445c86b69e6": {"Key Vault Secrets User", `/vaults/[^/]+/secrets/[^/]+$`, []string{"ServicePrincipal"}, false},
	"b86a8fe4-44ce-4948-aee5-eccb2c155cd7": {"Key Vault Secrets Officer", `/vaults/[^/]+-tok$`, []string{"ServicePrincipal"}, false},
	"4abbcc35-e782-43d8-92c5-2d3f1bd2253f": {"Azure Kubernetes Service Cluster User", `^/subscriptions/[^/]+/resourceGroups/rg-[a-z0-9-]+-cluster$`, []string{"Group", "ServicePrincipal"}, false},
	"b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b": {"Azure Kubernetes Service RBAC Cluster Admin", `^/subscriptions/[^/]+/resourceGroups/rg-[a-z0-9-]+-cluster$`, []string{"Group", "ServicePrincipal"}, false},
	"7f951dda-4ed3-4680-a7ca-43fe172d538d": {"AcrPull", `/registries/[^/]+$`, []string{"ServicePrincipal"}, false},
	"ba92f5b4-2d11-453d-a403-e96b0029c9fe": {"Storage Blob Data Contributor", `/storageAccounts/[^/]+$`, []string{"ServicePrincipal", "Group"}, false},
}

// roles judges one assignment. The bootstrap's are the pipeline's and the break-glass group's, on the subscription: those that give roles
// carry a condition.
func roles(c *Case) {
	r := c.Resource
	if !c.Stack.ours() {
		for _, p := range r.At("roleDefinitionId") {
			text, _ := plain(p.Value).(string)
			if role := last(text); role == "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" || role == "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9" {
				c.Violate(r, p, "lets its principal give roles")
			}
		}
		return
	}
	definition, scope, principal := r.At("roleDefinitionId")[0], r.At("scope")[0], r.At("principalType")[0]
	c.Expect(r, r.At("principalId")[0], guid(), Default{})
	if hasUnknown(scope.Value) {
		c.Doubt(r, scope, "is not known before apply")
	}
	role := last(r.Text("roleDefinitionId"))
	if strings.HasPrefix(c.Stack.Name, "bootstrap-") {
		if role == "8e3af657-a8ff-443c-a75c-2fe8c4bcb635" || role == "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9" {
			c.Violate(r, definition, "Owner and User Access Administrator are given to nobody")
		}
		if role == "f58310d9-a9f6-439a-9e8d-f62e7b41a168" {
			c.Expect(r, r.At("condition")[0], matches("RoleDefinitionId", "a condition that names roles"), Default{})
		}
		c.Expect(r, principal, is("Group", "ServicePrincipal"), Default{})
		return
	}
	use, known := roleUses[role]
	if !known {
		c.Violate(r, definition, "is no role that anything here needs")
		return
	}
	c.Expect(r, principal, is(toAny(use.principals)...), Default{})
	if text := r.Text("scope"); text != "" && !compile("(?i)"+use.scope).MatchString(text) {
		c.Violate(r, scope, use.name+" is not given on "+show(text))
	} else if scope.Absent {
		c.Violate(r, scope, "is missing")
	}
}

func toAny(list []string) []any {
	all := make([]any, len(list))
	for i, s := range list {
		all[i] = s
	}
	return all
}

// roleSpace is the namespace of the assignments' names (components/azure, RoleAssignmentName).
var roleSpace = uuid.MustParse("6f2f6b0e-4f7e-5b61-9a3a-2a6d3c1d5e77")

// roleNames demands that each name is computed from its scope, its role and an identity or group; and that one identity is one principal.
func roleNames(c *Case) {
	if !c.Stack.Full() {
		return
	}
	var names []string
	for _, identity := range c.Stack.Of("managedidentity:UserAssignedIdentity") {
		names = append(names, identity.Text("resourceName"))
	}
	principals, owners := map[string]string{}, map[string]string{}
	for _, r := range c.Stack.Of("authorization:RoleAssignment") {
		scope, role := r.Text("scope"), last(r.Text("roleDefinitionId"))
		place, principal := r.At("roleAssignmentName")[0], r.At("principalId")[0]
		if hasUnknown(r.At("scope")[0].Value) || hasUnknown(principal.Value) {
			c.Doubt(r, place, "scope or principal are not known before apply")
			continue
		}
		id := r.Text("principalId")
		found := ""
		for _, name := range append(names, id) {
			key := strings.ToLower(scope) + "\n" + name + "\n" + role
			if uuid.NewSHA1(roleSpace, []byte(key)).String() == r.Text("roleAssignmentName") {
				found = name
			}
		}
		switch {
		case found == "":
			c.Violate(r, place, "is not the name of this role on this scope for any identity of the stack or the group "+show(id))
		case principals[found] != "" && principals[found] != id:
			c.Violate(r, principal, "is another principal than elsewhere for "+found)
		case owners[id] != "" && owners[id] != found:
			c.Violate(r, principal, "is the principal of "+owners[id]+" too")
		default:
			principals[found], owners[id] = id, found
		}
	}
}
