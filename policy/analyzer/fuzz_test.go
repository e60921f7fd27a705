package analyzer_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/policy/analyzer"
	"github.com/trelica/infrastructure/policy/controls"
)

// FuzzResource feeds resources of surprising types and values: an answer or an error, never a panic.
func FuzzResource(f *testing.F) {
	for _, kind := range []string{
		"", ":", "::", "azure-native:sql:Server", "azure-native:containerservice/v20240901:ManagedCluster", "kubernetes:core/v1:Namespace", "pulumi:pulumi:Stack",
		"azure-native:network/v20240501:NetworkSecurityGroup", "azure-native:insights/v20180301:MetricAlert", "azure-native:network/v20240201:Policy", "aws:s3/bucket:Bucket",
	} {
		for _, in := range []string{
			`{}`, `null`, `{"location": null}`, `{"properties": null, "sku": null, "subnets": null, "tags": null, "identity": null, "criteria": null}`, `{"agentPoolProfiles": {"a": [1, "x", null, []]}}`, `{"securityRules": [null, 1, {"direction": 3}]}`,
			`{"properties": [], "sku": "x", "identity": 4, "administrators": [[]]}`, `{"criteria": {"allOf": [{"query": 7}, 8]}, "actions": [{}]}`,
			`{"customRules": {"rules": [{"matchConditions": [[], 1]}]}, "metadata": {"labels": []}, "spec": 1}`, `{"scope": {"a": 1}, "roleDefinitionId": [], "tags": 1}`,
		} {
			f.Add("urn:pulumi:prod::trelica::"+kind+"::x", kind, in)
		}
	}
	const providerURN = "urn:pulumi:prod::trelica::pulumi:providers:azure-native::azure"
	provider := properties(f, map[string]any{"subscriptionId": "00000000-0000-0000-0000-0000000000a1"})
	told := toldAll(f)
	f.Fuzz(func(t *testing.T, urn, kind, in string) {
		var decoded map[string]any
		if json.Unmarshal([]byte(in), &decoded) != nil {
			return
		}
		all, err := structpb.NewStruct(decoded)
		if err != nil {
			return
		}
		for _, name := range []string{"prod", "dev", "bootstrap-prod", "x"} {
			s := analyzer.New(nil, nil, clock)
			_, _ = s.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: name, Project: "trelica"})
			_, err := s.Configure(t.Context(), told)
			noPanic(t, err)
			_, err = s.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Urn: providerURN, Type: "pulumi:providers:azure-native", Properties: provider})
			noPanic(t, err)
			_, err = s.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Urn: urn, Type: kind, Properties: all})
			noPanic(t, err)
			_, err = s.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{
				{Urn: providerURN, Type: "pulumi:providers:azure-native", Properties: provider}, {Urn: urn, Type: kind, Properties: all},
				{Urn: urn + "-neighbour", Type: kind}, {Urn: "x", PropertyDependencies: map[string]*pulumirpc.AnalyzerPropertyDependencies{"x": nil}},
			}})
			noPanic(t, err)
		}
	})
}

// noPanic fails where an error is a panic that was caught.
func noPanic(t *testing.T, err error) {
	t.Helper()
	if err != nil && strings.Contains(err.Error(), "which is a mistake of the pack") {
		t.Fatal(err)
	}
}

// FuzzSnapshot reads states that are none.
func FuzzSnapshot(f *testing.F) {
	f.Add(`{"resources": [{"urn": "urn:pulumi:dev::trelica::a::b", "inputs": {}}]}`)
	f.Add(`{"resources": [{"urn": "x", "inputs": {"a": [null]}}]}`)
	f.Add(`[]`)
	f.Fuzz(func(_ *testing.T, text string) {
		s, err := controls.ReadSnapshot(strings.NewReader(text), "prod", "trelica")
		if err == nil {
			controls.NewJudge(nil).All(s, true)
		}
	})
}

// toldAll configures every rule that is told something.
func toldAll(tb testing.TB) *pulumirpc.ConfigureAnalyzerRequest {
	tb.Helper()
	write := func(content string) string {
		path := filepath.Join(tb.TempDir(), "told.json")
		require.NoError(tb, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	content := map[string]string{
		"declared":   `{"addresses": {"ops": ["203.0.113.1/32"]}, "flows": [{"from": "internet", "to": "edge", "ports": "443", "why": "customers"}]}`,
		"neighbours": `[{"environment": "prod", "marks": [{"text": "kv-trelica-prod", "what": "the vault"}], "spaces": ["10.64.0.0/16"]}]`,
		"previous":   `{"deployment": {"resources": [{"urn": "x", "inputs": {"version": "1.2", "vaultName": ["a"]}}, {"urn": "urn:pulumi:prod::trelica::azure-native:keyvault:Vault::x", "inputs": null}]}}`,
	}
	config := map[string]*pulumirpc.PolicyConfig{}
	for _, rule := range controls.Catalogue() {
		if rule.Told != "" {
			config[rule.ID] = &pulumirpc.PolicyConfig{Properties: properties(tb, map[string]any{rule.Told: write(content[rule.Told])})}
		}
	}
	return &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: config}
}

// FuzzTold reads files that are none.
func FuzzTold(f *testing.F) {
	for _, text := range []string{``, `null`, `[]`, `{}`, `[null]`, `{"flows": [null]}`, `{"deployment": {"resources": [null, {"urn": 3}]}}`, `{"deployment": {"resources": [null]}}`, `{"deployment": {"resources": [{"urn": "x", "type": null, "inputs": null}]}}`, `{"checkpoint": {"latest": null}}`, `[{"environment": "x", "marks": [{}], "spaces": [""]}]`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "told.json")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		s := analyzer.New(nil, nil, clock)
		for _, rule := range controls.Catalogue() {
			if rule.Told != "" {
				_, err := s.Configure(t.Context(), &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: map[string]*pulumirpc.PolicyConfig{rule.ID: {Properties: properties(t, map[string]any{rule.Told: path})}}})
				noPanic(t, err)
			}
		}
		_, err := s.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{{Urn: serverURN, Type: "azure-native:sql/v20230801:Server", Properties: properties(t, good())}}})
		noPanic(t, err)
	})
}
