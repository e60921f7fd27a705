package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

// Place is where a role is given.
type Place string

// The places.
const (
	// OnSubscription is the environment's subscription.
	OnSubscription Place = "subscription"
	// OnState is the container of the state.
	OnState Place = "state container"
	// OnSecretsKey is the key that encrypts what is secret in the state.
	OnSecretsKey Place = "secrets key"
)

// Right is one role that one of the pipeline's identities has.
type Right struct {
	// Name tells the rights of an identity apart, in resources' names: "contributor".
	Name string
	Role azure.Role
	// Own is the role where Azure has none that is small enough; Role is empty then.
	Own *azure.OwnRole
	On  Place
	// Constrained is true for the right to give roles, which is limited to those that may be given.
	Constrained bool
	// Why is a sentence for whoever reviews access.
	Why string
}

// Title is the name of the right's role.
func (r Right) Title() string {
	if r.Own != nil {
		return r.Own.Title
	}
	return r.Role.String()
}

// PreviewRights are what a preview needs, and it changes nothing: Pulumi takes no lock to preview, so reading the state is
// enough. The role on the key lets it decrypt, and with it read what is secret in the state.
func PreviewRights() []Right {
	inside, opens := clusterReader(), stateReader()
	return []Right{
		{Name: "reader", Role: azure.RoleReader, On: OnSubscription, Why: "A preview compares the program with what is there."},
		{Name: "credentials", Role: azure.RoleAKSClusterUser, On: OnSubscription, Why: "A preview lists the cluster's user credentials."},
		{Name: "cluster", Role: azure.RoleAKSRBACReader, On: OnSubscription, Why: "A preview looks at what is inside the cluster, secrets excepted."},
		{Name: "cluster-settings", Own: &inside, On: OnSubscription, Why: "A preview refreshes what that role does not see."},
		{Name: "state", Role: azure.RoleStorageBlobDataReader, On: OnState, Why: "A preview reads the state."},
		{Name: "key", Own: &opens, On: OnSecretsKey, Why: "A preview decrypts the settings that are secret."},
	}
}

// DeployRights are what a deployment needs. Contributor makes everything but roles, locks and policy assignments, for each of
// which there is a role that does that and no more; and nothing inside a cluster, whose objects are data to Azure and whose local
// accounts are off. The subscription holds one environment alone, so that its clusters are all there are, and the condition lets a
// deployment give that role anyway.
func DeployRights() []Right {
	seals := stateWriter()
	return []Right{
		{Name: "contributor", Role: azure.RoleContributor, On: OnSubscription, Why: "The pipeline makes and changes the environment."},
		{
			Name: "roles", Role: azure.RoleRBACAdministrator, On: OnSubscription, Constrained: true,
			Why: "The foundation gives its identities their roles; only those that the condition names.",
		},
		{Name: "locks", Role: azure.RoleLocksContributor, On: OnSubscription, Why: "What holds state is locked against deletion."},
		{Name: "policy", Role: azure.RoleResourcePolicyContributor, On: OnSubscription, Why: "Azure Policy is assigned to the subscription."},
		{Name: "cluster", Role: azure.RoleAKSRBACClusterAdmin, On: OnSubscription, Why: "The pipeline applies what is inside the cluster."},
		{Name: "state", Role: azure.RoleStorageBlobDataContributor, On: OnState, Why: "The pipeline reads, writes and locks the state."},
		{Name: "key", Own: &seals, On: OnSecretsKey, Why: "The pipeline encrypts and decrypts what is secret in the state."},
	}
}

// ungrantable are roles that would let the pipeline out of its condition: with any of them it could give itself the rest.
func ungrantable() map[azure.Role]string {
	return map[azure.Role]string{
		"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
		"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
		azure.RoleRBACAdministrator:            azure.RoleRBACAdministrator.String(),
	}
}

// checkGrantable enters what is wrong with the roles that the pipeline may give.
func checkGrantable(problems *azure.Problems, roles []azure.Role) {
	if len(roles) == 0 {
		problems.Add("Grantable", "is empty; allowed: the roles that the foundation gives")
	}
	for i, role := range roles {
		field := fmt.Sprintf("Grantable[%d]", i)
		if name, forbidden := ungrantable()[role]; forbidden {
			problems.Addf(field, "is %s, with which the pipeline could give itself anything", name)
		}
		if slices.Contains(roles[:i], role) {
			problems.Addf(field, "%s is there twice", role)
		}
	}
}

// DelegationCondition is the condition on the right to give roles: only those named, and only to identities and groups, never
// to a person. It binds taking a role away too, or the pipeline could take the administrators' own. The language is that of
// Azure's role assignment conditions, version 2.0 (Azure RBAC documentation, delegate-role-assignments-examples, "Constrain
// roles and principal types").
func DelegationCondition(roles []azure.Role) string {
	ids := make([]string, 0, len(roles))
	for _, role := range roles {
		ids = append(ids, string(role))
	}
	slices.Sort(ids)
	named := strings.Join(ids, ", ")
	limit := func(action, source string) string {
		attribute := "@" + source + "[Microsoft.Authorization/roleAssignments:"
		return "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/" + action + "'}))" +
			" OR (" + attribute + "RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {" + named + "}" +
			" AND " + attribute + "PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal', 'Group'}))"
	}
	return limit("write", "Request") + " AND " + limit("delete", "Resource")
}

// RightsPage is docs/reference/pipeline-roles.md.
func RightsPage() string {
	var page strings.Builder
	page.WriteString(`# What the pipeline may do

Written by ` + "`go test ./components/pipeline -update`" + `; do not edit. The identities are made by the bootstrap, with these roles and no others. The
break-glass group, where there is one, has those of a deployment. The administrators' groups get theirs from the foundation, on the
group of the platform.
`)
	for _, part := range []struct {
		title  string
		rights []Right
	}{{"Preview: reads", PreviewRights()}, {"Deploy: changes", DeployRights()}} {
		page.WriteString("\n## " + part.title + "\n\n| Role | On | Why |\n|---|---|---|\n")
		for _, right := range part.rights {
			role := right.Title()
			if right.Own != nil {
				role += " (ours)"
			}
			if right.Constrained {
				role += " (with a condition)"
			}
			page.WriteString("| " + role + " | " + string(right.On) + " | " + right.Why + " |\n")
		}
	}
	page.WriteString("\n## Our own roles\n\nAzure has none that allows this and no more. The bootstrap makes them, for this subscription alone.\n\n| Role | Allows |\n|---|---|\n")
	for _, own := range []azure.OwnRole{clusterReader(), stateReader(), stateWriter()} {
		page.WriteString("| " + own.Title + " | `" + strings.Join(own.DataActions, "`, `") + "` |\n")
	}
	page.WriteString(`
What a preview can open: whatever is secret in the state of this environment, for it reads the state and decrypts with its key. It
can neither change the key nor disable, copy or sign with it, and it reads no secret of a vault and none inside the cluster.

The condition lets a deployment give and take only the roles that the foundation gives, and only to identities and groups.
Owner, User Access Administrator and Role Based Access Control Administrator are never among them.

Known limit: a Contributor can change the federated credentials of the pipeline's own identities. Every such change raises the
alert pipeline-trust-changed.
`)
	return page.String()
}
