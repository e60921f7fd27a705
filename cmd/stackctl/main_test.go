package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/preflight"
)

// The variables by which a test binary is stackctl in another process: with the fake local Azure or the one there is, and
// with a built program.
const (
	asCommand = "STACKCTL_TEST_AS_COMMAND"
	asFake    = "fake"
	asReal    = "real"
	asProgram = "STACKCTL_TEST_PROGRAM"
)

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) == "" {
		os.Exit(m.Run())
	}
	a, err := newApp()
	if err != nil {
		fail(os.Stderr, err)
		os.Exit(codeFailed)
	}
	a.program, a.settings, a.environment = os.Getenv(asProgram), noSettings, testEnvironment
	if os.Getenv(asCommand) == asFake {
		a.azure = startFakeAzure
	}
	os.Exit(a.run(context.Background(), os.Args[1:]))
}

// fakeAzure is a local Azure for programs that have no resources: ports that answer.
type fakeAzure struct {
	listeners map[string]net.Listener
	collect   bool
}

func startFakeAzure(_ context.Context, o azureOptions) (azureServer, error) {
	f := &fakeAzure{listeners: map[string]net.Listener{}, collect: o.Collect}
	for _, name := range []string{"azure-native", "kubernetes", "random"} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		f.listeners[name] = listener
	}
	return f, nil
}

func (f *fakeAzure) Ports() map[string]int {
	ports := map[string]int{}
	for name, listener := range f.listeners {
		if address, ok := listener.Addr().(*net.TCPAddr); ok {
			ports[name] = address.Port
		}
	}
	return ports
}

func (f *fakeAzure) DataPlaneEnviron(string) map[string]string { return map[string]string{} }

func (f *fakeAzure) ManagementURL() string { return "http://127.0.0.1:1" }

func (f *fakeAzure) Close() error {
	var problems []error
	for _, listener := range f.listeners {
		problems = append(problems, listener.Close())
	}
	return errors.Join(problems...)
}

// noSettings finds nothing wrong: the tests' program has settings of its own.
func noSettings(string, string) ([]string, error) { return nil, nil }

// testEnvironment is what the tests' stacks expect: two vaults, and a secret that both need.
func testEnvironment(_, stack string) (environment, error) {
	const subscription = "00000000-0000-0000-0000-0000000000f1"
	e := environment{Expectation: preflight.Expectation{
		Stack: stack, SubscriptionID: subscription, TenantID: "00000000-0000-0000-0000-0000000000f2",
		Providers: []string{"Microsoft.KeyVault"},
	}}
	for _, name := range []string{"kv-home", "kv-recovery"} {
		v := vaultPlace{Region: "uksouth", ResourceGroup: "rg-tiny-foundation", Name: name}
		v.ID = "/subscriptions/" + subscription + "/resourceGroups/" + v.ResourceGroup + "/providers/Microsoft.KeyVault/vaults/" + name
		e.Vaults = append(e.Vaults, v)
		e.Secrets = append(e.Secrets, preflight.Secret{ResourceGroup: v.ResourceGroup, Vault: name, VaultID: v.ID, Name: "api-key"})
	}
	return e, nil
}

// bench is stackctl with a fake local Azure, in a folder of its own, in a copy of the project of the engine's tests.
type bench struct {
	*app
	project string
	local   engine.Local
	env     map[string]string
	out     bytes.Buffer
	err     bytes.Buffer
	started []azureOptions
}

