package preflight

import (
	"context"
	"net"
	"strings"

	"github.com/trelica/infrastructure/internal/cloud"
)

// Cloud is who answers about a subscription. *cloud.Client does, for the real Azure and the local one.
type Cloud interface {
	Subscription(ctx context.Context) (cloud.Subscription, error)
	Registration(ctx context.Context, namespace string) (state string, err error)
	Feature(ctx context.Context, feature string) (state string, err error)
	Quotas(ctx context.Context, service, region string) ([]cloud.Quota, error)
	Sizes(ctx context.Context, region string) ([]cloud.Size, error)
	Resource(ctx context.Context, id, version string) (resource cloud.Resource, found bool, err error)
	Assignments(ctx context.Context, scope string) (given []cloud.Assignment, found bool, err error)
	Secret(ctx context.Context, vault cloud.Vault, name string) (secret cloud.Secret, found bool, err error)
}

// Resolver asks the public DNS. *net.Resolver does.
type Resolver interface {
	LookupNS(ctx context.Context, name string) ([]*net.NS, error)
}

// Run makes every check that an expectation asks for, in the order in which they are needed. Placeholders against the real
// Azure, and a subscription that cannot be used, end it: everything after would fail for the same reason. dns is nil where
// there is no public DNS to ask, as behind the local Azure.
func Run(ctx context.Context, azure Cloud, dns Resolver, e Expectation) []Check {
	r := &report{stack: e.Stack}
	if !r.placeholders(e) || !r.subscription(ctx, azure, e) {
		return r.checks
	}
	for _, tool := range e.Tools {
		r.tool(ctx, tool)
	}
	r.registrations(ctx, "provider", e.Providers, azure.Registration, func(name string) string {
		return "az provider register --namespace " + name + " --subscription " + e.SubscriptionID
	})
	r.registrations(ctx, "feature", e.Features, azure.Feature, func(feature string) string {
		namespace, name, _ := strings.Cut(feature, "/")
		return "az feature register --namespace " + namespace + " --name " + name + " --subscription " + e.SubscriptionID +
			"\nonce it is Registered: az provider register --namespace " + namespace + " --subscription " + e.SubscriptionID
	})
	r.things(ctx, azure, e.Things)
	for _, region := range e.Regions {
		r.region(ctx, azure, region)
	}
	r.roles(ctx, azure, append(r.grants(ctx, azure, e.Grants), e.Roles...))
	for _, zone := range e.Zones {
		r.delegation(ctx, azure, dns, zone)
	}
	for _, replica := range e.Replicas {
		r.replica(ctx, azure, replica)
	}
	r.secrets(ctx, azure, e)
	for _, membership := range e.Memberships {
		r.membership(ctx, azure, membership)
	}
	for _, addresses := range e.Addresses {
		r.addresses(ctx, azure, addresses)
	}
	for _, archive := range e.Archives {
		r.archive(ctx, azure, archive)
	}
	if e.Budget != nil {
		r.budget(ctx, azure, *e.Budget)
	}
	for _, step := range e.Steps {
		r.step(step)
	}
	return r.checks
}

// placeholders tells whether the run may go on.
func (r *report) placeholders(e Expectation) bool {
	const name = "settings: real identifiers"
	switch {
	case len(e.Placeholders) == 0:
		r.add(OK, name, "no placeholders", "")
	case e.Real:
		r.add(Failed, name, "placeholders: "+strings.Join(e.Placeholders, ", "),
			"put the environment's real values into Pulumi."+e.Stack+".yaml; nothing else is looked at before")
		return false
	default:
		r.add(OK, name, "placeholders, which the local target takes: "+strings.Join(e.Placeholders, ", "), "")
	}
	return true
}

func (r *report) subscription(ctx context.Context, azure Cloud, e Expectation) bool {
	name := "subscription " + e.SubscriptionID
	found, err := azure.Subscription(ctx)
	switch {
	case err != nil:
		r.unknown(name, err)
		return false
	case !strings.EqualFold(found.TenantID, e.TenantID):
		r.add(Failed, name, "belongs to tenant "+found.TenantID+", and the settings say "+e.TenantID,
			"correct subscriptionId or tenantId in Pulumi."+e.Stack+".yaml")
		return false
	case found.State != "Enabled":
		r.add(Failed, name, found.State, "the subscription's owner must enable it again")
		return false
	}
	r.add(OK, name, found.Name+", enabled", "")
	return true
}

// registrations is one row where all is well, and one for each that is not.
func (r *report) registrations(
	ctx context.Context, kind string, names []string, ask func(context.Context, string) (string, error), register func(string) string,
) {
	good := 0
	for _, name := range names {
		state, err := ask(ctx, name)
		switch {
		case err != nil:
			r.unknown(kind+" "+name, err)
		case state == cloud.Registered:
			good++
		case state == "Registering" || state == "Pending":
			r.add(Waiting, kind+" "+name, state, "wait, and run the preflight again: it takes minutes")
		default:
			r.add(Failed, kind+" "+name, state, register(name))
		}
	}
	if len(names) > 0 && good == len(names) {
		r.add(OK, kind+"s", "registered: "+strings.Join(names, ", "), "")
	}
}
