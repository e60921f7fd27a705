package mail

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	// sendGrid is the domain whose SPF record lists SendGrid's addresses; asking for it costs two lookups, because that record
	// includes one more (ab.sendgrid.net).
	sendGrid        = "sendgrid.net"
	sendGridLookups = 2
	// mostLookups is how many lookups a receiver makes before it gives up and treats the record as broken (RFC 7208, section
	// 4.6.4).
	mostLookups = 10
)

// SPF says which hosts may send mail that claims to come from the zone.
type SPF struct {
	// Includes are domains whose own records list further hosts, beside SendGrid's.
	Includes []Include
	// HardFail ends the record in "-all" instead of "~all". The zero value, a soft fail, is right where DMARC refuses forged
	// mail: a receiver that turns mail away on SPF alone never comes to look at the signature, and so loses what was honestly
	// forwarded (RFC 7489, section 10.1). A zone without such a DMARC policy should fail hard.
	HardFail bool
}

// Include is a domain whose SPF record is taken in.
type Include struct {
	// Domain is another service's: "_spf.example.com".
	Domain string
	// Lookups is what asking for it costs: itself, and every include, a, mx, ptr, exists and redirect that its record leads
	// to. 1 at least.
	Lookups int
}

// Record is the text: "v=spf1 include:sendgrid.net ~all".
func (s SPF) Record() string {
	parts := []string{"v=spf1", "include:" + sendGrid}
	for _, include := range s.Includes {
		parts = append(parts, "include:"+include.Domain)
	}
	if s.HardFail {
		return strings.Join(append(parts, "-all"), " ")
	}
	return strings.Join(append(parts, "~all"), " ")
}

// Lookups is how many DNS lookups the record costs a receiver.
func (s SPF) Lookups() int {
	sum := sendGridLookups
	for _, include := range s.Includes {
		sum += include.Lookups
	}
	return sum
}

func (s SPF) check(wrong *azure.Problems) {
	taken := []string{sendGrid}
	for i, include := range s.Includes {
		field := fmt.Sprintf("Sender.SPF.Includes[%d]", i)
		if !domainPattern.MatchString(include.Domain) {
			wrong.Addf(field+".Domain", "%q is no domain", include.Domain)
		}
		if slices.Contains(taken, include.Domain) {
			wrong.Addf(field+".Domain", "%q is there twice", include.Domain)
		}
		if include.Lookups < 1 {
			wrong.Addf(field+".Lookups", "%d; allowed: 1 or more, the include itself among them", include.Lookups)
		}
		taken = append(taken, include.Domain)
	}
	if lookups := s.Lookups(); lookups > mostLookups {
		wrong.Addf("Sender.SPF", "costs %d lookups; allowed: %d, or receivers treat it as broken", lookups, mostLookups)
	}
	checkText(wrong, "Sender.SPF", s.Record())
}