func newBench(t *testing.T) *bench {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	b := &bench{project: t.TempDir(), local: engine.Local{Dir: filepath.Join(t.TempDir(), "local")}}
	require.NoError(t, os.CopyFS(b.project, os.DirFS(enginetest.ProjectDir())))
	b.env = map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": os.Getenv("HOME"), "TRELICA_TOOLS_DIR": os.Getenv("TRELICA_TOOLS_DIR"),
		"TRELICA_LOCAL_DIR": b.local.Dir,
	}
	b.app = &app{
		in: strings.NewReader(""), out: &b.out, err: &b.err,
		dir: filepath.Join(b.project, "infra"), name: "stackctl", self: self,
		environ:  append(os.Environ(), "TRELICA_LOCAL_DIR="+b.local.Dir, asCommand+"="+asFake),
		getenv:   func(name string) string { return b.env[name] },
		settings: noSettings, environment: testEnvironment, access: cloud.Azure, pack: buildPack,
		findCLI: func(ctx context.Context) (engine.CLI, []string, error) {
			return engine.FindCLI(ctx, engine.NewLookup(func(name string) string { return b.env[name] }))
		},
		azure: func(ctx context.Context, o azureOptions) (azureServer, error) {
			b.started = append(b.started, o)
			return startFakeAzure(ctx, o)
		},
	}
	return b
}

// newRealBench is a bench whose programs run: with the real CLI, which it skips the test without, and a built program.
func newRealBench(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	cli := enginetest.CLI(t)
	b.findCLI = func(context.Context) (engine.CLI, []string, error) { return cli, nil, nil }
	b.program = enginetest.Program(t)
	b.environ = append(b.environ, asProgram+"="+b.program)
	return b
}

// newAzureBench is a bench with the local Azure there is, in this process and in the background.
func newAzureBench(t *testing.T) *bench {
	t.Helper()
	b := newRealBench(t)
	b.azure = startLocalAzure
	b.environ = append(b.environ, asCommand+"="+asReal)
	return b
}

// write replaces the settings of stack dev.
func (b *bench) write(t *testing.T, settings string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(b.project, "Pulumi.dev.yaml"), []byte(settings), 0o600))
}

// read reads a file.
func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(data)
}

// stackctl runs a command and returns the exit code.
func (b *bench) stackctl(t *testing.T, args ...string) int {
	t.Helper()
	b.out.Reset()
	b.err.Reset()
	return b.run(t.Context(), args)
}

