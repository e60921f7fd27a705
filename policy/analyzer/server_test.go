package analyzer_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/analyzer"
	"github.com/trelica/infrastructure/policy/controls"
)

const serverURN = "urn:pulumi:dev::trelica::azure-native:sql/v20230801:Server::server"

func clock() time.Time { return time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC) }

// dial serves a pack and connects to it as the engine does: by the port that it prints.
func dial(t *testing.T, s *analyzer.Server) pulumirpc.AnalyzerClient {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- analyzer.Serve(ctx, s, write) }()
	port, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	conn, err := grpc.NewClient(net.JoinHostPort("127.0.0.1", strings.TrimSpace(port)), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, conn.Close())
		cancel()
		assert.NoError(t, <-ended)
	})
	return pulumirpc.NewAnalyzerClient(conn)
}

func properties(t testing.TB, in map[string]any) *structpb.Struct {
	t.Helper()
	s, err := structpb.NewStruct(in)
	require.NoError(t, err)
	return s
}

// good is a server that keeps every rule about single servers.
func good() map[string]any {
	return map[string]any{
		"administrators":    map[string]any{"azureADOnlyAuthentication": true, "administratorType": "ActiveDirectory", "principalType": "Group", "sid": "00000000-0000-0000-0000-0000000000a4", "login": "sql-admins"},
		"minimalTlsVersion": "1.2", "publicNetworkAccess": "Disabled", "restrictOutboundNetworkAccess": "Enabled",
	}
}

func analyze(t *testing.T, c pulumirpc.AnalyzerClient, in map[string]any) ([]*pulumirpc.AnalyzeDiagnostic, error) {
	t.Helper()
	r, err := c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: "azure-native:sql/v20230801:Server", Urn: serverURN, Name: "server", Properties: properties(t, in), Options: &pulumirpc.AnalyzerResourceOptions{}})
	return r.GetDiagnostics(), err
}

func TestInfoNeedsNoStack(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	plugin, err := c.GetPluginInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	assert.Equal(t, analyzer.Version, plugin.GetVersion())
	info, err := c.GetAnalyzerInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	assert.Len(t, info.GetPolicies(), len(controls.Catalogue()))
	assert.True(t, info.GetSupportsConfig())
	for _, p := range info.GetPolicies() {
		assert.NotEmpty(t, p.GetDescription(), p.GetName())
		assert.NotEmpty(t, p.GetRemediationSteps(), p.GetName())
		assert.Equal(t, analyzer.Page+"#"+p.GetName(), p.GetUrl())
		assert.NotEqual(t, pulumirpc.PolicySeverity_POLICY_SEVERITY_UNSPECIFIED, p.GetSeverity(), p.GetName())
		assert.Contains(t, []pulumirpc.EnforcementLevel{pulumirpc.EnforcementLevel_MANDATORY, pulumirpc.EnforcementLevel_ADVISORY}, p.GetEnforcementLevel(), p.GetName())
	}
	_, err = c.Handshake(t.Context(), &pulumirpc.AnalyzerHandshakeRequest{EngineAddress: "127.0.0.1:1"})
	require.NoError(t, err)
	_, err = c.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "dev", Project: "trelica", DryRun: true})
	require.NoError(t, err)
}

func TestAnalyze(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	found, err := analyze(t, c, good())
	require.NoError(t, err)
	assert.Empty(t, found)
	bad := good()
	bad["minimalTlsVersion"] = "1.0"
	found, err = analyze(t, c, bad)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, "sql-minimum-tls", found[0].GetPolicyName())
	assert.Equal(t, pulumirpc.EnforcementLevel_MANDATORY, found[0].GetEnforcementLevel())
	assert.Equal(t, pulumirpc.PolicySeverity_POLICY_SEVERITY_CRITICAL, found[0].GetSeverity())
	assert.Equal(t, serverURN, found[0].GetUrn())
	assert.Contains(t, found[0].GetMessage(), "SP-10")
	changed, err := c.Remediate(t.Context(), &pulumirpc.AnalyzeRequest{Properties: properties(t, bad)})
	require.NoError(t, err)
	assert.Empty(t, changed.GetRemediations(), "people change the program")
}

