package settings

import (
	"strings"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// placeholderGUID begins the GUIDs that stand for a real one in the repository's stack files. Azure gives out none like it.
const placeholderGUID = "00000000-"

// Placeholder lists the keys whose values stand for real ones, in the order of the settings: GUIDs that begin with eight zeros,
// address ranges kept for documentation (RFC 5737), and e-mail addresses at names kept for examples (RFC 2606). A run against the
// real Azure refuses to start while there are any.
func (s *Settings) Placeholder() []string {
	var keys []string
	note := func(p path, placeholder bool) {
		if placeholder {
			keys = append(keys, p.String())
		}
	}
	note(at("subscriptionId"), strings.HasPrefix(s.Identity.SubscriptionID, placeholderGUID))
	note(at("tenantId"), strings.HasPrefix(s.Identity.TenantID, placeholderGUID))
	for i, r := range s.Cluster.APIServerAuthorizedRanges {
		note(at("apiServerAuthorizedRanges", i), addressplan.Documentation(r))
	}
	for i, id := range s.Cluster.ClusterAdminGroupIDs {
		note(at("clusterAdminGroupIds", i), strings.HasPrefix(id, placeholderGUID))
	}
	for i, email := range s.Monitoring.AlertEmails {
		note(at("alertEmails", i), exampleDomain(email))
	}
	note(at("databaseAdminGroup", "objectId"), strings.HasPrefix(s.Database.AdminGroup.ObjectID, placeholderGUID))
	return keys
}

// exampleDomain says whether an address can reach nobody.
func exampleDomain(email string) bool {
	_, domain, _ := strings.Cut(strings.ToLower(email), "@")
	for _, kept := range []string{"example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"} {
		if domain == kept || strings.HasSuffix(domain, "."+kept) {
			return true
		}
	}
	return false
}
