package analyzer_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/policy/analyzer"
	"github.com/trelica/infrastructure/policy/controls"
)

// devStack is what the engine says of a whole stack of ours in the end.
func devStack(t *testing.T) []*pulumirpc.AnalyzerResource {
	t.Helper()
	content, err := os.ReadFile("../../internal/stacktest/testdata/dev.json")
	require.NoError(t, err)
	var golden struct {
		Resources []struct {
			URN, Parent string
			Inputs      map[string]any
		}
	}
	require.NoError(t, json.Unmarshal(content, &golden))
	var all []*pulumirpc.AnalyzerResource
	for _, r := range golden.Resources {
		all = append(all, &pulumirpc.AnalyzerResource{Urn: r.URN, Type: typeOf(r.URN), Parent: r.Parent, Properties: properties(t, r.Inputs)})
	}
	return all
}

// changedAll is a stack with the properties of some resources changed.
func changedAll(all []*pulumirpc.AnalyzerResource, of func(*pulumirpc.AnalyzerResource) bool, change func(*structpb.Struct) *structpb.Struct) []*pulumirpc.AnalyzerResource {
	other := slices.Clone(all)
	for i, r := range all {
		if of(r) {
			other[i] = &pulumirpc.AnalyzerResource{Urn: r.GetUrn(), Type: r.GetType(), Parent: r.GetParent(), Properties: change(r.GetProperties())}
		}
	}
	return other
}

// nulled has null in the place of every property, or with deep of every value inside.
func nulled(deep bool) func(*structpb.Struct) *structpb.Struct {
	var value func(*structpb.Value) *structpb.Value
	object := func(s *structpb.Struct) *structpb.Struct {
		fields := map[string]*structpb.Value{}
		for name, inner := range s.GetFields() {
			fields[name] = value(inner)
		}
		return &structpb.Struct{Fields: fields}
	}
	value = func(v *structpb.Value) *structpb.Value {
		switch {
		case deep && v.GetStructValue() != nil:
			return structpb.NewStructValue(object(v.GetStructValue()))
		case deep && v.GetListValue() != nil:
			list := &structpb.ListValue{}
			for _, inner := range v.GetListValue().GetValues() {
				list.Values = append(list.Values, value(inner))
			}
			return structpb.NewListValue(list)
		}
		return structpb.NewNullValue()
	}
	return object
}

