package analyzer_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/policy/analyzer"
)

// BenchmarkPreview is what a preview of prod asks of the pack: each resource, then the stack.
func BenchmarkPreview(b *testing.B) {
	content, err := os.ReadFile("../../internal/stacktest/testdata/prod.json")
	require.NoError(b, err)
	var golden struct {
		Resources []struct {
			URN, Type, Parent string
			Inputs            map[string]any
		}
	}
	require.NoError(b, json.Unmarshal(content, &golden))
	var one []*pulumirpc.AnalyzeRequest
	all := &pulumirpc.AnalyzeStackRequest{}
	for _, r := range golden.Resources {
		inputs, err := structpb.NewStruct(r.Inputs)
		require.NoError(b, err)
		one = append(one, &pulumirpc.AnalyzeRequest{Urn: r.URN, Type: typeOf(r.URN), Properties: inputs, Options: &pulumirpc.AnalyzerResourceOptions{}})
		all.Resources = append(all.Resources, &pulumirpc.AnalyzerResource{Urn: r.URN, Type: typeOf(r.URN), Properties: inputs})
	}
	for b.Loop() {
		s := analyzer.New(nil, nil, clock)
		_, err := s.ConfigureStack(b.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "prod", Project: "trelica"})
		require.NoError(b, err)
		for _, r := range one {
			_, err := s.Analyze(b.Context(), r)
			require.NoError(b, err)
		}
		_, err = s.AnalyzeStack(b.Context(), all)
		require.NoError(b, err)
	}
}

// typeOf is the type token in a URN.
func typeOf(urn string) string {
	kind := strings.Split(urn, "::")[2]
	return kind[strings.LastIndex(kind, "$")+1:]
}
