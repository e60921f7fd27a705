package langhost

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/pulumi/pulumi/sdk/v3/go/common/constant"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// fakeEngine keeps what is logged to it.
type fakeEngine struct {
	pulumirpc.UnimplementedEngineServer

	mu   sync.Mutex
	logs []*pulumirpc.LogRequest
}

func (e *fakeEngine) Log(_ context.Context, r *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !r.GetEphemeral() {
		e.logs = append(e.logs, r)
	}
	return &emptypb.Empty{}, nil
}

// text is what was logged, per stream in order.
func (e *fakeEngine) text() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	logs := slices.Clone(e.logs)
	slices.SortStableFunc(logs, func(a, b *pulumirpc.LogRequest) int { return int(a.GetStreamId() - b.GetStreamId()) })
	var text strings.Builder
	for _, l := range logs {
		text.WriteString(l.GetMessage())
	}
	return text.String()
}

// rig is a runtime, a CLI's connection to it, and the CLI's engine.
type rig struct {
	server  *Server
	client  pulumirpc.LanguageRuntimeClient
	conn    *grpc.ClientConn
	engine  *fakeEngine
	address string // of the engine
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	r := &rig{engine: &fakeEngine{}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	r.address = listener.Addr().String()
	engine := grpc.NewServer()
	pulumirpc.RegisterEngineServer(engine, r.engine)
	go func() { _ = engine.Serve(listener) }() // ends with Stop
	t.Cleanup(engine.Stop)

	if o.BinDir == "" {
		o.BinDir = t.TempDir()
	}
	if o.Environ == nil {
		o.Environ = os.Environ()
	}
	r.server, err = Start(o)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, r.server.Close()) })
	r.conn, err = grpc.NewClient("127.0.0.1:"+strconv.Itoa(r.server.Port()),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { _ = r.conn.Close() })
	r.client = pulumirpc.NewLanguageRuntimeClient(r.conn)
	return r
}

func (r *rig) handshake(t *testing.T) {
	t.Helper()
	_, err := r.client.Handshake(t.Context(), &pulumirpc.LanguageHandshakeRequest{EngineAddress: r.address})
	require.NoError(t, err)
}

// request asks to run a program of testdata.
func request(t *testing.T, program, mode string) *pulumirpc.RunRequest {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("testdata", program))
	require.NoError(t, err)
	return &pulumirpc.RunRequest{
		Project: "tiny", Stack: "dev", Organization: "organization", Pwd: dir, DryRun: true, Parallel: 32,
		Config: map[string]string{"tiny:mode": mode}, ConfigSecretKeys: []string{"tiny:secret"},
		MonitorAddress: "127.0.0.1:1",
		Info:           &pulumirpc.ProgramInfo{RootDirectory: "/project", ProgramDirectory: dir, EntryPoint: "."},
	}
}

func TestRunTellsTheProgramAboutTheRun(t *testing.T) {
	t.Parallel()
	environ := append(os.Environ(), "KEPT=yes", "PULUMI_STACK=another", "PULUMI_MONITOR=another")
	r := newRig(t, Options{Environ: environ})
	r.handshake(t)
	response, err := r.client.Run(t.Context(), request(t, "program", "print"))
	require.NoError(t, err)
	assert.Empty(t, response.GetError())
	assert.False(t, response.GetBail())
	lines := strings.Split(r.engine.text(), "\n")
	for _, want := range []string{
		"KEPT=yes",
		"PULUMI_ORGANIZATION=organization", "PULUMI_PROJECT=tiny", "PULUMI_ROOT_DIRECTORY=/project", "PULUMI_STACK=dev",
		`PULUMI_CONFIG={"tiny:mode":"print"}`, `PULUMI_CONFIG_SECRET_KEYS=["tiny:secret"]`,
		"PULUMI_DRY_RUN=true", "PULUMI_PARALLEL=32", "PULUMI_MONITOR=127.0.0.1:1", "PULUMI_ENGINE=" + r.address,
	} {
		assert.Contains(t, lines, want)
	}
	assert.Equal(t, "no end of line", lines[len(lines)-1], "what is not ended is shown too")
	assert.NotContains(t, lines, "PULUMI_STACK=another", "a variable of our own run does not reach the program's")
}