// TestNeighboursThatSayNothing judges stacks in which resources are there and say nothing: without properties, with nulls, of types that nobody
// knows. Each is judged, and what is missing is found; never is it a panic.
func TestNeighboursThatSayNothing(t *testing.T) {
	t.Parallel()
	dev := devStack(t)
	everything := func(*pulumirpc.AnalyzerResource) bool { return true }
	// every is one resource of each kind that a rule looks at, and of some that none knows, in no stack of ours.
	var every []*pulumirpc.AnalyzerResource
	kinds := map[string]bool{"aws:s3/bucket:Bucket": true, "": true, ":": true, "azure-native:": true, "nobody:knows:This": true, "pulumi:pulumi:StackReference": true}
	for _, rule := range controls.Catalogue() {
		for _, kind := range rule.Kinds {
			if name, ok := strings.CutPrefix(kind, "kubernetes:"); ok {
				kind = "core/v1:" + name
			}
			kinds["azure-native:"+kind], kinds["kubernetes:"+kind] = true, true
		}
	}
	for kind := range kinds {
		every = append(every, &pulumirpc.AnalyzerResource{Urn: "urn:pulumi:dev::trelica::" + kind + "::neighbour", Type: kind})
	}
	cases := map[string][]*pulumirpc.AnalyzerResource{
		"kinds without properties": every,
		"nothing beside them":      append(slices.Clone(dev), every...),
		"no dependencies": {{
			Urn: serverURN, Type: "azure-native:sql/v20230801:Server", Dependencies: []string{"", "urn:gone"}, PropertyDependencies: map[string]*pulumirpc.AnalyzerPropertyDependencies{"x": nil},
			Options: &pulumirpc.AnalyzerResourceOptions{}, Provider: &pulumirpc.AnalyzerProviderResource{},
		}},
		"without properties":       changedAll(dev, everything, func(*structpb.Struct) *structpb.Struct { return nil }),
		"every property null":      changedAll(dev, everything, nulled(false)),
		"null at every leaf":       changedAll(dev, everything, nulled(true)),
		"properties without a map": changedAll(dev, everything, func(*structpb.Struct) *structpb.Struct { return &structpb.Struct{} }),
	}
	for _, kind := range []string{"sql:Server", "keyvault:Vault", "network:", "containerservice:", "cdn:", "insights:", "kubernetes:", "pulumi:providers:"} {
		of := func(r *pulumirpc.AnalyzerResource) bool {
			plain := controls.Resource{Type: r.GetType()}
			return strings.HasPrefix(plain.Kind(), kind)
		}
		require.True(t, slices.ContainsFunc(dev, of), kind)
		cases[kind+" alone is null"] = changedAll(dev, of, nulled(false))
		cases[kind+" alone is null inside"] = changedAll(dev, of, nulled(true))
	}
	told := toldAll(t)
	for name, resources := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := analyzer.New(nil, nil, clock)
			_, err := s.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "dev", Project: "trelica"})
			require.NoError(t, err)
			_, err = s.Configure(t.Context(), told)
			require.NoError(t, err)
			for _, r := range resources[:min(len(resources), 120)] {
				_, err := s.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Urn: r.GetUrn(), Type: r.GetType(), Properties: r.GetProperties()})
				require.NoError(t, err, r.GetUrn())
			}
			answer, err := s.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: resources})
			require.NoError(t, err)
			require.NotEmpty(t, answer.GetDiagnostics(), "what is not said is missing")
			for _, d := range answer.GetDiagnostics() {
				assert.NotEmpty(t, d.GetUrn(), d.GetPolicyName())
				assert.NotEmpty(t, d.GetMessage(), d.GetPolicyName())
			}
		})
	}
}

// TestWhatCannotBeJudgedIsRefused holds that what has no name, or values of no kind, is refused in a sentence, whoever sends it.
func TestWhatCannotBeJudgedIsRefused(t *testing.T) {
	t.Parallel()
	unknown := map[string]any{"minimalTlsVersion": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"} // Pulumi SDK, plugin.UnknownStringValue
	c := dial(t, analyzer.New(nil, nil, clock))
	_, err := c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: "azure-native:sql/v20230801:Server", Properties: properties(t, unknown)})
	require.ErrorContains(t, err, "the resource that is to be judged has no URN")
	_, err = c.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{
		{Urn: serverURN, Type: "azure-native:sql/v20230801:Server"}, {Type: "azure-native:sql/v20230801:Server", Properties: properties(t, unknown)},
	}})
	require.ErrorContains(t, err, "number 2 of the stack's 2 resources has no URN")
	_, err = analyzer.New(nil, nil, clock).AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{nil}})
	require.ErrorContains(t, err, "number 1 of the stack's 1 resources has no URN")
	// A value of no kind is nobody's.
	_, err = c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Urn: serverURN, Type: "x", Properties: &structpb.Struct{Fields: map[string]*structpb.Value{"location": {}}}})
	require.ErrorContains(t, err, serverURN+": reading properties: ")
	assert.NotContains(t, err.Error(), "mistake of the pack")
	// A URN that is none is named as it came.
	_, err = c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Urn: "x", Type: "azure-native:sql/v20230801:Server", Properties: properties(t, unknown)})
	require.NoError(t, err)
	answer, err := c.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{{Urn: "x", Type: "azure-native:sql/v20230801:Server"}}})
	require.NoError(t, err)
	var said []string
	for _, d := range answer.GetDiagnostics() {
		said = append(said, d.GetMessage())
	}
	assert.Contains(t, strings.Join(said, "\n"), "undecided until apply: 1 places have values that are not known yet (the first is of x)")
}