// lines are the lines of standard error.
func (b *bench) lines() []string { return strings.Split(strings.TrimSpace(b.err.String()), "\n") }

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		args   []string
		change func(*bench)
		code   int
		want   []string // parts of standard error
	}{
		{"a command that does not exist", []string{"conquer"}, nil, codeUsage, []string{`unknown command "conquer"`, "--help"}},
		{"a flag that does not exist", []string{"up", "--force"}, nil, codeUsage, []string{"unknown flag: --force"}},
		{"an argument too many", []string{"up", "prod"}, nil, codeUsage, []string{`unknown command "prod"`}},
		{"no stack", []string{"up"}, nil, codeUsage, []string{"--stack is missing: stacks here are dev, keep"}},
		{"a stack without a file", []string{"preview", "--stack", "dr"}, nil, codeUsage, []string{`stack "dr" has no Pulumi.dr.yaml: stacks here are dev, keep`}},
		{"a target that does not exist", []string{"up", "-s", "dev", "--target", "aws"}, nil, codeUsage, []string{`target "aws" is unknown: allowed are local and azure`}},
		{"an output format that does not exist", []string{"up", "-s", "dev", "--output", "xml"}, nil, codeUsage, []string{"allowed are text and json"}},
		{"a part that does not exist", []string{"up", "-s", "dev", "--part", "back"}, nil, codeUsage, []string{`part "back" is unknown: parts are foundation, standby, front, platform, governance`}},
		{"a refresh of everything before a part", []string{"up", "-s", "dev", "--part", "front", "--refresh"}, nil, codeUsage, []string{"--refresh reads every part"}},
		{"two ways to choose", []string{"destroy", "-s", "dev", "--part", "front", "--exclude-protected"}, nil, codeUsage, []string{"cannot be used together"}},
		{"a shell for a stack without a file", []string{"local", "env", "-s", "dr"}, nil, codeUsage, []string{`stack "dr" has no Pulumi.dr.yaml`}},
		{"a secret without a name", []string{"secret", "set", "-s", "dev"}, nil, codeUsage, []string{"accepts 1 arg(s), received 0"}},
		{"a secret's name that no vault takes", []string{"secret", "set", "a_b", "-s", "dev"}, nil, codeUsage, []string{"1 to 127 letters, digits and hyphens"}},
		{"a secret that the stack does not declare", []string{"secret", "set", "other", "-s", "dev"}, nil, codeUsage, []string{"declared are api-key"}},
		{"a vault that is not the stack's", []string{"secret", "set", "api-key", "-s", "dev", "--vault", "kv-x"}, nil, codeUsage, []string{`vault "kv-x" is none of stack dev: vaults are kv-home, kv-recovery`}},
		{"a secret without a value", []string{"secret", "set", "api-key", "-s", "dev"}, nil, codeUsage, []string{"the value is empty"}},
		{"a status without a stack", []string{"status"}, nil, codeUsage, []string{"--stack is missing"}},
		{"a preflight of a stack without a file", []string{"preflight", "-s", "dr"}, nil, codeUsage, []string{`stack "dr" has no Pulumi.dr.yaml`}},
		{"half a command", []string{"local"}, nil, codeUsage, []string{"local needs one of its commands"}},
		{"reset with nobody to ask", []string{"local", "reset"}, nil, codeUsage, []string{"pass --yes"}},
		{
			"every mistake in the settings is shown, and nothing is started", []string{"up", "-s", "dev"},
			func(b *bench) {
				b.settings = func(string, string) ([]string, error) { return nil, errors.New("a: wrong\nb: wrong too") }
			},
			codeFailed, []string{"error: a: wrong\n  b: wrong too"},
		},
		{
			"placeholders do not reach the real Azure", []string{"up", "-s", "dev", "--target", "azure"},
			func(b *bench) {
				b.settings = func(string, string) ([]string, error) { return []string{"subscriptionId", "tenantId"}, nil }
			},
			codeRefused, []string{"target: azure", "hold placeholders", "  subscriptionId\n  tenantId", "next: put the real values"},
		},
		{
			"no CLI", []string{"up", "-s", "dev"},
			func(b *bench) { b.env["PATH"], b.env["TRELICA_TOOLS_DIR"] = "", "/nowhere" },
			codeFailed, []string{`no Pulumi CLI of at least v3.255.0 on PATH or in /nowhere: run "make tools"`},
		},
		{
			"a folder that is no repository", []string{"up", "-s", "dev"},
			func(b *bench) { b.dir = os.TempDir() }, codeFailed, []string{"no Pulumi.yaml in"},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if test.change != nil {
				test.change(b)
			}
			assert.Equal(t, test.code, b.stackctl(t, test.args...), b.err.String())
			for _, want := range test.want {
				assert.Contains(t, b.err.String(), want)
			}
			assert.Equal(t, 1, strings.Count(b.err.String(), "error: "), "an error is said once")
			assert.Empty(t, b.out.String(), "an error is no result")
			assert.Empty(t, b.started)
			assert.NoDirExists(t, b.local.Dir)
		})
	}
}

