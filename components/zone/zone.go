// Package zone makes an environment's public DNS zone.
//
// The bootstrap calls it, before anything that has a name: people have the zone delegated, which can take days, and whoever proves
// that a host is ours writes into it. What is in it is written by the front (components edge, mail and statuspage). It carries
// its part of the claims SP-04 (each environment has a zone of its own) and SP-17: a zone belongs to no region, and its group lies
// outside production's, so that names can be changed while that is out.
package zone

import (
	"fmt"
	"regexp"

	dns "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20180501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:zone:Zone"

const zoneType = "Microsoft.Network/dnsZones"

// authority is the record set, below the zone, that carries the lock: its start of authority, which is there from the first and
// which nobody deletes. A zone cannot be deleted without it. A lock on the zone itself would be inherited by every set in it, so
// that a host or a proof of one could be written and never be taken away again (Azure DNS documentation,
// dns-protect-zones-recordsets, protecting against zone deletion).
const authority = "/SOA/@"

// Args describe a zone.
type Args struct {
	// Site is where the zone's group lies: for production in the recovery region. Where its Protect is true, the zone is protected
	// and locked, though not the records in it: a new one has other name servers, and whoever holds the old ones answers for us
	// until the parent is changed.
	Site azure.Site
	// ResourceGroup is the group that the zone lies in.
	ResourceGroup *azure.ResourceGroup
	// Name is the zone's, without a period at the end: "trelica.example".
	Name string
}

// namePattern is a name of two lower-case labels or more (Azure DNS documentation, dns-zones-records).
var namePattern = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\z`)

func (args *Args) validate(name string) error {
	problems := azure.Check("zone.Args of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	if !namePattern.MatchString(args.Name) {
		problems.Addf("Name", "%q; allowed: a name of at least two lower-case labels, without a period at the end", args.Name)
	}
	return problems.Err()
}

// Zone is what New made.
type Zone struct {
	pulumi.ResourceState

	// Zone is the zone as records name it.
	Zone azure.Zone
	// ID is its ARM identifier.
	ID pulumi.StringOutput
	// NameServers are the four that the parent domain has to name.
	NameServers pulumi.StringArrayOutput
}

// New makes the zone. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Zone, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	z := &Zone{Zone: azure.Zone{Name: args.Name, ResourceGroup: args.ResourceGroup.Name}}
	if err := ctx.RegisterComponentResource(Type, name, z, opts...); err != nil {
		return nil, fmt.Errorf("zone %q: %w", name, err)
	}
	tags, tagged := azure.Tagged(args.Site)
	made, err := dns.NewZone(ctx, name+"-zone", &dns.ZoneArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		ZoneName:          pulumi.String(args.Name),
		Location:          pulumi.String("global"),
		ZoneType:          dns.ZoneTypePublic,
		Tags:              tags,
	}, azure.ChildOptions(z, tagged, pulumi.Protect(args.Site.Protect))...)
	if err != nil {
		return nil, fmt.Errorf("zone %s: %w", args.Name, err)
	}
	z.ID, z.NameServers = made.ID().ToStringOutput(), made.NameServers
	if args.Site.Protect {
		_, err := azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
			Site: args.Site, Scope: pulumi.Sprintf("%s%s", z.ID, authority), What: "zone",
			ScopeID: args.Site.ResourceID(args.ResourceGroup.Name, zoneType, args.Name) + authority,
			Notes:   "A new zone has other name servers: until the parent domain names them, nothing of ours is found.",
		}, pulumi.Parent(z))
		if err != nil {
			return nil, fmt.Errorf("zone %s: %w", args.Name, err)
		}
	}
	err = ctx.RegisterResourceOutputs(z, pulumi.Map{"id": z.ID, "nameServers": z.NameServers})
	if err != nil {
		return nil, fmt.Errorf("outputs of zone %q: %w", name, err)
	}
	return z, nil
}
