package sweep

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// environment is the stacks whose resources lie in one subscription, in the order in which they are made. The variant of dev with every option
// is not among them: it stands on secrets that people bring, which are no resources of a stack.
type environment struct{ stacks []string }

func environments() []environment {
	return []environment{
		{[]string{"bootstrap-prod", "prod", "dr"}},
		{[]string{"bootstrap-dev", "dev"}},
		{[]string{"bootstrap-preprod", "preprod"}},
	}
}

// asked is a resource that a stack asks Azure for.
type asked struct {
	URN    string         `json:"urn"`
	Inputs map[string]any `json:"inputs"`
}

func (a asked) token() string { return string(resource.URN(a.URN).Type()) }

// golden reads what a stack consists of.
func golden(t testing.TB, stack string) []asked {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "stacktest", "testdata", stack+".json"))
	require.NoError(t, err)
	var snapshot struct{ Resources []asked }
	require.NoError(t, json.Unmarshal(content, &snapshot))
	require.NotEmpty(t, snapshot.Resources)
	return snapshot.Resources
}

// azure is a local Azure without a CLI in front of it.
type azure struct {
	pulumirpc.UnimplementedEngineServer
	server *arm.Server
	ctx    context.Context
	// warned is set when the engine's log is told something.
	warned atomic.Bool
}

// Log is the engine's.
func (a *azure) Log(context.Context, *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	a.warned.Store(true)
	return &emptypb.Empty{}, nil
}

// start makes a local Azure with the provider resource of a stack.
func start(t testing.TB, shapes *schema.Schema, stacks []string) *azure {
	t.Helper()
	w, err := world.Open(t.TempDir(), world.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, w.Close()) })
	server, err := arm.New(w, shapes, arm.Types(), arm.Options{})
	require.NoError(t, err)
	a := &azure{server: server, ctx: rpc.NewSessions().TagConn(t.Context(), nil)}
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	engine := grpc.NewServer()
	pulumirpc.RegisterEngineServer(engine, a)
	go func() { _ = engine.Serve(listener) }()
	t.Cleanup(engine.Stop)
	rpc.SessionOf(a.ctx).Attach(listener.Addr().String())
	for _, r := range golden(t, stacks[0]) {
		if r.token() == "pulumi:providers:azure-native" {
			delete(r.Inputs, "__internal")
			_, err := server.Configure(a.ctx, &pulumirpc.ConfigureRequest{Args: sent(t, r.Inputs)})
			require.NoError(t, err)
			return a
		}
	}
	require.Fail(t, "the stack has no provider of Azure")
	return nil
}

// sent is how inputs go over the wire.
func sent(t testing.TB, inputs map[string]any) *structpb.Struct {
	t.Helper()
	marshalled, err := rpc.Marshal(resource.NewPropertyMapFromMap(inputs))
	require.NoError(t, err)
	return marshalled
}

// provision makes everything that the stacks ask for, in any order that Azure allows.
func (a *azure) provision(t testing.TB, stacks []string) []asked {
	t.Helper()
	var made []asked
	for _, stack := range stacks {
		var todo []asked
		for _, r := range golden(t, stack) {
			if strings.HasPrefix(r.token(), "azure-native:") {
				todo = append(todo, r)
			}
		}
		for len(todo) > 0 {
			var later []asked
			var why []string
			for _, r := range todo {
				if reason := a.create(t, r); reason != "" {
					later, why = append(later, r), append(why, r.URN+": "+reason)
				} else {
					made = append(made, r)
				}
			}
			require.Less(t, len(later), len(todo), "what %s asks for is not accepted:\n%s", stack, strings.Join(why, "\n"))
			todo = later
		}
	}
	return made
}

// create makes one resource, or says why it cannot be made.
func (a *azure) create(t testing.TB, r asked) string {
	t.Helper()
	if refusals := a.check(t, r.URN, r.Inputs); len(refusals) > 0 {
		return strings.Join(refusals, "; ")
	}
	_, err := a.server.Create(a.ctx, &pulumirpc.CreateRequest{Urn: r.URN, Properties: sent(t, r.Inputs)})
	if err != nil {
		return err.Error()
	}
	return ""
}

// check is what Azure has against inputs.
func (a *azure) check(t testing.TB, urn string, inputs map[string]any) []string {
	t.Helper()
	answer, err := a.server.Check(a.ctx, &pulumirpc.CheckRequest{Urn: urn, News: sent(t, inputs)})
	require.NoError(t, err)
	var refusals []string
	for _, failure := range answer.GetFailures() {
		refusals = append(refusals, failure.GetProperty()+": "+failure.GetReason())
	}
	return refusals
}