func TestTargetIsTheFirstAndTheLastLine(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.settings = func(string, string) ([]string, error) { return nil, errors.New("wrong") }
	for _, command := range []string{"preview", "up", "refresh", "destroy"} {
		require.Equal(t, codeFailed, b.stackctl(t, command, "-s", "dev"))
		assert.Equal(t, []string{"target: local (simulated)", "error: wrong", "target: local (simulated)"}, b.lines(), command)
	}
	// What goes wrong after the first line is said once, and before the last.
	b.environment = func(string, string) (environment, error) { return environment{}, errors.New("wrong") }
	for _, command := range []string{"status", "topology", "evidence", "preflight"} {
		require.Equal(t, codeFailed, b.stackctl(t, command, "-s", "dev"), command)
		lines := b.lines()
		assert.Equal(t, "target: local (simulated)", lines[0], command)
		assert.Equal(t, "target: local (simulated)", lines[len(lines)-1], command)
		assert.LessOrEqual(t, strings.Count(b.err.String(), "error: "), 1, "%s says it twice: %s", command, b.err.String())
	}
	require.NoError(t, os.MkdirAll(filepath.Dir(b.local.Dir), 0o700))
	require.NoError(t, os.WriteFile(b.local.Dir, nil, 0o600)) // a file in the place of the folder
	for _, command := range []string{"env", "serve", "outage uksouth", "faults --clear", "rotate-key kv-x sql-tde"} {
		require.Equal(t, codeFailed, b.stackctl(t, append([]string{"local"}, strings.Fields(command)...)...), "%s: %s", command, b.err.String())
		lines := b.lines()
		assert.Equal(t, "target: local (simulated)", lines[0], command)
		assert.Equal(t, "target: local (simulated)", lines[len(lines)-1], command)
		assert.Equal(t, 1, strings.Count(b.err.String(), "error: "), "%s: %s", command, b.err.String())
	}
	require.NoError(t, os.Remove(b.local.Dir))
	for _, command := range []string{"status", "reset --yes", "stop"} {
		require.Equal(t, codeFine, b.stackctl(t, append([]string{"local"}, strings.Fields(command)...)...))
		lines := b.lines()
		assert.Equal(t, "target: local (simulated)", lines[0], command)
		assert.Equal(t, "target: local (simulated)", lines[len(lines)-1], command)
	}
}

func TestNoArguments(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	require.Equal(t, codeFine, b.stackctl(t))
	assert.Equal(t, `What one does most:

  stackctl preview --stack dev   # show what would change
  stackctl up --stack dev        # make it so, in the local Azure
  stackctl diff --base HEAD      # show what the edited files would change, in every stack
  stackctl topology --stack dev  # show who can reach whom; --output html draws it
  stackctl local reset           # forget the local Azure and begin anew

Everything against the real Azure takes --target azure. More: stackctl --help
`, b.out.String())
	assert.Empty(t, b.err.String())
}

func TestEveryCommandShowsAnExample(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var visit func(*cobra.Command, []string)
	seen := 0
	visit = func(cmd *cobra.Command, path []string) {
		seen++
		require.Equal(t, codeFine, b.stackctl(t, append(path, "--help")...))
		assert.Contains(t, b.out.String(), "Examples:\n  ", "%s --help", cmd.CommandPath())
		assert.NotEmpty(t, cmd.Short, cmd.CommandPath())
		for _, sub := range cmd.Commands() {
			visit(sub, append(append([]string{}, path...), sub.Name()))
		}
	}
	visit(b.rootCommand(), nil)
	assert.Equal(t, 38, seen)
}

func TestCallName(t *testing.T) {
	t.Parallel()
	assert.Equal(t, filepath.Join(".local", "bin", "stackctl"), callName("/repo/.local/bin/stackctl", "/repo"))
	assert.Equal(t, "/elsewhere/stackctl", callName("/elsewhere/stackctl", "/repo"))
}

func TestHintsFollowTheError(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	assert.Equal(t, codeRefused, b.finish(refused(errors.New("no"), "do this"), "stackctl up"))
	assert.Equal(t, "error: no\nnext: do this\n", b.err.String())
	b.err.Reset()
	assert.Equal(t, codeFailed, b.finish(failed(errors.New("no")), "stackctl up"))
	assert.Equal(t, codeFine, b.finish(nil, "stackctl up"))
	assert.Equal(t, "error: no\n", b.err.String())
	b.err.Reset()
	assert.Equal(t, codeUsage, b.finish(usage("no"), "stackctl secret set"))
	assert.Equal(t, "error: no\nrun \"stackctl secret set --help\" for what there is\n", b.err.String())
	assert.Equal(t, codeRefused, b.finish(hinted(refused(errors.New("no")), "do that"), "stackctl up"), "what is marked already stays as it is")
}
