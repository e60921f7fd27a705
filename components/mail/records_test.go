package mail_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/mail"
)

func TestRecordsAreThoseThatSendGridAsksFor(t *testing.T) {
	t.Parallel()
	branded := sender()
	branded.Texts = []string{"other-verification=1"}
	plain := sender()
	plain.Links = mail.Links{}
	for _, c := range []struct {
		reason string
		sender mail.Sender
		want   []string
	}{
		{"everything, and another service's text beside SPF", branded, []string{
			"CNAME em1234.trelica.example u1234567.wl123.sendgrid.net",
			"CNAME s1._domainkey.trelica.example s1.domainkey.u1234567.wl123.sendgrid.net",
			"CNAME s2._domainkey.trelica.example s2.domainkey.u1234567.wl123.sendgrid.net",
			"CNAME url1234.trelica.example sendgrid.net",
			"CNAME 1234567.trelica.example sendgrid.net",
			"TXT trelica.example v=spf1 include:sendgrid.net ~all|other-verification=1",
			"TXT _dmarc.trelica.example v=DMARC1; p=reject; sp=reject; adkim=s; aspf=r; rua=mailto:dmarc@trelica.example",
		}},
		{"no branded links", plain, []string{
			"CNAME em1234.trelica.example u1234567.wl123.sendgrid.net",
			"CNAME s1._domainkey.trelica.example s1.domainkey.u1234567.wl123.sendgrid.net",
			"CNAME s2._domainkey.trelica.example s2.domainkey.u1234567.wl123.sendgrid.net",
			"TXT trelica.example v=spf1 include:sendgrid.net ~all",
			"TXT _dmarc.trelica.example v=DMARC1; p=reject; sp=reject; adkim=s; aspf=r; rua=mailto:dmarc@trelica.example",
		}},
	} {
		var got []string
		for _, record := range mail.Records("trelica.example", c.sender) {
			got = append(got, record.Type+" "+record.Host+" "+strings.Join(record.Values, "|"))
			assert.NotEmpty(t, record.Why, record.Host)
		}
		assert.Equal(t, c.want, got, c.reason)
	}
}

func TestSPFCountsItsLookups(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason  string
		spf     mail.SPF
		record  string
		lookups int
	}{
		{"SendGrid alone costs two", mail.SPF{}, "v=spf1 include:sendgrid.net ~all", 2},
		{"others add theirs", mail.SPF{Includes: []mail.Include{{Domain: "_spf.example.com", Lookups: 4}}}, "v=spf1 include:sendgrid.net include:_spf.example.com ~all", 6},
		{"a zone without DMARC fails hard", mail.SPF{HardFail: true}, "v=spf1 include:sendgrid.net -all", 2},
	} {
		assert.Equal(t, c.record, c.spf.Record(), c.reason)
		assert.Equal(t, c.lookups, c.spf.Lookups(), c.reason)
	}
}

func TestReportsElsewhereNeedConsent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason  string
		reports []string
		want    []string
	}{
		{"our own domain needs none", []string{"dmarc@trelica.example"}, nil},
		{"nor does one below it", []string{"dmarc@mail.trelica.example"}, nil},
		{"another's needs one record, however many addresses", []string{"a@reports.example.com", "b@reports.example.com"}, []string{"trelica.example._report._dmarc.reports.example.com"}},
		{"a domain that only ends alike is another's", []string{"a@nottrelica.example"}, []string{"trelica.example._report._dmarc.nottrelica.example"}},
	} {
		assert.Equal(t, c.want, mail.DMARC{Reports: c.reports}.Consents("trelica.example"), c.reason)
	}
}
