package kube

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
)

// engine is the part of the engine that a provider calls back.
type engine struct {
	pulumirpc.UnimplementedEngineServer

	mu   sync.Mutex
	logs []string
}

func (e *engine) Log(_ context.Context, request *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.logs = append(e.logs, request.GetSeverity().String()+" "+request.GetUrn()+" "+request.GetMessage())
	return &emptypb.Empty{}, nil
}

// serve starts a gRPC server on the loopback interface and returns its address.
func serve(t *testing.T, register func(*grpc.Server), options ...grpc.ServerOption) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer(options...)
	register(server)
	go func() { _ = server.Serve(listener) }() // Ends with Stop.
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

// connect attaches to the provider as the engine does for one provider resource.
func connect(t *testing.T, address, engineAddress, kubeconfig string) (pulumirpc.ResourceProviderClient, *grpc.ClientConn) {
	t.Helper()
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = connection.Close() }) // Some tests close it themselves.
	client := pulumirpc.NewResourceProviderClient(connection)

	hello, err := client.Handshake(t.Context(), &pulumirpc.ProviderHandshakeRequest{EngineAddress: engineAddress})
	require.NoError(t, err)
	_, err = client.Attach(t.Context(), &pulumirpc.PluginAttach{Address: engineAddress})
	require.NoError(t, err)
	info, err := client.GetPluginInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	assert.Equal(t, Version, info.GetVersion())

	args, err := marshal(resource.PropertyMap{"kubeconfig": resource.MakeSecret(resource.NewProperty(kubeconfig))}, "test")
	require.NoError(t, err)
	configured, err := client.Configure(t.Context(), &pulumirpc.ConfigureRequest{Args: args, AcceptSecrets: true})
	require.NoError(t, err)
	assert.True(t, configured.GetSupportsPreview())
	assert.Equal(t, []bool{hello.GetAcceptSecrets(), hello.GetAcceptResources(), hello.GetAcceptOutputs()},
		[]bool{configured.GetAcceptSecrets(), configured.GetAcceptResources(), configured.GetAcceptOutputs()}, "both must say the same")
	return client, connection
}

func TestOverTheWire(t *testing.T) {
	t.Parallel()
	host := &engine{}
	engineAddress := serve(t, func(s *grpc.Server) { pulumirpc.RegisterEngineServer(s, host) })
	store := newStore()
	provider := New(store, Options{Collect: true})
	address := serve(t, func(s *grpc.Server) { pulumirpc.RegisterResourceProviderServer(s, provider) }, grpc.StatsHandler(provider.StatsHandler()))

	here, hereConnection := connect(t, address, engineAddress, testKubeconfig)
	elsewhere, _ := connect(t, address, engineAddress, strings.ReplaceAll(testKubeconfig, testServer, "https://gone.example.com"))

	news, err := marshal(props(t, "{metadata: {name: it}, stringData: !secret {a: b}}"), "test")
	require.NoError(t, err)
	urn := urnOf(secretType, "it")
	checked, err := here.Check(t.Context(), &pulumirpc.CheckRequest{Urn: urn, News: news})
	require.NoError(t, err)
	preview, err := here.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn, Properties: checked.GetInputs(), Preview: true})
	require.NoError(t, err)
	assert.Equal(t, "default/it", preview.GetId())
	created, err := here.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn, Properties: checked.GetInputs()})
	require.NoError(t, err)
	outputs, err := unmarshal(created.GetProperties(), "test")
	require.NoError(t, err)
	assert.True(t, outputs["data"].IsSecret())
	assert.Equal(t, "Yg==", get(outputs, "data.a"))

	_, err = elsewhere.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn, Properties: checked.GetInputs()})
	require.ErrorContains(t, err, "lookup gone.example.com: no such host", "each connection has its own configuration")

	bad, err := marshal(props(t, "{metadata: {name: it}, dta: {}}"), "test")
	require.NoError(t, err)
	answer, err := here.Check(t.Context(), &pulumirpc.CheckRequest{Urn: urn, News: bad})
	require.NoError(t, err)
	assert.Empty(t, answer.GetFailures())
	assert.Equal(t, []string{"ERROR " + urn + ` dta: unknown field "dta"`}, host.logs)

	_, err = here.Cancel(t.Context(), &emptypb.Empty{})
	require.NoError(t, err, "sent after every operation")
	require.NoError(t, hereConnection.Close())
	assert.Eventually(t, func() bool {
		left := 0
		provider.sessions.Range(func(any, any) bool { left++; return true })
		return left == 1
	}, 2*time.Second, 5*time.Millisecond, "what belonged to the connection is dropped with it")
}

func TestProblemsThatCannotBeCollectedAreNotLost(t *testing.T) {
	t.Parallel()
	server := New(newStore(), Options{Collect: true})
	news, err := marshal(props(t, "{metadata: {name: It}}"), "test")
	require.NoError(t, err)
	_, err = server.Check(t.Context(), &pulumirpc.CheckRequest{Urn: urnOf(configMap, "it"), News: news})
	require.ErrorContains(t, err, "metadata.name: Invalid value")
	require.ErrorContains(t, err, "the engine has not told where its log is")
}

// The engine calls in parallel: one of several creates of the same object wins, and objects of all are kept.
func TestParallelCreates(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	properties := h.marshal(props(t, "metadata: {name: it}"))
	var wait sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for range 8 {
		wait.Go(func() {
			_, err := h.server.Create(context.WithoutCancel(t.Context()), &pulumirpc.CreateRequest{Urn: urnOf(configMap, "it"), Properties: properties})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			}
		})
	}
	wait.Wait()
	assert.Equal(t, 1, won)
}
