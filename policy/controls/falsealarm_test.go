package controls_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// copyOf is a resource of a stack under another name, with a few inputs changed.
func copyOf(t *testing.T, s *controls.Stack, name, kind string, change func(values)) *controls.Resource {
	t.Helper()
	for _, r := range s.Resources {
		if r.Kind() != kind {
			continue
		}
		content, err := json.Marshal(bare(map[string]any(r.Inputs)))
		require.NoError(t, err)
		var inputs values
		require.NoError(t, json.Unmarshal(content, &inputs))
		change(inputs)
		return controls.FromPlain(r.URN+"-"+name, r.Type, r.Parent, r.Protect, inputs)
	}
	t.Fatalf("no %s in %s", kind, s.Name)
	return nil
}

// TestNoFalseAlarm adds what people add every week: nothing is violated by it.
func TestNoFalseAlarm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what string
		add  func(*testing.T, *controls.Stack)
	}{
		{"a workload's identity and its role on one secret", func(t *testing.T, s *controls.Stack) {
			s.Resources = append(s.Resources, copyOf(t, s, "new", "managedidentity:UserAssignedIdentity", func(in values) { in["resourceName"] = "id-trelica-prod-eus2-reports" }))
		}},
		{"a workload's objects", func(t *testing.T, s *controls.Stack) {
			image := "crtrelicaprodeus2.azurecr.io/reports@sha256:" + strings.Repeat("a", 64)
			urn := "urn:pulumi:" + s.Name + "::trelica::trelica:stacks:Platform$trelica:workload:Workload$kubernetes:apps/v1:Deployment::reports"
			s.Resources = append(s.Resources,
				controls.FromPlain(urn, "", "", false, values{"metadata": values{"name": "reports", "namespace": "product"}, "spec": values{"template": values{"spec": values{"containers": []any{values{"name": "reports", "image": image}}}}}}),
				controls.FromPlain(strings.Replace(urn, "apps/v1:Deployment", "core/v1:Service", 1), "", "", false, values{"metadata": values{"name": "reports", "namespace": "product"}, "spec": values{"type": "ClusterIP"}}))
		}},
		{"a pool of a size that is reserved", func(t *testing.T, s *controls.Stack) {
			s.Resources = append(s.Resources, copyOf(t, s, "new", "containerservice:AgentPool", func(in values) { in["agentPoolName"], in["maxCount"] = "reports", 20.0 }))
		}},
		{"an alert", func(t *testing.T, s *controls.Stack) {
			s.Resources = append(s.Resources, copyOf(t, s, "new", "insights:MetricAlert", func(in values) {
				in["ruleName"] = strings.TrimRight(in["ruleName"].(string), "-") + "-reports-slow"
				in["severity"], in["windowSize"] = 3.0, "PT6H"
				action := in["actions"].([]any)[0].(map[string]any)["webHookProperties"].(map[string]any)
				action["severity"] = "informational"
			}))
		}},
		{"a tag on everything", func(_ *testing.T, s *controls.Stack) {
			for _, r := range s.Resources {
				if tags, ok := r.Inputs["tags"].(map[string]any); ok {
					tags = maps.Clone(tags)
					tags["reviewed"] = "2026-11"
					r.Inputs["tags"] = tags
				}
			}
		}},
		{"a DNS record", func(t *testing.T, s *controls.Stack) {
			s.Resources = append(s.Resources, copyOf(t, s, "new", "network:RecordSet", func(in values) {
				for _, key := range []string{"cnameRecord", "caaRecords", "targetResource"} {
					delete(in, key)
				}
				in["recordType"], in["relativeRecordSetName"] = "TXT", "_verify.docs"
				in["txtRecords"] = []any{values{"value": []any{"token=abc"}}}
			}))
		}},
		{"one address more for operators", func(_ *testing.T, s *controls.Stack) {
			for _, r := range s.Resources {
				if r.Kind() == "containerservice:ManagedCluster" {
					profile := r.Inputs["apiServerAccessProfile"].(map[string]any)
					profile["authorizedIPRanges"] = append(profile["authorizedIPRanges"].([]any), "203.0.113.77/32")
				}
			}
		}},
		{"longer retention, sharper alerts, more nodes", func(_ *testing.T, s *controls.Stack) {
			for _, r := range s.Resources {
				switch r.Kind() {
				case "sql:BackupShortTermRetentionPolicy":
					r.Inputs["retentionDays"] = 35.0
				case "insights:MetricAlert":
					r.Inputs["windowSize"] = "PT5M"
				case "containerservice:AgentPool":
					r.Inputs["minCount"], r.Inputs["maxCount"] = 6.0, 30.0
				}
			}
		}},
	} {
		s := golden(t, "prod")
		c.add(t, s)
		s.Changed()
		j := judge(t)
		assert.Empty(t, stop(j, j.All(s, false)), c.what)
	}
}

// TestForeignPrograms judges programs that somebody else wrote: inline pools, tokens without versions, other versions.
func TestForeignPrograms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file string
		want []string
	}{
		{"foreign-inline.json", []string{"cluster-accounts", "cluster-addresses", "cluster-audited", "cluster-commands", "cluster-disks", "cluster-etcd", "cluster-identity", "cluster-logs", "cluster-network", "cluster-patched", "cluster-policies", "cluster-scanned", "cluster-secrets", "cluster-tier", "pool-encryption", "pool-private", "pool-temporary"}},
		{"foreign-unversioned.json", []string{"sql-minimum-tls", "sql-no-passwords", "sql-outbound", "sql-private", "sql-settings", "storage-doors", "storage-endpoint", "storage-firewall", "storage-key", "storage-no-keys", "storage-tls"}},
		{"foreign-versions.json", []string{"api-versions-soon", "group-deny", "group-open", "key-hsm", "key-rotates", "vault-closed", "vault-hsm", "vault-kept", "vault-roles"}},
	} {
		file, err := os.Open("testdata/" + c.file)
		require.NoError(t, err)
		s, err := controls.ReadSnapshot(file, "production", "shop")
		require.NoError(t, err)
		require.NoError(t, file.Close())
		s.Now = today
		j := controls.NewJudge(nil)
		found := map[string]bool{}
		for _, f := range controls.Violations(j.All(s, false)) {
			found[f.Rule] = true
		}
		assert.Equal(t, c.want, slices.Sorted(maps.Keys(found)), c.file)
	}
}