// TestUnknownIsCountedAndShown holds that a value that is not known yet is no pass, and does not end a run.
func TestUnknownIsCountedAndShown(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	in := good()
	in["minimalTlsVersion"] = "04da6b54-80e4-46f7-96ec-b56ff0331ba9" // Pulumi SDK, plugin.UnknownStringValue
	found, err := analyze(t, c, in)
	require.NoError(t, err)
	assert.Empty(t, found, "it is said once, in the end")
	end := func() []string {
		r, err := c.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{{
			Type: "azure-native:sql/v20230801:Server", Urn: serverURN, Name: "server", Properties: properties(t, map[string]any{}),
		}}})
		require.NoError(t, err)
		var texts []string
		for _, d := range r.GetDiagnostics() {
			if strings.Contains(d.GetMessage(), "undecided until apply") {
				assert.Equal(t, pulumirpc.EnforcementLevel_ADVISORY, d.GetEnforcementLevel())
				texts = append(texts, d.GetPolicyName())
			}
		}
		assert.NotEmpty(t, r.GetNotApplicable(), "no last state was given")
		return texts
	}
	assert.Contains(t, end(), "sql-minimum-tls")
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	bad := good()
	bad["minimalTlsVersion"] = "1.0"
	configure := func(name string, level pulumirpc.EnforcementLevel, in map[string]any) error {
		_, err := c.Configure(t.Context(), &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: map[string]*pulumirpc.PolicyConfig{name: {EnforcementLevel: level, Properties: properties(t, in)}}})
		return err
	}
	require.NoError(t, configure("sql-minimum-tls", pulumirpc.EnforcementLevel_ADVISORY, nil))
	found, err := analyze(t, c, bad)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, pulumirpc.EnforcementLevel_ADVISORY, found[0].GetEnforcementLevel())
	require.NoError(t, configure("sql-minimum-tls", pulumirpc.EnforcementLevel_DISABLED, nil))
	found, err = analyze(t, c, bad)
	require.NoError(t, err)
	assert.Empty(t, found)
	missing := filepath.Join(t.TempDir(), "none.yaml")
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("exceptions: ["), 0o600))
	text := func(content string) string {
		path := filepath.Join(t.TempDir(), "told.json")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	for _, m := range []struct {
		policy string
		in     map[string]any
		want   string
	}{
		{"no-such-rule", nil, `policy "no-such-rule" is not in the pack`},
		{"sql-minimum-tls", map[string]any{"tls": "1.0"}, `policy sql-minimum-tls has no property "tls"`},
		{controls.RuleExceptions, map[string]any{"file": 7}, "file must be a text"},
		{controls.RuleExceptions, map[string]any{"file": missing}, "reading exceptions"},
		{controls.RuleExceptions, map[string]any{"file": broken}, "policy/exceptions.yaml"},
		{"no-downgrade", map[string]any{"previous": broken}, "is no export of a stack"},
		{"no-downgrade", map[string]any{"previous": text(`{"deployment": {"resources": [{"urn": "x"}, null]}}`)}, "number 2 of its resources has no URN"},
		{"no-downgrade", map[string]any{"declared": broken}, `has no property "declared"`},
		{"flows-declared", map[string]any{"declared": missing}, "reading the declared flows"},
		{"flows-declared", map[string]any{"declared": broken}, "reading the declared flows"},
		{"flows-declared", map[string]any{"declared": text(`{"flows": []}`)}, "declares none"},
		{"flows-declared", map[string]any{"declared": text(`{"flows": [{"from": "nowhere", "to": "nodes", "ports": "x"}]}`)}, `"nowhere" begins with no kind of place`},
		{"flows-declared", map[string]any{"declared": text(`{"streams": []}`)}, `unknown field "streams"`},
		{"environments-apart", map[string]any{"neighbours": text(`{}`)}, "reading the other environments"},
		{"environments-apart", map[string]any{"neighbours": text(`[{"spaces": ["10.0.0.0/8"]}]`)}, "number 1 has no name"},
		{"environments-apart", map[string]any{"neighbours": text(`[{"environment": "prod", "spaces": ["everywhere"]}]`)}, "everywhere"},
	} {
		assert.ErrorContains(t, configure(m.policy, pulumirpc.EnforcementLevel_MANDATORY, m.in), m.want)
	}
}

