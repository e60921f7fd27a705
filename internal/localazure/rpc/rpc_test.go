package rpc_test

import (
	"fmt"
	"net"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
)

// bare is a provider with nothing but its lifecycle.
type bare struct{ rpc.Lifecycle }

func TestTheLifecycleIsAnsweredAsTheEngineNeeds(t *testing.T) {
	t.Parallel()
	provider := &bare{rpc.Lifecycle{Version: "1.2.3"}}
	server, err := rpc.Serve(t.Context(), 0, provider, rpc.NewSessions())
	require.NoError(t, err)
	conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", server.Port()), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	client := pulumirpc.NewResourceProviderClient(conn)

	hello, err := client.Handshake(t.Context(), &pulumirpc.ProviderHandshakeRequest{})
	require.NoError(t, err)
	assert.True(t, hello.GetAcceptSecrets() && hello.GetAcceptResources() && hello.GetAcceptOutputs())
	_, err = client.Attach(t.Context(), &pulumirpc.PluginAttach{Address: "127.0.0.1:1"})
	require.NoError(t, err)
	info, err := client.GetPluginInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	assert.Equal(t, "1.2.3", info.GetVersion())

	one, err := rpc.Marshal(resource.PropertyMap{"a": resource.NewStringProperty("1")})
	require.NoError(t, err)
	two, err := rpc.Marshal(resource.PropertyMap{"a": resource.NewStringProperty("2")})
	require.NoError(t, err)
	checked, err := client.CheckConfig(t.Context(), &pulumirpc.CheckRequest{News: one})
	require.NoError(t, err)
	assert.Equal(t, one.AsMap(), checked.GetInputs().AsMap())
	for _, test := range []struct {
		news *pulumirpc.DiffRequest
		want pulumirpc.DiffResponse_DiffChanges
	}{
		{&pulumirpc.DiffRequest{OldInputs: one, News: one}, pulumirpc.DiffResponse_DIFF_NONE},
		{&pulumirpc.DiffRequest{Olds: one, News: one}, pulumirpc.DiffResponse_DIFF_NONE},
		{&pulumirpc.DiffRequest{OldInputs: one, News: two}, pulumirpc.DiffResponse_DIFF_SOME},
	} {
		answer, err := client.DiffConfig(t.Context(), test.news)
		require.NoError(t, err)
		assert.Equal(t, test.want, answer.GetChanges())
		assert.Empty(t, answer.GetReplaces(), "a provider is never replaced")
	}
	_, err = client.Cancel(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	require.NoError(t, conn.Close())
	require.NoError(t, server.Close())
}

func TestAPortThatIsTakenIsSaidSo(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	taken := listener.Addr().(*net.TCPAddr).Port
	_, err = rpc.Serve(t.Context(), taken, &bare{}, rpc.NewSessions())
	assert.ErrorContains(t, err, fmt.Sprintf("port %d on 127.0.0.1 cannot be had", taken))
}

func TestPropertiesLoseNothingOnTheWay(t *testing.T) {
	t.Parallel()
	properties := resource.PropertyMap{
		"secret":  resource.MakeSecret(resource.NewStringProperty("s")),
		"unknown": resource.MakeComputed(resource.NewStringProperty("")),
		"list":    resource.NewArrayProperty([]resource.PropertyValue{resource.NewNumberProperty(1), resource.MakeComputed(resource.NewStringProperty(""))}),
	}
	sent, err := rpc.Marshal(properties)
	require.NoError(t, err)
	read, err := rpc.Unmarshal(sent)
	require.NoError(t, err)
	assert.Equal(t, properties, read)
	nothing, err := rpc.Unmarshal(nil)
	require.NoError(t, err)
	assert.Empty(t, nothing)
}

func TestAResourceThatIsNotWellIsKeptWithItsReasons(t *testing.T) {
	t.Parallel()
	err := rpc.InitFailed("id", resource.PropertyMap{"a": resource.NewStringProperty("1")}, nil, "slow", "late")
	failed, ok := status.FromError(err)
	require.True(t, ok)
	require.Len(t, failed.Details(), 1)
	detail, ok := failed.Details()[0].(*pulumirpc.ErrorResourceInitFailed)
	require.True(t, ok)
	assert.Equal(t, "id", detail.GetId())
	assert.Equal(t, []string{"slow", "late"}, detail.GetReasons())
	assert.Equal(t, map[string]any{"a": "1"}, detail.GetProperties().AsMap())
}

func TestAnEngineThatIsNotThereCannotBeTold(t *testing.T) {
	t.Parallel()
	session := rpc.SessionOf(t.Context())
	require.NoError(t, session.Operation().Engine.Warn(t.Context(), "urn", "nobody hears"), "without an address nothing is said")
	session.Attach("127.0.0.1:1")
	assert.ErrorContains(t, session.Operation().Engine.Error(t.Context(), "urn", "x"), "does not take what is to be said about urn")
}
