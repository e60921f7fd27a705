package analyzer_test

import (
	"encoding/json"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
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
			`{}`, `{"location": null}`, `{"agentPoolProfiles": {"a": [1, "x", null, []]}}`, `{"securityRules": [null, 1, {"direction": 3}]}`,
			`{"properties": [], "sku": "x", "identity": 4, "administrators": [[]]}`, `{"criteria": {"allOf": [{"query": 7}, 8]}, "actions": [{}]}`,
			`{"customRules": {"rules": [{"matchConditions": [[], 1]}]}, "metadata": {"labels": []}, "spec": 1}`, `{"scope": {"a": 1}, "roleDefinitionId": [], "tags": 1}`,
		} {
			f.Add("urn:pulumi:prod::trelica::"+kind+"::x", kind, in)
		}
	}
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
			_, err := s.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Urn: urn, Type: kind, Properties: all})
			noPanic(t, err)
			_, err = s.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{{Urn: urn, Type: kind, Properties: all}}})
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
