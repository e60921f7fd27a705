package edge

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

const (
	// lowest and highest time an origin may take (Front Door documentation, front-door-faq, origin response timeout).
	shortestTimeout, longestTimeout = 16, 240
	// lowestLimit is the smallest rate limit of the firewall (Web Application Firewall documentation, afds,
	// waf-front-door-rate-limit).
	lowestLimit, highestLimit = 10, 1_000_000
	// maintenancePriority is the last of Front Door's five.
	maintenancePriority = 5
)

var (
	hostPattern = regexp.MustCompile(`\A([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}\z`)
	ruleName    = regexp.MustCompile(`\A[A-Za-z][A-Za-z0-9]{0,127}\z`)
)

// checks is what is wrong with the arguments so far.
type checks struct{ *azure.Problems }

func (args *Args) validate(name string) error {
	wrong := checks{azure.Check("edge.Args of "+name, args.Site)}
	if args.ResourceGroup == nil {
		wrong.Add("ResourceGroup", "is missing")
	}
	if args.SKU != Premium && args.SKU != Standard {
		wrong.Addf("SKU", "is %q; allowed: %q, %q", args.SKU, Premium, Standard)
	}
	args.Zone.Check(wrong.Problems, "Zone")
	wrong.hosts(args)
	wrong.origins(args)
	wrong.authorities(args)
	wrong.limits(args.RateLimits)
	if s := args.ResponseTimeoutSeconds; s < shortestTimeout || s > longestTimeout {
		wrong.Addf("ResponseTimeoutSeconds", "is %d; allowed: %d to %d", s, shortestTimeout, longestTimeout)
	}
	if args.Sinks.WorkspaceID == nil && args.Sinks.ArchiveID == nil {
		wrong.Add("Sinks", "is empty; allowed: a workspace, an archive or both")
	}
	return wrong.Err()
}

func (c checks) unique(field, value string, seen map[string]bool) {
	if seen[value] {
		c.Addf(field, "%q is there twice; allowed: one of each", value)
	}
	seen[value] = true
}

func (c checks) hosts(args *Args) {
	if len(args.Hosts) == 0 {
		c.Add("Hosts", "is empty; allowed: one host or more")
	}
	seen := map[string]bool{}
	for i, host := range args.Hosts {
		field := fmt.Sprintf("Hosts[%d]", i)
		relative, inside := args.Zone.Relative(host)
		if !hostPattern.MatchString(host) || !inside || relative == "@" {
			c.Addf(field, "%q; allowed: a host in lower case below the zone %q", host, args.Zone.Name)
		}
		c.unique(field, host, seen)
	}
}

func (c checks) origins(args *Args) {
	if len(args.Origins) == 0 {
		c.Add("Origins", "is empty; allowed: one region or more")
	}
	places, priorities := map[string]bool{}, map[string]bool{}
	first := Origin{Priority: maintenancePriority}
	for i, origin := range args.Origins {
		field := fmt.Sprintf("Origins[%d]", i)
		if _, known := regions.Lookup(origin.Region); !known {
			c.Addf(field+".Region", "%q is not in the table of regions", origin.Region)
		}
		c.unique(field+".Region", origin.Region, places)
		c.Missing(field+".AddressID", origin.AddressID)
		if origin.Priority < 1 || origin.Priority >= maintenancePriority {
			c.Addf(field+".Priority", "is %d; allowed: 1 to %d", origin.Priority, maintenancePriority-1)
		}
		c.unique(field+".Priority", fmt.Sprint(origin.Priority), priorities)
		if origin.Priority < first.Priority {
			first = origin
		}
	}
	if len(args.Origins) > 1 && first.Region == args.Site.Location {
		c.Addf("Site.Location", "%q is the first origin's region: while it is out nothing of the edge could be changed; "+
			"allowed: another region", args.Site.Location)
	}
	if len(args.Origins) > 1 && args.MaintenanceHost == nil {
		c.Add("MaintenanceHost", "is missing: with several regions Front Door needs an origin that is never ill")
	}
}

func (c checks) authorities(args *Args) {
	seen := map[string]bool{frontDoorAuthority: true}
	for i, authority := range args.Authorities {
		field := fmt.Sprintf("Authorities[%d]", i)
		if !hostPattern.MatchString(authority) {
			c.Addf(field, "%q; allowed: an authority's domain, such as \"letsencrypt.org\"", authority)
		}
		c.unique(field, authority, seen)
	}
	if to := args.ReportTo; !strings.HasPrefix(to, "mailto:") && !strings.HasPrefix(to, "https://") {
		c.Addf("ReportTo", "%q; allowed: mailto: and an address, or an https address", to)
	}
}

func (c checks) limits(limits []RateLimit) {
	if len(limits) == 0 {
		c.Add("RateLimits", "is empty; allowed: one limit or more")
	}
	seen := map[string]bool{}
	for i, limit := range limits {
		field := fmt.Sprintf("RateLimits[%d]", i)
		if !ruleName.MatchString(limit.Name) {
			c.Addf(field+".Name", "%q; allowed: letters and digits, a letter first", limit.Name)
		}
		c.unique(field+".Name", limit.Name, seen)
		if limit.PerMinute < lowestLimit || limit.PerMinute > highestLimit {
			c.Addf(field+".PerMinute", "is %d; allowed: %d to %d", limit.PerMinute, lowestLimit, highestLimit)
		}
	}
}
