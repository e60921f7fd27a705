package mail

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

// Sender is what SendGrid shows when a domain is authenticated there (Settings, Sender Authentication), and what we say
// beside it.
type Sender struct {
	// Account and Cluster are the first two labels of the hosts that the records point to: "u1234567" and "wl123" of
	// u1234567.wl123.sendgrid.net.
	Account, Cluster string
	// ReturnPath is the label that bounces come back to: "em1234".
	ReturnPath string
	// Links are the labels of branded links; the zero value brands none.
	Links Links
	SPF   SPF
	DMARC DMARC
	// Texts are other texts at the zone's apex, such as another service's proof of ownership. A name has one set of texts,
	// so they belong here and nowhere else. At most 255 characters each.
	Texts []string
}

// Links are the two hosts of SendGrid's link branding: links in mails, and the pixel that tells of an opened one, name them
// instead of sendgrid.net. They answer by HTTP only, unless a proxy with a certificate stands before them; where the zone's apex
// sets HSTS for all below it, browsers refuse them, and none should be branded.
type Links struct {
	// Host is the host of links: "url1234".
	Host string
	// Owner is the label that proves ownership, the account's number: "1234567".
	Owner string
}

var (
	labelPattern   = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z`)
	domainPattern  = regexp.MustCompile(`\A[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?)+\z`)
	accountPattern = regexp.MustCompile(`\Au[0-9]{1,12}\z`)
	clusterPattern = regexp.MustCompile(`\Awl[0-9]{1,6}\z`)
)

// longestText is how long one string of a text record may be (RFC 1035, section 3.3).
const longestText = 255

// check enters every mistake.
func (s Sender) check(wrong *azure.Problems) {
	for _, part := range []struct {
		field, value string
		pattern      *regexp.Regexp
		allowed      string
	}{
		{"Sender.Account", s.Account, accountPattern, `"u" and digits, such as "u1234567"`},
		{"Sender.Cluster", s.Cluster, clusterPattern, `"wl" and digits, such as "wl123"`},
		{"Sender.ReturnPath", s.ReturnPath, labelPattern, `one label, such as "em1234"`},
	} {
		if !part.pattern.MatchString(part.value) {
			wrong.Addf(part.field, "%q; allowed: %s", part.value, part.allowed)
		}
	}
	if s.Links != (Links{}) {
		for _, label := range []struct{ field, value string }{{"Sender.Links.Host", s.Links.Host}, {"Sender.Links.Owner", s.Links.Owner}} {
			if !labelPattern.MatchString(label.value) {
				wrong.Addf(label.field, `%q; allowed: one label, such as "url1234"; both are given, or neither`, label.value)
			}
		}
	}
	s.SPF.check(wrong)
	s.DMARC.check(wrong)
	for i, text := range s.Texts {
		field := fmt.Sprintf("Sender.Texts[%d]", i)
		checkText(wrong, field, text)
		if strings.HasPrefix(strings.ToLower(text), "v=spf1") {
			wrong.Addf(field, "%q is a second SPF record, and two are none (RFC 7208, section 4.5); allowed: Sender.SPF", text)
		}
	}
}

// checkText enters a text that does not fit one string of printable characters.
func checkText(wrong *azure.Problems, field, text string) {
	printable := !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
	if text == "" || len(text) > longestText || !printable {
		wrong.Addf(field, "%q has %d characters; allowed: 1 to %d printable ones of ASCII", text, len(text), longestText)
	}
}

// hostLabels are the labels that the sender takes in the zone.
func (s Sender) hostLabels() []string {
	labels := []string{s.ReturnPath, s.Links.Host, s.Links.Owner}
	return slices.DeleteFunc(labels, func(label string) bool { return label == "" })
}

// isAddress is true for a bare e-mail address.
func isAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text
}