// TestWhatCannotBeReadIsSaid holds that a pack whose exceptions cannot be read judges nothing, and says why.
func TestWhatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	_, broken := exceptions.Read(strings.NewReader("exceptions: ["))
	require.Error(t, broken)
	c := dial(t, analyzer.New(nil, broken, clock))
	_, err := c.GetAnalyzerInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	_, err = analyze(t, c, good())
	assert.ErrorContains(t, err, "the exceptions cannot be read, and nothing is judged without them")
}

func TestCancelEndsTheJudging(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	_, err := c.Cancel(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	_, err = analyze(t, c, good())
	assert.ErrorContains(t, err, "cancelled")
}

// TestWhatIsNotToldIsNotApplicable holds that a rule which was not told what to compare with says so, and judges once it was.
func TestWhatIsNotToldIsNotApplicable(t *testing.T) {
	t.Parallel()
	c := dial(t, analyzer.New(nil, nil, clock))
	_, err := c.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "dev", Project: "trelica"})
	require.NoError(t, err)
	const providerURN = "urn:pulumi:dev::trelica::pulumi:providers:azure-native::azure"
	judge := func() (said, silent []string) {
		in := good()
		in["version"] = "12.0"
		_, err := c.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: "azure-native:sql/v20230801:Server", Urn: serverURN, Name: "server", Properties: properties(t, in)})
		require.NoError(t, err)
		r, err := c.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: []*pulumirpc.AnalyzerResource{
			{Type: "azure-native:sql/v20230801:Server", Urn: serverURN, Name: "server", Properties: properties(t, in)},
			{Type: "pulumi:providers:azure-native", Urn: providerURN, Properties: properties(t, map[string]any{"subscriptionId": "00000000-0000-0000-0000-0000000000a1"})},
		}})
		require.NoError(t, err)
		for _, d := range r.GetDiagnostics() {
			said = append(said, d.GetPolicyName())
		}
		for _, n := range r.GetNotApplicable() {
			silent = append(silent, n.GetPolicyName())
		}
		return said, silent
	}
	said, silent := judge()
	assert.ElementsMatch(t, []string{"cluster-stays", "environments-apart", "flows-declared", "import-replaces", "no-downgrade", "settings-stay"}, silent)
	assert.NotContains(t, said, "environments-apart")
	write := func(content string) string {
		path := filepath.Join(t.TempDir(), "told.json")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	configure := func(policy, property, content string) {
		_, err := c.Configure(t.Context(), &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: map[string]*pulumirpc.PolicyConfig{policy: {
			EnforcementLevel: pulumirpc.EnforcementLevel_MANDATORY, Properties: properties(t, map[string]any{property: write(content)}),
		}}})
		require.NoError(t, err)
	}
	configure("environments-apart", "neighbours", `[{"environment": "prod", "marks": [{"text": "00000000-0000-0000-0000-0000000000a1", "what": "the subscription"}]}]`)
	configure("no-downgrade", "previous", `{"deployment": {"resources": [{"urn": "`+serverURN+`", "inputs": {"version": "12.0"}}]}}`)
	configure("no-downgrade", "previous", `{"version": 3, "checkpoint": {"latest": {"resources": [{"urn": "`+serverURN+`", "inputs": {"version": "14.0"}}]}}}`)
	configure("flows-declared", "declared", `{"flows": [{"from": "internet", "to": "edge", "ports": "443", "why": "customers"}]}`)
	said, silent = judge()
	assert.Empty(t, silent)
	assert.Contains(t, said, "environments-apart", "the provider is in the subscription of another environment")
	assert.Contains(t, said, "no-downgrade", "from 14 to 12")
}
