package edge

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// frontDoorAuthority issues the certificates that Front Door manages (Front Door documentation, domain, "CAA").
const frontDoorAuthority = "digicert.com"

// addRecords writes what DNS must say: where the origins are, that the hosts are the endpoint, that the hosts are ours, and
// who may issue certificates. The proof that a host is ours (_dnsauth) does not wait for the CNAME: Front Door gets the
// certificate before the first customer comes.
func (e *Edge) addRecords(ctx *pulumi.Context, name string, args *Args) error {
	record := func(what string, r azure.RecordArgs) error {
		r.Site, r.Zone = args.Site, args.Zone
		_, err := azure.NewRecord(ctx, name+"-record-"+what, &r, pulumi.Parent(e))
		return err
	}
	for _, origin := range args.Origins {
		host := OriginHost(origin.Region, args.Zone.Name)
		if err := record("origin-"+code(origin.Region), azure.RecordArgs{Host: host, Alias: origin.AddressID}); err != nil {
			return err
		}
	}
	for i, host := range args.Hosts {
		relative, _ := args.Zone.Relative(host)
		token := e.domains[i].ValidationProperties.ValidationToken()
		if err := record("dnsauth-"+relative, azure.RecordArgs{Host: "_dnsauth." + host, TXT: []pulumi.StringInput{token}}); err != nil {
			return err
		}
		if err := record(relative, azure.RecordArgs{Host: host, CNAME: e.HostName}); err != nil {
			return err
		}
	}
	return record("caa", azure.RecordArgs{Host: args.Zone.Name, CAA: issuers(args)})
}

// issuers are the zone's statements: Front Door's authority and those named, no wildcards by anybody, and who is told of a
// refusal.
func issuers(args *Args) []azure.CAA {
	statements := []azure.CAA{{Tag: "issue", Value: frontDoorAuthority}}
	for _, authority := range args.Authorities {
		statements = append(statements, azure.CAA{Tag: "issue", Value: authority})
	}
	return append(statements, azure.CAA{Tag: "issuewild", Value: ";"}, azure.CAA{Tag: "iodef", Value: args.ReportTo})
}
