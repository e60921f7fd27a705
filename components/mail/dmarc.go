package mail

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

// The policies of DMARC: what a receiver does with mail that is neither signed by the zone nor sent by its hosts.
const (
	// PolicyNone only reports. It is for the first weeks of a zone, until the reports show nothing honest that fails.
	PolicyNone = "none"
	// PolicyQuarantine puts such mail into the junk folder.
	PolicyQuarantine = "quarantine"
	// PolicyReject refuses it.
	PolicyReject = "reject"
)

// DMARC says what becomes of forged mail, and who is told (RFC 7489).
type DMARC struct {
	// Policy is PolicyNone, PolicyQuarantine or PolicyReject; it counts for every name below the zone too.
	Policy string
	// Reports are the addresses that receivers send their daily summaries to. One at least: a policy whose effect nobody
	// sees loses mail unseen.
	Reports []string
}

// Record is the text: "v=DMARC1; p=reject; sp=reject; adkim=s; aspf=r; rua=mailto:dmarc@trelica.example".
//
// Signatures must be the zone's own (adkim=s), which SendGrid's are. The return path is a host below the zone, and so is
// aligned only loosely (aspf=r).
func (d DMARC) Record() string {
	reports := make([]string, 0, len(d.Reports))
	for _, address := range d.Reports {
		reports = append(reports, "mailto:"+address)
	}
	return strings.Join([]string{
		"v=DMARC1", "p=" + d.Policy, "sp=" + d.Policy, "adkim=s", "aspf=r", "rua=" + strings.Join(reports, ","),
	}, "; ")
}

// Consents are the hosts that must hold the text "v=DMARC1" before receivers send a zone's reports to addresses elsewhere:
// one for each domain that is not below the zone (RFC 7489, section 7.1). They lie in other people's zones, so a person
// sets them.
func (d DMARC) Consents(zone string) []string {
	var hosts []string
	for _, address := range d.Reports {
		_, domain, _ := strings.Cut(address, "@")
		host := zone + "._report._dmarc." + domain
		inside := domain == zone || strings.HasSuffix(domain, "."+zone)
		if !inside && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

func (d DMARC) check(wrong *azure.Problems) {
	allowed := []string{PolicyNone, PolicyQuarantine, PolicyReject}
	if !slices.Contains(allowed, d.Policy) {
		wrong.Addf("Sender.DMARC.Policy", "%q; allowed: %s", d.Policy, strings.Join(allowed, ", "))
	}
	if len(d.Reports) == 0 {
		wrong.Add("Sender.DMARC.Reports", "is empty; allowed: one address or more")
	}
	for i, address := range d.Reports {
		if !isAddress(address) || strings.ContainsAny(address, ",;!") {
			wrong.Addf(fmt.Sprintf("Sender.DMARC.Reports[%d]", i), "%q is not an e-mail address that fits a record", address)
		}
	}
	checkText(wrong, "Sender.DMARC", d.Record())
}
