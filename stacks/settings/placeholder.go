package settings

import (
	"strings"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// placeholderDigest ends the images of which nobody knows the digest yet.
var placeholderDigest = "@sha256:" + strings.Repeat("0", 64)

// placeholderGUID begins the GUIDs that stand for a real one in the repository's stack files. Azure gives out none like it.
const placeholderGUID = "00000000-"

// Placeholder lists the keys whose values stand for real ones, in the order of the settings: GUIDs that begin with eight zeros,
// digests of zeros, address ranges kept for documentation (RFC 5737), and zones and e-mail addresses at names kept for examples
// (RFC 2606). A run against the
// real Azure refuses to start while there are any. A bootstrap has no cluster, and makes the address that the API server's ranges
// begin with: there these may stand for the real ones still.
func (s *Settings) Placeholder() []string {
	var keys []string
	note := func(p path, placeholder bool) {
		if placeholder {
			keys = append(keys, p.String())
		}
	}
	note(at("subscriptionId"), strings.HasPrefix(s.Identity.SubscriptionID, placeholderGUID))
	note(at("tenantId"), strings.HasPrefix(s.Identity.TenantID, placeholderGUID))
	note(at("zone"), exampleDomain(s.Place.Zone))
	glass := at("breakGlass")
	note(glass.with("groupId"), strings.HasPrefix(s.Operations.BreakGlass.GroupID, placeholderGUID))
	for i, id := range s.Operations.BreakGlass.AccountIDs {
		note(glass.with("accountIds").with(i), strings.HasPrefix(id, placeholderGUID))
	}
	for i, r := range s.Operations.BreakGlass.Addresses {
		note(glass.with("addresses").with(i), addressplan.Documentation(r))
	}
	note(at("securityContact"), exampleDomain(s.Front.SecurityContact))
	for i, address := range s.Front.Mail.DMARCReports {
		note(at("mail", "dmarcReports", i), exampleDomain(address))
	}
	note(at("statusPage", "gatusImage"), strings.HasSuffix(s.Front.StatusPage.GatusImage, placeholderDigest))
	note(at("statusPage", "webImage"), strings.HasSuffix(s.Front.StatusPage.WebImage, placeholderDigest))
	for i, r := range s.Cluster.APIServerAuthorizedRanges {
		note(at("apiServerAuthorizedRanges", i), addressplan.Documentation(r) && !s.IsBootstrap())
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

// exampleDomain says whether a domain, or that of an e-mail address, belongs to nobody.
func exampleDomain(name string) bool {
	domain := strings.ToLower(name)
	if _, after, found := strings.Cut(domain, "@"); found {
		domain = after
	}
	for _, kept := range []string{"example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"} {
		if domain == kept || strings.HasSuffix(domain, "."+kept) {
			return true
		}
	}
	return false
}
