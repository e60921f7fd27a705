package analyzer_test

import (
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/policy/analyzer"
)

// TestWhatIsNotNeededIsNotRead sends a stack whose resource cannot be read: of one that was analysed only the URN is wanted, and any
// other is read and refused.
func TestWhatIsNotNeededIsNotRead(t *testing.T) {
	t.Parallel()
	unreadable := &structpb.Struct{}
	unreadable.ProtoReflect().SetUnknown(protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), "no entry of a map"))
	stack := func(urn string) *pulumirpc.AnalyzeStackRequest {
		return &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{{
			Urn: urn, Type: "azure-native:sql/v20230801:Server", Name: "server", Properties: unreadable, Parent: "urn:pulumi:dev::trelica::a:b:C::parent",
		}}}
	}
	c := dial(t, analyzer.New(nil, nil, clock))
	found, err := analyze(t, c, good())
	require.NoError(t, err)
	require.Empty(t, found)

	answer, err := c.AnalyzeStack(t.Context(), stack(serverURN))
	require.NoError(t, err)
	assert.NotEmpty(t, answer.GetDiagnostics(), "the stack is judged: it has no database")
	direct := analyzer.New(nil, nil, clock)
	_, err = direct.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{
		Type: "azure-native:sql/v20230801:Server", Urn: serverURN, Name: "server", Properties: properties(t, good()), Options: &pulumirpc.AnalyzerResourceOptions{},
	})
	require.NoError(t, err)
	same, err := direct.AnalyzeStack(t.Context(), stack(serverURN))
	require.NoError(t, err)
	assert.Equal(t, len(same.GetDiagnostics()), len(answer.GetDiagnostics()))

	_, err = c.AnalyzeStack(t.Context(), stack(serverURN+"-other"))
	require.Error(t, err, "what was not analysed before is read")
	assert.Equal(t, codes.InvalidArgument, status.Code(err))

	nothing, err := c.Remediate(t.Context(), &pulumirpc.AnalyzeRequest{Urn: serverURN, Properties: unreadable})
	require.NoError(t, err)
	assert.Empty(t, nothing.GetRemediations())
}

// TestTheUnreadFieldsAreThose holds the numbers of fields to the SDK's: a stack of resources that nobody asked about before is judged by
// what it says of itself.
func TestTheUnreadFieldsAreThose(t *testing.T) {
	t.Parallel()
	bad := good()
	bad["publicNetworkAccess"] = "Enabled"
	request := &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{
		{Urn: serverURN, Type: "azure-native:sql/v20230801:Server", Name: "server", Properties: properties(t, bad)},
	}}
	answer, err := dial(t, analyzer.New(nil, nil, clock)).AnalyzeStack(t.Context(), request)
	require.NoError(t, err)
	direct, err := analyzer.New(nil, nil, clock).AnalyzeStack(t.Context(), request)
	require.NoError(t, err)
	var said, expected []string
	for _, d := range answer.GetDiagnostics() {
		said = append(said, d.GetPolicyName()+d.GetUrn()+d.GetMessage())
	}
	for _, d := range direct.GetDiagnostics() {
		expected = append(expected, d.GetPolicyName()+d.GetUrn()+d.GetMessage())
	}
	assert.ElementsMatch(t, expected, said)
	assert.NotEmpty(t, said)
}
