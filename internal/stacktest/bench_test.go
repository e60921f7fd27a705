package stacktest

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

var update = flag.Bool("update", false, "rewrite the golden snapshots")

// root is the repository's folder, seen from this package.
const root = "../.."

// commit is what the tag "commit" says in every test: the checkout's own would change the goldens with every commit.
const commit = "0123456789ab"

// builtProgram builds the program once for all tests; later runs find Go's cache warm.
var builtProgram = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "stacktest")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "infra")
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, root+"/infra").CombinedOutput()
	if err != nil {
		return "", &buildError{output: string(out), err: err}
	}
	return path, nil
})

type buildError struct {
	output string
	err    error
}

func (e *buildError) Error() string {
	return "building the program: " + e.err.Error() + "\n" + e.output
}

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := builtProgram(); err == nil {
		if err := os.RemoveAll(filepath.Dir(path)); err != nil && code == 0 {
			code = 1
		}
	}
	os.Exit(code)
}

// bench is one local Azure with a state of its own, and the repository's stacks to run against it.
type bench struct {
	engine.Workspace
	local engine.Local
	host  *langhost.Server
	azure *localazure.Server
	// shown is everything that the CLI has printed.
	shown *bytes.Buffer
	// callsBefore is how many calls the world had seen when a region was lost.
	callsBefore int
}

// newBench starts a local Azure and puts copies of the stack files beside it.
func newBench(t *testing.T, options localazure.Options) *bench {
	t.Helper()
	cli, _, err := engine.FindCLI(t.Context(), engine.NewLookup(os.Getenv))
	require.NoError(t, err, "the stack tests run the real CLI")
	program, err := builtProgram()
	require.NoError(t, err)

	local := engine.Local{Dir: t.TempDir()}
	require.NoError(t, local.Prepare())
	host, err := langhost.Start(langhost.Options{
		Binary: program, Environ: append(engine.ProgramEnviron(os.Environ()), "TRELICA_COMMIT="+commit),
		Check: func(r langhost.Request) error { return local.CheckRun(engine.Run(r)) },
	})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, host.Close()) })

	project := t.TempDir()
	files, err := filepath.Glob(root + "/Pulumi*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(project, filepath.Base(file)), content, 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(project, "infra"), 0o700))

	b := &bench{
		Workspace: local.Workspace(cli, project, nil), local: local, host: host, shown: &bytes.Buffer{},
	}
	b.serve(t, options)
	t.Cleanup(func() { assert.NoError(t, b.azure.Close()) })
	return b
}

// serve serves the world with other options from now on: its resources stay.
func (b *bench) serve(t *testing.T, options localazure.Options) {
	t.Helper()
	if b.azure != nil {
		require.NoError(t, b.azure.Close())
	}
	options.Dir = b.local.WorldDir()
	azure, err := localazure.Start(t.Context(), options)
	require.NoError(t, err)
	ports := azure.Ports()
	ports[engine.LanguagePort] = b.host.Port()
	b.azure, b.Workspace = azure, b.local.Workspace(b.CLI, b.ProjectDir, ports)
}

// with sets keys in a copied stack file, over what is there.
func (b *bench) with(t *testing.T, stack string, keys map[string]string) {
	t.Helper()
	path := filepath.Join(b.ProjectDir, "Pulumi."+stack+".yaml")
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimRight(string(content), "\n"), "\n")
	for key, value := range keys {
		line := "  trelica:" + key + ": " + value
		replaced := false
		for i := 0; i < len(lines) && !replaced; i++ {
			if !strings.HasPrefix(lines[i], "  trelica:"+key+":") {
				continue
			}
			end := i + 1
			for end < len(lines) && strings.HasPrefix(lines[end], "   ") { // what belongs to the key is indented deeper
				end++
			}
			lines, replaced = slices.Replace(lines, i, end, line), true
		}
		if !replaced {
			lines = append(lines, line)
		}
	}
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	require.NoError(t, b.EnsureStack(t.Context(), stack))
}

// run runs an operation on a stack, and keeps what was printed.
func (b *bench) run(t *testing.T, operation engine.Operation, options engine.Options) engine.Result {
	t.Helper()
	require.NoError(t, b.EnsureStack(t.Context(), options.Stack))
	options.Yes = operation != engine.OpPreview && !options.PreviewOnly
	streams := engine.Streams{Out: b.shown, Err: b.shown}
	var result engine.Result
	var err error
	switch operation {
	case engine.OpPreview:
		result, err = b.Preview(t.Context(), options, streams)
	case engine.OpUp:
		result, err = b.Up(t.Context(), options, streams)
	case engine.OpRefresh:
		result, err = b.Refresh(t.Context(), options, streams)
	case engine.OpDestroy:
		result, err = b.Destroy(t.Context(), options, streams)
	}
	require.NoError(t, err, "the CLI could not be run")
	return result
}

// deep leaves a test to "make verify": it provisions a stack once more, which "make test" has no time for. Goldens are written of all.
func deep(t *testing.T) {
	t.Helper()
	if os.Getenv("TRELICA_DEEP") == "" && !*update {
		t.Skip(`provisions a stack once more: "make verify" runs it`)
	}
}

// up provisions a stack and demands that it works.
func (b *bench) up(t *testing.T, stack string) engine.Result {
	t.Helper()
	result := b.run(t, engine.OpUp, engine.Options{Stack: stack, SkipPreview: true})
	require.NoError(t, result.Err(), "up of %s:\n%s", stack, b.shown)
	return result
}

// resources are the identifiers of everything in the world, sorted.
func (b *bench) resources() []string {
	var ids []string
	for _, resource := range b.azure.World().All() {
		ids = append(ids, resource.ID)
	}
	slices.Sort(ids)
	return ids
}

// lose switches a region off.
func (b *bench) lose(t *testing.T, region string) {
	t.Helper()
	require.NoError(t, b.azure.World().Update(func(tx *world.Tx) error {
		tx.SetOutages([]string{region})
		return nil
	}))
	b.callsBefore = len(b.azure.World().Calls())
}

// messages are the texts of diagnostics of one severity.
func messages(result engine.Result, severity string) []string {
	var texts []string
	for _, diagnostic := range result.Diagnostics {
		if diagnostic.Severity == severity {
			texts = append(texts, diagnostic.URN+": "+diagnostic.Message)
		}
	}
	return texts
}
