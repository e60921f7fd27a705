package arm_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// azure is a server that runs, with its world and an engine's log.
type azure struct {
	t       *testing.T
	world   *world.World
	port    int
	server  *arm.Server
	session *rpc.Sessions
}

func startAzure(t *testing.T, options arm.Options) *azure {
	t.Helper()
	w, err := world.Open(t.TempDir(), world.Options{})
	require.NoError(t, err)
	server, err := arm.New(w, madeUpShapes{}, madeUpTypes(), options)
	require.NoError(t, err)
	sessions := rpc.NewSessions()
	served, err := rpc.Serve(t.Context(), 0, server, sessions)
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, served.Close())
		assert.NoError(t, w.Close())
	})
	return &azure{t: t, world: w, port: served.Port(), server: server, session: sessions}
}

// engineLog is the log of an engine.
type engineLog struct {
	pulumirpc.UnimplementedEngineServer
	address string
	mu      sync.Mutex
	lines   []string
}

func (l *engineLog) Log(_ context.Context, request *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := request.GetUrn()[strings.LastIndex(request.GetUrn(), "::")+2:]
	l.lines = append(l.lines, request.GetSeverity().String()+" "+name+" "+request.GetMessage())
	return &emptypb.Empty{}, nil
}

func (l *engineLog) said() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.lines...)
}

func startEngine(t *testing.T) *engineLog {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	log := &engineLog{address: listener.Addr().String()}
	server := grpc.NewServer()
	pulumirpc.RegisterEngineServer(server, log)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return log
}

// provider is one connection of an engine's.
type provider struct {
	t      *testing.T
	client pulumirpc.ResourceProviderClient
	conn   *grpc.ClientConn
}

// connect opens a connection, attaches it to an engine and configures it.
func (a *azure) connect(engine *engineLog, settings map[string]string) *provider {
	a.t.Helper()
	conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", a.port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(a.t, err)
	a.t.Cleanup(func() { _ = conn.Close() })
	p := &provider{t: a.t, client: pulumirpc.NewResourceProviderClient(conn), conn: conn}
	_, err = p.client.Handshake(a.t.Context(), &pulumirpc.ProviderHandshakeRequest{EngineAddress: engine.address})
	require.NoError(a.t, err)
	_, err = p.client.Attach(a.t.Context(), &pulumirpc.PluginAttach{Address: engine.address})
	require.NoError(a.t, err)
	arguments := resource.PropertyMap{
		"subscriptionId": resource.NewStringProperty(subscription), "tenantId": resource.NewStringProperty("tenant"),
		"version": resource.NewStringProperty("9.9.9"),
	}
	for key, value := range settings {
		arguments[resource.PropertyKey(key)] = resource.NewStringProperty(value)
	}
	marshalled, err := rpc.Marshal(arguments)
	require.NoError(a.t, err)
	_, err = p.client.Configure(a.t.Context(), &pulumirpc.ConfigureRequest{Args: marshalled})
	require.NoError(a.t, err)
	return p
}

// simple starts a server with one engine and one connection.
func simple(t *testing.T) (*azure, *provider, *engineLog) {
	t.Helper()
	a := startAzure(t, arm.Options{})
	engine := startEngine(t)
	return a, a.connect(engine, nil), engine
}

func urnOf(token string) string { return "urn:pulumi:dev::trelica::" + token + "::" + nameOf(token) }

func nameOf(token string) string { return strings.ToLower(token[strings.LastIndex(token, ":")+1:]) }

type props = map[string]any

// propertiesOf makes properties of plain values; resource.PropertyValue values stay.
func propertiesOf(plain props) resource.PropertyMap { return resource.NewPropertyMapFromMap(plain) }

func (p *provider) check(token string, inputs props) (resource.PropertyMap, []string) {
	p.t.Helper()
	sent, err := rpc.Marshal(propertiesOf(inputs))
	require.NoError(p.t, err)
	answer, err := p.client.Check(p.t.Context(), &pulumirpc.CheckRequest{Urn: urnOf(token), News: sent})
	require.NoError(p.t, err)
	read, err := rpc.Unmarshal(answer.GetInputs())
	require.NoError(p.t, err)
	failures := []string{}
	for _, failure := range answer.GetFailures() {
		failures = append(failures, failure.GetProperty()+": "+failure.GetReason())
	}
	return read, failures
}

// made is a resource as the engine knows it.
type made struct {
	token           string
	id              string
	inputs, outputs resource.PropertyMap
}

func (p *provider) tryCreate(token string, inputs props, preview bool) (made, error) {
	p.t.Helper()
	checked, failures := p.check(token, inputs)
	require.Empty(p.t, failures)
	sent, err := rpc.Marshal(checked)
	require.NoError(p.t, err)
	answer, err := p.client.Create(p.t.Context(), &pulumirpc.CreateRequest{Urn: urnOf(token), Properties: sent, Preview: preview})
	if err != nil {
		return made{}, err
	}
	outputs, err := rpc.Unmarshal(answer.GetProperties())
	require.NoError(p.t, err)
	return made{token: token, id: answer.GetId(), inputs: checked, outputs: outputs}, nil
}

