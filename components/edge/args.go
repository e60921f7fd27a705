package edge

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// SKU is Front Door's tier, of the profile and of its firewall policy alike.
type SKU string

// The tiers. Managed rule sets exist in Premium only (Front Door documentation, tier-comparison).
const (
	// Premium has the managed rule sets against common attacks and bots.
	Premium SKU = "Premium_AzureFrontDoor"
	// Standard has custom rules only: cheaper, for development.
	Standard SKU = "Standard_AzureFrontDoor"
)

// Args describe an environment's edge.
type Args struct {
	// Site is where the front's resource group lies. Front Door itself is global; with two regional origins the group must not
	// lie in the first one's region, because nothing in it could be changed while that region is out.
	Site azure.Site
	// ResourceGroup is the front's.
	ResourceGroup *azure.ResourceGroup
	// SKU is Premium or Standard.
	SKU SKU
	// Zone is the environment's public zone.
	Zone azure.Zone
	// Hosts are the names that customers type, below the zone: "app.trelica.example". One at least. No name at the zone's apex:
	// it cannot be a CNAME.
	Hosts []string
	// Origins are the regions that can answer. All of them from the first day, whether anything runs there yet or not.
	Origins []Origin
	// MaintenanceHost is where the page lies that is shown while no region answers, nil for none. It answers every probe, so
	// that Front Door never believes that all origins are ill: it would then spread requests over the dead ones.
	MaintenanceHost pulumi.StringInput
	// Authorities are the domains of those who may issue certificates in the zone besides Front Door's own: those of the ingress
	// and of the status page.
	Authorities []string
	// ReportTo is told of refused issuance: "mailto:security@trelica.example".
	ReportTo string
	// RateLimits bound how often one address may ask. One at least.
	RateLimits []RateLimit
	// ResponseTimeoutSeconds is how long an origin may take to answer, 16 to 240.
	ResponseTimeoutSeconds int
	// Sinks take the access, probe and firewall logs.
	Sinks azure.LogSinks
}

// Origin is a region that can answer.
type Origin struct {
	// Region is ARM's name of it: "eastus2".
	Region string
	// AddressID is the ARM identifier of its reserved public ingress address.
	AddressID pulumi.StringInput
	// Priority orders the origins: of those that say that they are active, the lowest number is asked. 1 to 4; 5 is the
	// maintenance page's.
	Priority int
}

// RateLimit bounds how many requests a minute one address may make.
type RateLimit struct {
	// Name is the rule's, letters and digits: "Everything".
	Name string
	// PathContains narrows it to requests whose address contains one of these, without regard to case; none for all.
	PathContains []string
	// PerMinute is the bound, 10 to 1,000,000. Front Door counts at each of its servers, so the true bound is somewhat higher.
	PerMinute int
}

// OriginHost is the name under which a region's ingress is known to Front Door: origin-eus2.trelica.example. The
// certificate of the ingress has to cover it.
func OriginHost(region, zone string) string {
	return "origin-" + code(region) + "." + zone
}

// code is the region's short form; an unknown one stands for itself.
func code(region string) string {
	if known, ok := regions.Lookup(region); ok {
		return known.Code
	}
	return region
}