func TestVariableNamesAreTheSDKs(t *testing.T) {
	t.Parallel()
	assert.Equal(t,
		[]string{
			pulumi.EnvOrganization, pulumi.EnvProject, pulumi.EnvPulumiRootDirectory, pulumi.EnvStack, pulumi.EnvConfig,
			pulumi.EnvConfigSecretKeys, pulumi.EnvDryRun, pulumi.EnvParallel, pulumi.EnvMonitor, pulumi.EnvEngine,
		},
		[]string{
			envOrganisation, envProject, envRootDirectory, envStack, envConfig,
			envSecretKeys, envDryRun, envParallel, envMonitor, envEngine,
		})
	assert.Equal(t, constant.ExitStatusLoggedError, loggedError)
}

func TestRunOutcomes(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{})
	r.handshake(t)
	for _, test := range []struct {
		reason, program, mode string
		bail                  bool
		want                  []string // parts of the error
	}{
		{"a program that has said what went wrong bails", "program", "logged", true, nil},
		{"another exit code is the error", "program", "exit", false, []string{"program exited with non-zero exit code: 7"}},
		{"what the compiler says is shown", "broken", "", false, []string{"does not build", "main.go:4:15: undefined: undefined"}},
		{"a package that is no program", "library", "", false, []string{"has no package main"}},
		{"a folder without a program", "..", "", false, nil},
	} {
		response, err := r.client.Run(t.Context(), request(t, test.program, test.mode))
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.bail, response.GetBail(), test.reason)
		for _, want := range test.want {
			assert.Contains(t, response.GetError(), want, test.reason)
		}
	}
	empty := request(t, "program", "")
	empty.Info.ProgramDirectory = t.TempDir()
	response, err := r.client.Run(t.Context(), empty)
	require.NoError(t, err)
	assert.Contains(t, response.GetError(), "there is no Go program in")
}

func TestBuiltProgramIsRunAsItIs(t *testing.T) {
	t.Parallel()
	binary, err := Build(t.Context(), "testdata/program", t.TempDir(), os.Environ())
	require.NoError(t, err)
	r := newRig(t, Options{Binary: binary})
	r.handshake(t)
	response, err := r.client.Run(t.Context(), request(t, "broken", "exit"))
	require.NoError(t, err)
	assert.Equal(t, "program exited with non-zero exit code: 7", response.GetError(), "nothing is built")

	r = newRig(t, Options{Binary: binary + "-gone"})
	r.handshake(t)
	response, err = r.client.Run(t.Context(), request(t, "program", ""))
	require.NoError(t, err)
	assert.Contains(t, response.GetError(), "is not there")
}

func TestRunIsRefused(t *testing.T) {
	t.Parallel()
	var asked Request
	r := newRig(t, Options{Check: func(q Request) error {
		asked = q
		return errors.New("not here")
	}})
	_, err := r.client.Run(t.Context(), request(t, "program", ""))
	require.ErrorContains(t, err, "before the handshake", "without an engine there is nowhere to say anything")
	r.handshake(t)
	response, err := r.client.Run(t.Context(), request(t, "program", ""))
	require.NoError(t, err)
	assert.Equal(t, "not here", response.GetError())
	assert.Equal(t, Request{Organisation: "organization", Project: "tiny", Stack: "dev", Preview: true}, asked)
	assert.Empty(t, r.engine.text(), "the program was not started")

	_, err = Start(Options{})
	require.ErrorContains(t, err, "neither a built program nor a folder")
	_, err = Start(Options{BinDir: t.TempDir(), Address: "127.0.0.1:" + strconv.Itoa(r.server.Port())})
	assert.ErrorContains(t, err, "no free port")
}

func TestProgramIsStopped(t *testing.T) {
	t.Parallel()
	binary, err := Build(t.Context(), "testdata/program", t.TempDir(), os.Environ())
	require.NoError(t, err)
	for reason, stop := range map[string]func(*testing.T, *rig){
		"when the CLI cancels": func(t *testing.T, r *rig) {
			t.Helper()
			_, err := r.client.Cancel(t.Context(), &emptypb.Empty{})
			require.NoError(t, err)
		},
		"when the CLI goes away":  func(t *testing.T, r *rig) { t.Helper(); require.NoError(t, r.conn.Close()) },
		"when the runtime closes": func(t *testing.T, r *rig) { t.Helper(); require.NoError(t, r.server.Close()) },
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, Options{Binary: binary})
			r.handshake(t)
			ended := make(chan *pulumirpc.RunResponse, 1)
			began := time.Now()
			go func() {
				response, _ := r.client.Run(t.Context(), request(t, "program", "wait")) // the connection may be gone
				ended <- response
			}()
			require.Eventually(t, func() bool { return r.engine.text() == "waiting\n" }, 20*time.Second, 5*time.Millisecond)
			stop(t, r)
			response := <-ended
			assert.Less(t, time.Since(began), 30*time.Second, "the program would wait for a minute")
			if reason == "when the CLI cancels" {
				assert.Equal(t, "the program was stopped because the run was cancelled", response.GetError())
			}
		})
	}
}

