package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"k8s.io/client-go/dynamic"

	"github.com/trelica/infrastructure/e2e/controlplane"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/kube"
	"github.com/trelica/infrastructure/internal/localazure/kube/apiserver"
	"github.com/trelica/infrastructure/stacks/settings"
)

// root is the repository's folder, seen from this one.
const root = ".."

// environment is a provisioned environment with a real API server behind its cluster. Tests share it: it takes a minute to make.
type environment struct {
	engine.Workspace
	set   *settings.Settings
	azure *localazure.Server
	plane *controlplane.ControlPlane
	// objects reads and writes any kind of object, as the administrator.
	objects dynamic.Interface
	// brought are the values of the secrets that people brought, by name. No API gives them back.
	brought map[string]string
	// dir is the folder of everything that belongs to it.
	dir string
	// shown is everything that the CLI has printed.
	shown bytes.Buffer
	// stops ends what runs, in reverse.
	stops []func() error
}

var (
	environments = map[string]*environment{}
	making       sync.Mutex
)

func TestMain(m *testing.M) {
	code := m.Run()
	for stack, e := range environments {
		if err := e.close(code == 0); err != nil {
			fmt.Fprintf(os.Stderr, "the end of %s: %v\n", stack, err)
			code = 1
		}
	}
	if path, err := built("infra"); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // in the folder of temporary files
	}
	os.Exit(code)
}

// provisioned is an environment in which everything runs that its settings declare.
func provisioned(t *testing.T, stack string) *environment {
	t.Helper()
	making.Lock()
	defer making.Unlock()
	if e, made := environments[stack]; made {
		return e
	}
	started := time.Now()
	e := &environment{brought: map[string]string{}}
	environments[stack] = e
	e.start(t, stack)
	e.provision(t)
	t.Logf("%s was provisioned in %s", stack, time.Since(started).Round(time.Second))
	return e
}

// start starts the control plane, the local Azure in front of it, and what runs the program.
func (e *environment) start(t *testing.T, stack string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context()) // it outlives the test that happens to be the first
	tools := os.Getenv("TRELICA_TOOLS_DIR")
	require.NotEmpty(t, tools, `the tools are built by "make e2e"`)
	var err error
	e.dir, err = os.MkdirTemp("", "trelica-e2e-"+stack+"-") //nolint:usetesting // it outlives the test that happens to be the first
	require.NoError(t, err)
	cli, _, err := engine.FindCLI(ctx, engine.NewLookup(os.Getenv))
	require.NoError(t, err)
	program, err := built("infra")
	require.NoError(t, err)
	e.set, err = settings.FromFiles(root, stack)
	require.NoError(t, err)

	e.plane, err = controlplane.Start(ctx, tools, e.folder(t, "plane"))
	require.NoError(t, err)
	e.stops = append(e.stops, e.plane.Stop)
	e.objects, err = dynamic.NewForConfig(e.plane.Config)
	require.NoError(t, err)
	server, err := apiserver.FromKubeconfig(e.plane.Kubeconfig)
	require.NoError(t, err)

	local := engine.Local{Dir: e.folder(t, "local")}
	require.NoError(t, local.Prepare())
	e.azure, err = localazure.Start(ctx, localazure.Options{
		Dir: local.WorldDir(), RealCluster: func(string) (kube.Cluster, bool) { return server, true },
	})
	require.NoError(t, err)
	e.stops = append(e.stops, e.azure.Close)
	host, err := langhost.Start(langhost.Options{
		Binary: program, Environ: append(engine.ProgramEnviron(os.Environ()), "TRELICA_COMMIT=0123456789ab"),
		Check: func(r langhost.Request) error { return local.CheckRun(engine.Run(r)) },
	})
	require.NoError(t, err)
	e.stops = append(e.stops, host.Close)

	project := e.folder(t, "project")
	files, err := filepath.Glob(filepath.Join(root, "Pulumi*.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(project, filepath.Base(file)), content, 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(project, "infra"), 0o700))
	ports := e.azure.Ports()
	ports[engine.LanguagePort] = host.Port()
	e.Workspace = local.Workspace(cli, project, ports)
}

// folder is a folder of the environment's own.
func (e *environment) folder(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(e.dir, name)
	require.NoError(t, os.MkdirAll(path, 0o700))
	return path
}

// close ends everything that runs. The folder stays where it is when something went wrong: the logs are in it.
func (e *environment) close(well bool) error {
	var problems []error
	for i := len(e.stops) - 1; i >= 0; i-- {
		problems = append(problems, e.stops[i]())
	}
	if !well {
		fmt.Fprintln(os.Stderr, "logs and states are in", e.dir)
		return errors.Join(problems...)
	}
	return errors.Join(append(problems, os.RemoveAll(e.dir))...)
}

// built builds a command of the repository once: "infra", or "refapp", which is a module of its own.
func built(name string) (string, error) {
	building.Lock()
	defer building.Unlock()
	if path, done := binaries[name]; done {
		return path, nil
	}
	if binaries["dir"] == "" {
		dir, err := os.MkdirTemp("", "trelica-e2e-bin-")
		if err != nil {
			return "", fmt.Errorf("a folder for binaries: %w", err)
		}
		binaries["dir"] = dir
	}
	path := filepath.Join(binaries["dir"], name)
	command := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".")
	command.Dir = filepath.Join(root, name)
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", name, err, strings.TrimSpace(string(out)))
	}
	binaries[name] = path
	return path, nil
}

var (
	building sync.Mutex
	binaries = map[string]string{}
)
