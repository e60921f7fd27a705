package azure

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Site is where a component is being built, and what every resource there carries. It is plain data, known before
// anything exists.
type Site struct {
	// Names makes the Azure names of the environment in this region.
	Names Names
	// Location is the region as ARM writes it: "eastus2". It never changes in place.
	Location string
	// SubscriptionID is the environment's own subscription, a GUID.
	SubscriptionID string
	// TenantID is the Entra tenant, a GUID.
	TenantID string
	// Tags are environment, owner, cost-centre and commit, the commit that made the resource.
	Tags map[string]string
	// Protect is production's rule: what holds state cannot be deleted by the program, and Azure has a lock on it.
	Protect bool
}

// guidPattern matches a GUID as ARM writes it.
var guidPattern = regexp.MustCompile(`\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z`)

// TagMap returns the site's tags as a resource takes them. See Tagged, which a taggable resource uses.
func (s Site) TagMap() pulumi.StringMap {
	tags := make(pulumi.StringMap, len(s.Tags))
	for key, value := range s.Tags {
		tags[key] = pulumi.String(value)
	}
	return tags
}

// SubscriptionScope returns the subscription's ARM identifier: /subscriptions/….
func (s Site) SubscriptionScope() string {
	return "/subscriptions/" + s.SubscriptionID
}

// GroupID returns the ARM identifier of a resource group: /subscriptions/…/resourceGroups/rg-….
func (s Site) GroupID(group string) string {
	return s.SubscriptionScope() + "/resourceGroups/" + group
}

// ResourceID returns the ARM identifier of a resource in a group. The type is written as in ARM's documents,
// "Microsoft.KeyVault/vaults/keys"; names are the resource's own and its parents', outermost first, one for each segment
// of the type after the first. A segment without a name is left empty, which Azure refuses, rather than guessed.
func (s Site) ResourceID(group, armType string, names ...string) string {
	provider, segments, _ := strings.Cut(armType, "/")
	var id strings.Builder
	id.WriteString(s.GroupID(group) + "/providers/" + provider)
	for i, segment := range strings.Split(segments, "/") {
		name := ""
		if i < len(names) {
			name = names[i]
		}
		id.WriteString("/" + segment + "/" + name)
	}
	return id.String()
}

// check reports what is wrong with a site.
func (s Site) check(problems *Problems) {
	if err := s.Names.Validate(); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			problems.Add("Site.Names", line)
		}
	}
	if s.Location == "" {
		problems.Add("Site.Location", `is empty; allowed: a region as ARM writes it, such as "eastus2"`)
	}
	for _, id := range []struct{ field, value string }{
		{"Site.SubscriptionID", s.SubscriptionID}, {"Site.TenantID", s.TenantID},
	} {
		if !guidPattern.MatchString(id.value) {
			problems.Addf(id.field, "%q is not a GUID", id.value)
		}
	}
	if len(s.Tags) == 0 {
		problems.Add("Site.Tags", "is empty; allowed: at least environment, owner and cost-centre")
	}
	for _, key := range slices.Sorted(maps.Keys(s.Tags)) {
		if s.Tags[key] == "" {
			problems.Addf("Site.Tags", "%q has no value", key)
		}
	}
}

// ChildID returns the identifier of a resource below another, where the upper one's is known only once it exists: the
// subnet of a network, the blob service of an account.
func ChildID(parent pulumi.IDOutput, segment, name string) pulumi.StringOutput {
	return parent.ApplyT(func(id pulumi.ID) string { return joinID(string(id), segment, name) }).(pulumi.StringOutput)
}

func joinID(parent, segment, name string) string {
	return parent + "/" + segment + "/" + name
}
