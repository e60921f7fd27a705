package mail

// The types of record that mail needs.
const (
	TypeTXT   = "TXT"
	TypeCNAME = "CNAME"
)

// Record is one set of records in the zone.
type Record struct {
	// Key tells the records apart in the program: "spf", "dkim-1".
	Key string
	// Host is the full name, without a period at the end.
	Host string
	// Type is TypeTXT or TypeCNAME.
	Type string
	// Values are the texts, or the one name that the host stands for.
	Values []string
	// Why is what would break without it.
	Why string
}

// Records are the records of a sender in a zone, in the order in which SendGrid's page lists them. The sender is taken to be
// free of mistakes; New checks it first.
func Records(zone string, sender Sender) []Record {
	target := sender.Account + "." + sender.Cluster + "." + sendGrid
	alias := func(key, label, to, why string) Record {
		return Record{Key: key, Host: label + "." + zone, Type: TypeCNAME, Values: []string{to}, Why: why}
	}
	records := []Record{
		alias("return-path", sender.ReturnPath, target, "Bounces come back to SendGrid, and SPF is asked of this host."),
		alias("dkim-1", "s1._domainkey", "s1.domainkey."+target, "The first of two keys that signatures are checked with."),
		alias("dkim-2", "s2._domainkey", "s2.domainkey."+target, "The second key, which SendGrid signs with while it renews the first."),
	}
	if sender.Links != (Links{}) {
		records = append(records,
			alias("link", sender.Links.Host, sendGrid, "Links in mails name our domain."),
			alias("link-owner", sender.Links.Owner, sendGrid, "SendGrid sees that the domain of the links is ours."),
		)
	}
	return append(records,
		Record{
			Key: "spf", Host: zone, Type: TypeTXT, Values: append([]string{sender.SPF.Record()}, sender.Texts...),
			Why: "Receivers see who may send in the zone's name.",
		},
		Record{
			Key: "dmarc", Host: "_dmarc." + zone, Type: TypeTXT, Values: []string{sender.DMARC.Record()},
			Why: "Receivers know what to do with forged mail, and report it.",
		},
	)
}
