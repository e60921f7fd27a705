package governance

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// Args describe what counts for an environment's subscription.
type Args struct {
	// Site is the front's. The records of deployments to the subscription are kept in its region, for good: the same name in
	// another region is refused. Production's is therefore not the region that may be lost.
	Site azure.Site
	// Policies are what the policy assignments depend on.
	Policies PolicySettings
	// After are what must be there before the policies begin to count: everything else of the first deployment.
	After []pulumi.Resource
	// Sinks are the places that get the activity log: a workspace, and an archive.
	Sinks []Sink
	// Plans are Defender's, in the order in which they are switched on; see DefaultPlans.
	Plans []Plan
	// Contacts are those whom Defender writes to.
	Contacts Contacts
	// Budget is what the environment may cost.
	Budget Budget
}

// Sink is one place for logs with the word that tells it from the others in the diagnostic setting's name.
type Sink struct {
	Name string
	azure.LogSinks
}

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	wrong := azure.Check("governance.Args of "+name, args.Site)
	args.checkPolicies(wrong)
	if len(args.Sinks) == 0 {
		wrong.Add("Sinks", "is empty; allowed: at least one workspace")
	}
	var names []string
	for i, sink := range args.Sinks {
		field := fmt.Sprintf("Sinks[%d]", i)
		wrong.Missing(field+".Name", sink.Name, field+".WorkspaceID", sink.WorkspaceID)
		names = once(wrong, field+".Name", sink.Name, names)
	}
	names = nil
	for i, plan := range args.Plans {
		field := fmt.Sprintf("Plans[%d].Name", i)
		wrong.Missing(field, plan.Name)
		names = once(wrong, field, plan.Name, names)
	}
	checkEmails(wrong, "Contacts.Emails", args.Contacts.Emails)
	if args.Budget.Amount <= 0 {
		wrong.Addf("Budget.Amount", "%g; allowed: more than 0", args.Budget.Amount)
	}
	if _, ok := month(args.Budget.Since); !ok {
		wrong.Addf("Budget.Since", `%q; allowed: a month from 2017-06 on, such as "2026-11"`, args.Budget.Since)
	}
	checkEmails(wrong, "Budget.Emails", args.Budget.Emails)
	return wrong.Err()
}

// checkPolicies sees to it that the list of regions would not refuse the very deployments that set it.
func (args *Args) checkPolicies(wrong *azure.Problems) {
	var names []string
	for i, location := range args.Policies.Locations {
		field := fmt.Sprintf("Policies.Locations[%d]", i)
		if _, ok := regions.Lookup(location); !ok {
			wrong.Addf(field, "%q is not in the table of regions", location)
		}
		names = once(wrong, field, location, names)
	}
	if !slices.Contains(args.Policies.Locations, args.Site.Location) {
		wrong.Addf("Policies.Locations", "%q does not hold %q, where this is deployed", args.Policies.Locations, args.Site.Location)
	}
	if !strings.HasSuffix(args.Policies.Registry, ".azurecr.io") {
		wrong.Addf("Policies.Registry", `%q; allowed: a registry's login server, "….azurecr.io"`, args.Policies.Registry)
	}
}

func checkEmails(wrong *azure.Problems, field string, emails []string) {
	if len(emails) == 0 {
		wrong.Addf(field, "is empty: nobody would be told; allowed: one address or more")
	}
	for i, email := range emails {
		if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email || strings.Contains(email, ";") {
			wrong.Addf(fmt.Sprintf("%s[%d]", field, i), "%q is not an e-mail address", email)
		}
	}
}

// once enters a name that is taken, and takes it.
func once(wrong *azure.Problems, field, name string, taken []string) []string {
	if slices.Contains(taken, name) {
		wrong.Addf(field, "%q is there twice; allowed: one of each", name)
	}
	return append(taken, name)
}