func TestWhatTheCLIAsksBesides(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{Identity: map[string]string{"pid": "7"}})
	info, err := r.client.GetPluginInfo(t.Context(), &emptypb.Empty{})
	require.NoError(t, err)
	assert.Equal(t, Version, info.GetVersion())
	packages, err := r.client.GetRequiredPackages(t.Context(), &pulumirpc.GetRequiredPackagesRequest{})
	require.NoError(t, err)
	assert.Empty(t, packages.GetPackages())
	prompts, err := r.client.RuntimeOptionsPrompts(t.Context(), &pulumirpc.RuntimeOptionsRequest{})
	require.NoError(t, err)
	assert.Empty(t, prompts.GetPrompts())
	about, err := r.client.About(t.Context(), &pulumirpc.AboutRequest{})
	require.NoError(t, err)
	assert.Contains(t, about.GetVersion(), "go version")
	said, err := Identify(t.Context(), r.server.Port())
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"pid": "7"}, said)

	dependencies := func(transitive bool) []string {
		response, err := r.client.GetProgramDependencies(t.Context(), &pulumirpc.GetProgramDependenciesRequest{
			Info: request(t, "program", "").GetInfo(), TransitiveDependencies: transitive,
		})
		require.NoError(t, err)
		var names []string
		for _, d := range response.GetDependencies() {
			names = append(names, d.GetName())
		}
		return names
	}
	assert.Contains(t, dependencies(false), "github.com/pulumi/pulumi/sdk/v3")
	assert.NotContains(t, dependencies(false), "github.com/BurntSushi/toml")
	assert.Greater(t, len(dependencies(true)), len(dependencies(false)))
	_, err = r.client.GetProgramDependencies(t.Context(), &pulumirpc.GetProgramDependenciesRequest{
		Info: &pulumirpc.ProgramInfo{ProgramDirectory: t.TempDir()},
	})
	require.ErrorContains(t, err, "no go.mod")

	require.NoError(t, r.server.Close())
	_, err = Identify(t.Context(), r.server.Port())
	assert.Error(t, err, "a runtime that has ended says nothing")
}

func TestInstallDependencies(t *testing.T) {
	t.Parallel()
	r := newRig(t, Options{})
	stream, err := r.client.InstallDependencies(t.Context(), &pulumirpc.InstallDependenciesRequest{
		Info: &pulumirpc.ProgramInfo{ProgramDirectory: t.TempDir()},
	})
	require.NoError(t, err)
	var said strings.Builder
	for {
		response, err := stream.Recv()
		if err != nil {
			require.ErrorContains(t, err, `"go mod download" in`)
			break
		}
		said.Write(response.GetStderr())
	}
	assert.Contains(t, said.String(), "go", "what the go command says is passed on")
}

func TestEngineOfEachCLI(t *testing.T) {
	t.Parallel()
	binary, err := Build(t.Context(), "testdata/program", t.TempDir(), os.Environ())
	require.NoError(t, err)
	one := newRig(t, Options{Binary: binary})
	two := newRig(t, Options{Binary: binary})
	two.conn, err = grpc.NewClient("127.0.0.1:"+strconv.Itoa(one.server.Port()),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, two.conn.Close()) })
	two.client = pulumirpc.NewLanguageRuntimeClient(two.conn)
	one.handshake(t)
	two.handshake(t)
	_, err = one.client.Run(t.Context(), request(t, "program", ""))
	require.NoError(t, err)
	assert.Contains(t, one.engine.text(), "PULUMI_ENGINE="+one.address)
	assert.Empty(t, two.engine.text(), "two CLIs that share a runtime do not see each other's program")
}
