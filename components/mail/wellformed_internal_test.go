package mail

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/trelica/infrastructure/components/azure"
)

// dmarcRecord is the grammar of RFC 7489, section 6.4, as far as this package writes it.
var dmarcRecord = regexp.MustCompile(`^v=DMARC1; p=(none|quarantine|reject); sp=(none|quarantine|reject); adkim=[rs]; aspf=[rs]; rua=mailto:[^,;! ]+(,mailto:[^,;! ]+)*$`)

// spfRecord is the grammar of RFC 7208, section 12, as far as this package writes it.
var spfRecord = regexp.MustCompile(`^v=spf1( include:[a-z0-9_.-]+)+ [-~]all$`)

func TestWhatIsAcceptedIsWellFormed(t *testing.T) {
	t.Parallel()
	labels := rapid.StringMatching(`[a-z0-9]{1,20}`)
	domains := rapid.StringMatching(`[a-z0-9]{1,20}\.[a-z]{2,10}`)
	rapid.Check(t, func(t *rapid.T) {
		a := &Args{
			Site: azure.Site{
				Names: azure.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"}, Location: "eastus2",
				SubscriptionID: "00000000-0000-4000-8000-000000000001", TenantID: "00000000-0000-4000-8000-000000000002",
				Tags: map[string]string{"environment": "prod"},
			},
			Zone:   azure.Zone{Name: "trelica.example", ResourceGroup: "rg"},
			Sender: Sender{Account: "u1", Cluster: "wl1"},
		}
		a.Sender.ReturnPath = labels.Draw(t, "return path")
		a.Sender.SPF.HardFail = rapid.Bool().Draw(t, "hard")
		for _, domain := range rapid.SliceOfN(domains, 0, 9).Draw(t, "includes") {
			a.Sender.SPF.Includes = append(a.Sender.SPF.Includes, Include{Domain: domain, Lookups: rapid.IntRange(1, 4).Draw(t, "lookups")})
		}
		a.Sender.DMARC.Policy = rapid.SampledFrom([]string{PolicyNone, PolicyQuarantine, PolicyReject}).Draw(t, "policy")
		for _, domain := range rapid.SliceOfN(domains, 0, 5).Draw(t, "reports") {
			a.Sender.DMARC.Reports = append(a.Sender.DMARC.Reports, "dmarc@"+domain)
		}
		if a.validate("mail") != nil {
			return
		}
		require.LessOrEqual(t, a.Sender.SPF.Lookups(), 10)
		for _, record := range Records(a.Zone.Name, a.Sender) {
			require.True(t, strings.HasSuffix("."+record.Host, "."+a.Zone.Name), record.Host)
			for _, value := range record.Values {
				require.LessOrEqual(t, len(value), 255, value)
			}
			switch record.Key {
			case "spf":
				require.Regexp(t, spfRecord, record.Values[0])
			case "dmarc":
				require.Regexp(t, dmarcRecord, record.Values[0])
			}
		}
	})
}
