package naming

import "strings"

// The front's names belong to no region: there is one front for an environment, wherever its resource group lies. The
// Cloud Adoption Framework abbreviates Front Door's profile (afd), endpoint (fde) and firewall policy (fdfp); the parts of a
// profile have no abbreviation of their own, and are unique within it.

// FrontDoorEndpoint names the profile's endpoint: fde-trelica-prod. Azure adds a hash to it in the host name.
func (n Names) FrontDoorEndpoint() string { return join("fde", n.Organisation, n.Environment) }

// FrontDoorOriginGroup names a group of origins that take each other's place, within the profile: og-product.
func (n Names) FrontDoorOriginGroup(role string) string { return join("og", role) }

// FrontDoorOrigin names an origin by what answers there, within the profile: origin-eus2.
func (n Names) FrontDoorOrigin(what string) string { return join("origin", what) }

// FrontDoorRoute names a route, within the endpoint: rt-product.
func (n Names) FrontDoorRoute(role string) string { return join("rt", role) }

// FrontDoorRuleSet names a set of rules, within the profile. Azure takes letters and digits only: rsheaders.
func (n Names) FrontDoorRuleSet(role string) string { return compact("rs" + role) }

// FrontDoorRule names a rule, within its set. Azure takes letters and digits only: rulestricttransport.
func (n Names) FrontDoorRule(what string) string { return compact("rule" + what) }

// FrontDoorDomain names a custom domain by its host, within the profile: the host app.trelica.example gives
// dom-app-trelica-example.
func (n Names) FrontDoorDomain(host string) string {
	return join("dom", strings.ReplaceAll(strings.ToLower(host), ".", "-"))
}

// FrontDoorSecurityPolicy names the binding of a firewall policy to domains, within the profile: sp-firewall.
func (n Names) FrontDoorSecurityPolicy(role string) string { return join("sp", role) }

// FirewallPolicy names Front Door's web application firewall policy. Azure takes letters and digits only: fdfptrelicaprod.
func (n Names) FirewallPolicy() string { return compact("fdfp" + n.Organisation + n.Environment) }

// ContainerEnvironment names the region's Container Apps environment: cae-trelica-prod-wus2.
func (n Names) ContainerEnvironment() string { return n.of("cae", "") }

// ContainerApp names a container app: role "status" gives ca-trelica-prod-wus2-sts. The name has 32 characters, so roles are
// three letters.
func (n Names) ContainerApp(role string) string { return n.of("ca", tight(role)) }

// ContainerJob names a container job as ContainerApp names an app: caj-trelica-prod-wus2-bak.
func (n Names) ContainerJob(role string) string { return n.of("caj", tight(role)) }

// ContainerCertificate names a certificate by its host, within the Container Apps environment: cert-status-trelica-example. The
// version tells it from the one that it replaces, cert-status-trelica-example-1f2e3d4c5b6a7980; "" is none.
func (n Names) ContainerCertificate(host, version string) string {
	return join("cert", strings.ReplaceAll(strings.ToLower(host), ".", "-"), version)
}

// ContainerStorage names a share as the Container Apps environment knows it, within the environment: st-history.
func (n Names) ContainerStorage(role string) string { return join("st", role) }

// FileShare names a share, within its storage account: share-history.
func (n Names) FileShare(role string) string { return join("share", role) }

// ApplicationInsights names the region's Application Insights component: appi-trelica-prod-wus2.
func (n Names) ApplicationInsights() string { return n.of("appi", "") }

// WebTest names an availability test by what it asks: wt-trelica-prod-wus2-signin.
func (n Names) WebTest(what string) string { return n.of("wt", what) }
