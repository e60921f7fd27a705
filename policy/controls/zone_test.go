package controls_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// renamed is dev with another zone: every text that names it is changed.
func renamed(t *testing.T, zone string) *controls.Stack {
	t.Helper()
	s := golden(t, "dev")
	was, texts := settingsOf(t, "dev").Zone, 0
	var change func(any) any
	change = func(value any) any {
		switch v := value.(type) {
		case string:
			texts += strings.Count(v, was)
			return strings.ReplaceAll(v, was, zone)
		case controls.Secret:
			return controls.Secret{Value: change(v.Value)}
		case map[string]any:
			for key, inner := range v {
				v[key] = change(inner)
			}
		case []any:
			for i, inner := range v {
				v[i] = change(inner)
			}
		}
		return value
	}
	for _, r := range s.Resources {
		change(r.Inputs)
	}
	require.Positive(t, texts)
	s.Changed()
	return s
}

// TestAnyZone holds an environment that is in a zone of another name: it keeps everything, and whatever is in a foreign zone is seen.
func TestAnyZone(t *testing.T) {
	t.Parallel()
	j := judge(t)
	require.Empty(t, stop(j, j.All(renamed(t, "contoso.com"), false)), "a zone is the settings' to name")
	for _, c := range []struct {
		kind, rule string
		change     func(values)
	}{
		{"network:RecordSet", "names-lead", func(in values) { in["zoneName"] = "fabrikam.com" }},
		{"cdn:AFDCustomDomain", "names-lead", func(in values) { in["hostName"] = "app.fabrikam.com" }},
		{"cdn:AFDCustomDomain", "names-lead", func(in values) {
			zone := in["azureDnsZone"].(values)
			zone["id"] = strings.Replace(zone["id"].(string), "contoso.com", "fabrikam.com", 1)
		}},
		{"cdn:AFDOrigin", "edge-failover", func(in values) {
			in["hostName"] = strings.Replace(in["hostName"].(string), "contoso.com", "fabrikam.com", 1)
		}},
		{"insights:WebTest", "insights-watch", func(in values) {
			in["request"].(values)["requestUrl"] = "https://app.fabrikam.com/healthz"
		}},
		{"network:PublicIPAddress", "references", func(in values) {
			id := "/subscriptions/" + settingsOf(t, "dev").Subscription + "/resourceGroups/rg-trelica-dev-uks-dns/providers/Microsoft.Network/dnsZones/fabrikam.com"
			in["publicIPPrefix"] = values{"id": id}
		}},
	} {
		s := renamed(t, "contoso.com")
		changed := false
		for _, r := range s.Resources {
			if host, _ := r.Inputs["hostName"].(string); r.Kind() == c.kind && !changed && !strings.HasSuffix(host, ".azurecontainerapps.io") {
				c.change(r.Inputs)
				changed = true
			}
		}
		require.True(t, changed, c.kind)
		s.Changed()
		assert.Contains(t, rulesThatStop(j, s), c.rule, c.kind)
	}
}

// rulesThatStop are the rules that a stack breaks.
func rulesThatStop(j *controls.Judge, s *controls.Stack) []string {
	var rules []string
	for _, f := range controls.Violations(j.All(s, false)) {
		rules = append(rules, f.Rule)
	}
	return rules
}

// TestRecordsOfTheProduct takes each record by which a name is found, or proven, and sees it.
func TestRecordsOfTheProduct(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"app CNAME", "_dnsauth.app TXT", "status CNAME", "asuid.status TXT"} {
		s, j := golden(t, "prod"), judge(t)
		for i, r := range s.Resources {
			if r.Kind() == "network:RecordSet" && r.Text("relativeRecordSetName")+" "+r.Text("recordType") == name {
				s.Resources = append(s.Resources[:i:i], s.Resources[i+1:]...)
				break
			}
		}
		s.Changed()
		assert.Contains(t, rulesThatStop(j, s), "names-lead", "without %s", name)
	}
}

// TestPagesThatNobodySees closes the status page's environment to the outside, and sees it.
func TestPagesThatNobodySees(t *testing.T) {
	t.Parallel()
	s, j := golden(t, "prod"), judge(t)
	for _, r := range s.Resources {
		if r.Kind() == "app:ManagedEnvironment" {
			r.Inputs["vnetConfiguration"].(values)["internal"] = true
		}
	}
	assert.Contains(t, rulesThatStop(j, s), "status-page")
}

// TestCopiesOfData takes copies away: zones where a region has them.
func TestCopiesOfData(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		stack, account, sku string
		want                bool // violated
		reason              string
	}{
		{"prod", "sttrelicaprodeus2arc", "Standard_GZRS", false, "as it is"},
		{"prod", "sttrelicaprodeus2arc", "Standard_RAGZRS", false, "more"},
		{"prod", "sttrelicaprodeus2arc", "Standard_GRS", true, "one building at home"},
		{"prod", "sttrelicaprodeus2flw", "Standard_GZRS", false, "more"},
		{"prod", "sttrelicaprodeus2flw", "Standard_LRS", true, "one building"},
		{"prod", "sttrelicaprodeus2flw", "Standard_GRS", true, "one building at home"},
		{"dev", "sttrelicadevuksarc", "Standard_LRS", true, "a region with zones"},
		{"dev", "sttrelicadevukwsts", "Standard_LRS", false, "a region without"},
		{"bootstrap-prod", "sttrelicaprodcusste", "Standard_LRS", true, "the state of everything in one building"},
		{"prod", "sttrelicaprodwus2flw", "Standard_ZRS", false, "as it is"},
		{"prod", "sttrelicaprodwus2flw", "Standard_GZRS", true, "a region that only watches is paired with one in which the environment has nothing"},
		{"prod", "sttrelicaprodcusarc in southcentralus", "Standard_GZRS", false, "another recovery region's pair is under the same law"},
	} {
		s, j := golden(t, c.stack), judge(t)
		name, elsewhere, moved := strings.Cut(c.account, " in ")
		changed := false
		for _, r := range s.Resources {
			if r.Kind() == "storage:StorageAccount" && r.Text("accountName") == name {
				r.Inputs["sku"].(values)["name"], changed = c.sku, true
				if moved {
					r.Inputs["location"] = elsewhere
				}
			}
		}
		require.True(t, changed, c.account)
		rules := rulesThatStop(j, s)
		if c.want {
			assert.Contains(t, rules, "storage-kind", "%s %s: %s", c.account, c.sku, c.reason)
			continue
		}
		assert.NotContains(t, rules, "storage-kind", "%s %s: %s", c.account, c.sku, c.reason)
	}
}
