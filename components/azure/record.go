package azure

import (
	"fmt"
	"strings"

	dns "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20180501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// RecordTTL is for how many seconds a resolver may keep a record, where its maker says nothing else: short enough that a
// change in an emergency is seen within minutes.
const RecordTTL = 300

// Zone is a public DNS zone that exists already; the bootstrap makes it and people delegate it.
type Zone struct {
	// Name is the zone's, without a period at the end: "trelica.example".
	Name string
	// ResourceGroup is the group it lies in.
	ResourceGroup string
}

// Relative is a host's name within the zone: "app" for app.trelica.example, "@" for the zone itself. The second result is
// false for a host that is not in the zone.
func (z Zone) Relative(host string) (string, bool) {
	if host == z.Name {
		return "@", z.Name != ""
	}
	name, below := strings.CutSuffix(host, "."+z.Name)
	return name, below && name != "" && z.Name != ""
}

// Check enters what is wrong with the zone.
func (z Zone) Check(problems *Problems, field string) {
	problems.Missing(field+".Name", z.Name, field+".ResourceGroup", z.ResourceGroup)
}

// CAA is one statement about who may issue certificates for a zone (RFC 8659).
type CAA struct {
	// Tag is "issue", "issuewild" or "iodef".
	Tag string
	// Value is an authority's domain, ";" for nobody, or with iodef where refusals are reported to: "mailto:…".
	Value string
}

// RecordArgs describe a record set in a public zone. Exactly one of Alias, CNAME, TXT and CAA says what it holds.
type RecordArgs struct {
	Site Site
	Zone Zone
	// Host is the full name, "app.trelica.example"; the zone's own name stands for its apex.
	Host string
	// Alias is the ARM identifier of a public address. Azure keeps the record equal to the address, and empty when the
	// address is gone, so that it never points at somebody else's (Azure DNS documentation, dns-alias).
	Alias pulumi.StringInput
	// CNAME is the name that the host stands for.
	CNAME pulumi.StringInput
	// TXT are the texts, one record each.
	TXT []pulumi.StringInput
	// CAA are the statements, one record each.
	CAA []CAA
}

// NewRecord registers a record set.
func NewRecord(ctx *pulumi.Context, name string, args *RecordArgs, opts ...pulumi.ResourceOption) (*dns.RecordSet, error) {
	if args == nil {
		args = &RecordArgs{}
	}
	relative, err := args.validate(name)
	if err != nil {
		return nil, err
	}
	inputs := &dns.RecordSetArgs{
		ResourceGroupName:     pulumi.String(args.Zone.ResourceGroup),
		ZoneName:              pulumi.String(args.Zone.Name),
		RelativeRecordSetName: pulumi.String(relative),
		Ttl:                   pulumi.Float64(RecordTTL),
	}
	args.fill(inputs)
	record, err := dns.NewRecordSet(ctx, name, inputs, named(opts)...)
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", args.Host, err)
	}
	return record, nil
}

// fill puts in what the record holds.
func (args *RecordArgs) fill(inputs *dns.RecordSetArgs) {
	switch {
	case args.Alias != nil:
		inputs.RecordType = pulumi.String("A")
		inputs.TargetResource = dns.SubResourceArgs{Id: args.Alias.ToStringOutput()}
	case args.CNAME != nil:
		inputs.RecordType = pulumi.String("CNAME")
		inputs.CnameRecord = dns.CnameRecordArgs{Cname: args.CNAME.ToStringOutput()}
	case len(args.TXT) > 0:
		inputs.RecordType = pulumi.String("TXT")
		var texts dns.TxtRecordArray
		for _, text := range args.TXT {
			texts = append(texts, dns.TxtRecordArgs{Value: pulumi.StringArray{text}})
		}
		inputs.TxtRecords = texts
	default:
		inputs.RecordType = pulumi.String("CAA")
		var statements dns.CaaRecordArray
		for _, statement := range args.CAA {
			statements = append(statements, dns.CaaRecordArgs{
				Flags: pulumi.Int(0), Tag: pulumi.String(statement.Tag), Value: pulumi.String(statement.Value),
			})
		}
		inputs.CaaRecords = statements
	}
}

func (args *RecordArgs) validate(name string) (string, error) {
	problems := Check("azure.RecordArgs of "+name, args.Site)
	args.Zone.Check(problems, "Zone")
	relative, inside := args.Zone.Relative(args.Host)
	if !inside {
		problems.Addf("Host", "%q is not in the zone %q", args.Host, args.Zone.Name)
	}
	kinds := 0
	for _, given := range []bool{args.Alias != nil, args.CNAME != nil, len(args.TXT) > 0, len(args.CAA) > 0} {
		if given {
			kinds++
		}
	}
	if kinds != 1 {
		problems.Addf("Alias, CNAME, TXT, CAA", "%d of them are given; allowed: exactly one", kinds)
	}
	if args.CNAME != nil && relative == "@" {
		problems.Add("CNAME", "stands at the zone's apex, where DNS allows none; allowed: a host below it")
	}
	return relative, problems.Err()
}
