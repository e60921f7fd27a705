package pipeline

import (
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Args describe an environment's pipeline.
type Args struct {
	// Site is where the identities lie. For production it is in the recovery region.
	Site azure.Site
	// ResourceGroup is the group they lie in.
	ResourceGroup *azure.ResourceGroup
	// Repository is the one whose workflows are believed.
	Repository Repository
	// Preview and Deploy are the runs that may act with each identity, 1 to 20 of each.
	Preview, Deploy []Subject
	// Grantable are the roles that a deployment may give and take: those that the foundation gives. Never one with which the
	// pipeline could give itself more.
	Grantable []azure.Role
	// State is the container of the state, and SecretsKey the key that encrypts what is secret in it.
	State, SecretsKey Scope
	// BreakGlassGroupID is the object identifier of the group of people who may do what a deployment may; "" for none. Its
	// members are made by people, for a limited time, and every use of it alerts (package ops).
	BreakGlassGroupID string
	// Features are registered in the subscription; none for an empty list. Features() has those that are needed.
	Features []Feature
}

// Scope is something that exists outside this component and that roles are given on.
type Scope struct {
	// ID is the ARM identifier, taken from the resource so that the roles come after it.
	ID pulumi.StringInput
	// ScopeID is the same identifier as known before anything exists.
	ScopeID string
}

var guidPattern = regexp.MustCompile(`\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z`)

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	problems := azure.Check("pipeline.Args of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	args.Repository.check(problems)
	checkSubjects(problems, "Preview", args.Preview, args.Site.Names.Environment, false)
	checkSubjects(problems, "Deploy", args.Deploy, args.Site.Names.Environment, true)
	checkApart(problems, args.Preview, args.Deploy)
	checkGrantable(problems, args.Grantable)
	problems.Missing("State.ID", args.State.ID, "State.ScopeID", args.State.ScopeID,
		"SecretsKey.ID", args.SecretsKey.ID, "SecretsKey.ScopeID", args.SecretsKey.ScopeID)
	if args.BreakGlassGroupID != "" && !guidPattern.MatchString(args.BreakGlassGroupID) {
		problems.Addf("BreakGlassGroupID", "%q is not a GUID; allowed: a group's object identifier, or nothing", args.BreakGlassGroupID)
	}
	checkFeatures(problems, args.Features)
	return problems.Err()
}

// checkApart enters a problem for a run that may act with both identities: it would be no preview.
func checkApart(problems *azure.Problems, preview, deploy []Subject) {
	for _, one := range preview {
		for _, other := range deploy {
			if one.Name() == other.Name() {
				problems.Addf("Preview", "has %q, which is in Deploy too; allowed: a run previews or deploys", one.Name())
			}
		}
	}
}