func (p *provider) create(token string, inputs props) made {
	p.t.Helper()
	created, err := p.tryCreate(token, inputs, false)
	require.NoError(p.t, err)
	return created
}

func (p *provider) preview(token string, inputs props) made {
	p.t.Helper()
	created, err := p.tryCreate(token, inputs, true)
	require.NoError(p.t, err)
	return created
}

func (p *provider) diff(old made, news props) *pulumirpc.DiffResponse {
	p.t.Helper()
	checked, failures := p.check(old.token, news)
	require.Empty(p.t, failures)
	before, err := rpc.Marshal(old.inputs)
	require.NoError(p.t, err)
	state, err := rpc.Marshal(old.outputs)
	require.NoError(p.t, err)
	after, err := rpc.Marshal(checked)
	require.NoError(p.t, err)
	answer, err := p.client.Diff(p.t.Context(), &pulumirpc.DiffRequest{Id: old.id, Urn: urnOf(old.token), OldInputs: before, Olds: state, News: after})
	require.NoError(p.t, err)
	return answer
}

func (p *provider) update(old made, news props, preview bool) (made, error) {
	p.t.Helper()
	checked, failures := p.check(old.token, news)
	require.Empty(p.t, failures)
	before, err := rpc.Marshal(old.inputs)
	require.NoError(p.t, err)
	state, err := rpc.Marshal(old.outputs)
	require.NoError(p.t, err)
	after, err := rpc.Marshal(checked)
	require.NoError(p.t, err)
	answer, err := p.client.Update(p.t.Context(), &pulumirpc.UpdateRequest{
		Id: old.id, Urn: urnOf(old.token), OldInputs: before, Olds: state, News: after, Preview: preview,
	})
	if err != nil {
		return made{}, err
	}
	outputs, err := rpc.Unmarshal(answer.GetProperties())
	require.NoError(p.t, err)
	return made{token: old.token, id: old.id, inputs: checked, outputs: outputs}, nil
}

func (p *provider) delete(token, id string) error {
	p.t.Helper()
	_, err := p.client.Delete(p.t.Context(), &pulumirpc.DeleteRequest{Urn: urnOf(token), Id: id})
	return err
}

func (p *provider) refresh(old made) made {
	p.t.Helper()
	inputs, err := rpc.Marshal(old.inputs)
	require.NoError(p.t, err)
	state, err := rpc.Marshal(old.outputs)
	require.NoError(p.t, err)
	return p.read(&pulumirpc.ReadRequest{Id: old.id, Urn: urnOf(old.token), Inputs: inputs, Properties: state}, old.token)
}

func (p *provider) importing(token, id string) made {
	p.t.Helper()
	return p.read(&pulumirpc.ReadRequest{Id: id, Urn: urnOf(token)}, token)
}

func (p *provider) read(request *pulumirpc.ReadRequest, token string) made {
	p.t.Helper()
	answer, err := p.client.Read(p.t.Context(), request)
	require.NoError(p.t, err)
	inputs, err := rpc.Unmarshal(answer.GetInputs())
	require.NoError(p.t, err)
	outputs, err := rpc.Unmarshal(answer.GetProperties())
	require.NoError(p.t, err)
	return made{token: token, id: answer.GetId(), inputs: inputs, outputs: outputs}
}

func (p *provider) invoke(token string, arguments props) (resource.PropertyMap, error) {
	p.t.Helper()
	sent, err := rpc.Marshal(propertiesOf(arguments))
	require.NoError(p.t, err)
	answer, err := p.client.Invoke(p.t.Context(), &pulumirpc.InvokeRequest{Tok: token, Args: sent})
	if err != nil {
		return nil, err
	}
	return rpc.Unmarshal(answer.GetReturn())
}

func (p *provider) group() made {
	p.t.Helper()
	return p.create(groupToken, props{"resourceGroupName": "rg", "location": "eastus2"})
}

func (p *provider) network() made {
	p.t.Helper()
	return p.create(networkToken, networkInputs())
}

func networkInputs() props {
	return props{
		"resourceGroupName": "rg", "networkName": "net", "ranges": []any{"a", "b"},
		"subnets": []any{props{"name": "nodes"}},
	}
}

func vaultInputs(more props) props {
	inputs := props{"resourceGroupName": "rg", "vaultName": "kv"}
	for key, value := range more {
		inputs[key] = value
	}
	return inputs
}

func secret(value string) resource.PropertyValue {
	return resource.MakeSecret(resource.NewStringProperty(value))
}

func unknownText() resource.PropertyValue {
	return resource.MakeComputed(resource.NewStringProperty(""))
}
