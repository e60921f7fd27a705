package mail

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:mail:Mail"

// Args describe the mail of an environment.
type Args struct {
	Site azure.Site
	// Zone is the environment's public zone, which mail is sent from.
	Zone azure.Zone
	// Sender is what SendGrid says of the zone.
	Sender Sender
}

// Mail is what New made. Everything in it is known at once.
type Mail struct {
	pulumi.ResourceState

	// Records are those that were registered.
	Records []Record
	// Consents are records in other people's zones without which reports are not sent; see DMARC.Consents.
	Consents []string
}

// New registers the records. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Mail, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	m := &Mail{
		Records:  Records(args.Zone.Name, args.Sender),
		Consents: args.Sender.DMARC.Consents(args.Zone.Name),
	}
	if err := ctx.RegisterComponentResource(Type, name, m, opts...); err != nil {
		return nil, fmt.Errorf("mail of %s: %w", args.Zone.Name, err)
	}
	hosts := pulumi.StringArray{}
	for _, record := range m.Records {
		hosts = append(hosts, pulumi.String(record.Host))
		if err := register(ctx, name+"-"+record.Key, args, record, m); err != nil {
			return nil, fmt.Errorf("mail of %s: %w", args.Zone.Name, err)
		}
	}
	outputs := pulumi.Map{"hosts": hosts, "consents": pulumi.ToStringArray(m.Consents)}
	if err := ctx.RegisterResourceOutputs(m, outputs); err != nil {
		return nil, fmt.Errorf("outputs of mail of %s: %w", args.Zone.Name, err)
	}
	return m, nil
}

func register(ctx *pulumi.Context, name string, args *Args, record Record, parent pulumi.Resource) error {
	set := &azure.RecordArgs{Site: args.Site, Zone: args.Zone, Host: record.Host}
	if record.Type == TypeCNAME {
		set.CNAME = pulumi.String(record.Values[0])
	} else {
		for _, text := range record.Values {
			set.TXT = append(set.TXT, pulumi.String(text))
		}
	}
	_, err := azure.NewRecord(ctx, name, set, pulumi.Parent(parent))
	return err
}

// validate lists every mistake in the arguments, or returns nil.
func (args *Args) validate(name string) error {
	if args == nil {
		args = &Args{}
	}
	wrong := azure.Check("mail.Args of "+name, args.Site)
	args.Zone.Check(wrong, "Zone")
	args.Sender.check(wrong)
	var taken []string
	for _, label := range args.Sender.hostLabels() {
		if slices.Contains(taken, label) {
			wrong.Addf("Sender", "the label %q is there twice; an alias stands for one name", label)
		}
		taken = append(taken, label)
	}
	return wrong.Err()
}
