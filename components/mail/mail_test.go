package mail_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/mail"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestRecordsAreRegistered(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, program(args()))
	pulumitest.AssertConventions(t, resources)
	assert.Equal(t, []string{
		mail.Type + " mail",
		recordType + " mail-dkim-1", recordType + " mail-dkim-2", recordType + " mail-dmarc", recordType + " mail-link",
		recordType + " mail-link-owner", recordType + " mail-return-path", recordType + " mail-spf",
	}, pulumitest.Names(resources))

	dkim := pulumitest.Plain(pulumitest.Find(t, resources, recordType, "mail-dkim-1").Inputs)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-dns", "zoneName": "trelica.example", "relativeRecordSetName": "s1._domainkey",
		"recordType": "CNAME", "ttl": float64(azure.RecordTTL),
		"cnameRecord": map[string]any{"cname": "s1.domainkey.u1234567.wl123.sendgrid.net"},
	}, dkim)
	spf := pulumitest.Plain(pulumitest.Find(t, resources, recordType, "mail-spf").Inputs)
	assert.Equal(t, "@", spf["relativeRecordSetName"])
	assert.Equal(t, []any{map[string]any{"value": []any{"v=spf1 include:sendgrid.net ~all"}}}, spf["txtRecords"])
}

func TestAPreviewShowsEverythingInFull(t *testing.T) {
	t.Parallel()
	previewed := pulumitest.Run(t, program(args()), pulumitest.Preview())
	for _, resource := range previewed {
		assert.NotContains(t, pulumitest.Plain(resource.Inputs), pulumitest.UnknownMark, "a record waits for nothing")
	}
	assert.Equal(t, pulumitest.Names(pulumitest.Run(t, program(args()))), pulumitest.Names(previewed))
}

func TestConsentsOfOtherZonesAreTold(t *testing.T) {
	t.Parallel()
	var made *mail.Mail
	pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		a := args()
		a.Sender.DMARC.Reports = []string{"a@reports.example.com"}
		var err error
		made, err = mail.New(ctx, "mail", a, provider)
		return err
	}))
	assert.Equal(t, []string{"trelica.example._report._dmarc.reports.example.com"}, made.Consents)
}

func TestMistakesAreReportedTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason string
		change func(*mail.Args)
		want   []string
	}{
		{"nothing is right about a sender that was never set up", func(a *mail.Args) { a.Sender = mail.Sender{}; a.Zone = azure.Zone{} }, []string{
			"Zone.Name: is empty", "Zone.ResourceGroup: is empty",
			`Sender.Account: ""; allowed: "u" and digits, such as "u1234567"`,
			`Sender.Cluster: ""; allowed: "wl" and digits, such as "wl123"`,
			`Sender.ReturnPath: ""; allowed: one label, such as "em1234"`,
			`Sender.DMARC.Policy: ""; allowed: none, quarantine, reject`,
			"Sender.DMARC.Reports: is empty; allowed: one address or more",
		}},
		{"a label below another is none", func(a *mail.Args) { a.Sender.Links.Host = "url.1234"; a.Sender.Links.Owner = "" }, []string{
			`Sender.Links.Host: "url.1234"; allowed: one label, such as "url1234"; both are given, or neither`,
			`Sender.Links.Owner: ""; allowed: one label, such as "url1234"; both are given, or neither`,
		}},
		{"receivers give up at ten lookups", func(a *mail.Args) {
			a.Sender.SPF.Includes = []mail.Include{{Domain: "a.example", Lookups: 8}, {Domain: "b.example", Lookups: 1}}
		}, []string{"Sender.SPF: costs 11 lookups; allowed: 10, or receivers treat it as broken"}},
		{"an include is a domain, costs something and stands once", func(a *mail.Args) {
			a.Sender.SPF.Includes = []mail.Include{{Domain: "example", Lookups: 0}, {Domain: "sendgrid.net", Lookups: 1}}
		}, []string{
			`Sender.SPF.Includes[0].Domain: "example" is no domain`,
			"Sender.SPF.Includes[0].Lookups: 0; allowed: 1 or more, the include itself among them",
			`Sender.SPF.Includes[1].Domain: "sendgrid.net" is there twice`,
		}},
		{"a report's address must not end the tag", func(a *mail.Args) { a.Sender.DMARC.Reports = []string{"x;y@trelica.example", "Name <a@b.example>"} }, []string{
			`Sender.DMARC.Reports[0]: "x;y@trelica.example" is not an e-mail address that fits a record`,
			`Sender.DMARC.Reports[1]: "Name <a@b.example>" is not an e-mail address that fits a record`,
		}},
		{"two SPF records are none, and texts have an end", func(a *mail.Args) {
			a.Sender.Texts = []string{"V=SPF1 -all", strings.Repeat("x", 256), "smart “quotes”"}
		}, []string{
			`Sender.Texts[0]: "V=SPF1 -all" is a second SPF record, and two are none (RFC 7208, section 4.5); allowed: Sender.SPF`,
			`Sender.Texts[1]: "` + strings.Repeat("x", 256) + `" has 256 characters; allowed: 1 to 255 printable ones of ASCII`,
			`Sender.Texts[2]: "smart “quotes”" has 18 characters; allowed: 1 to 255 printable ones of ASCII`,
		}},
		{"an alias has one target", func(a *mail.Args) { a.Sender.Links.Host = "em1234" }, []string{
			`Sender: the label "em1234" is there twice; an alias stands for one name`,
		}},
	} {
		t.Run(c.reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			c.change(a)
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				_, err := mail.New(ctx, "mail", a)
				require.ErrorAs(t, err, &refused)
				return nil
			})
			assert.Equal(t, c.want, refused.Problems)
			assert.Empty(t, resources, "nothing is registered before the arguments are right")
		})
	}
	require.Error(t, pulumitest.RunError(t, program(nil)))
}
