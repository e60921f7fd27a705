package changes_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/enginetest"
	"github.com/trelica/infrastructure/internal/engine/langhost"
	"github.com/trelica/infrastructure/internal/localazure"
)

var recordNow = flag.Bool("record", false, "rewrite the recordings of the engine's event streams")

// studio is a local Azure in which one stack of ours is provisioned, and in which a program previews it that wants whatever a file says.
type studio struct {
	open func(t *testing.T, binary string, environ ...string) engine.Workspace
	// state is what was provisioned, in the order in which it was made; secrets are their texts.
	state   []played
	secrets []string
}

const (
	repositoryDir = "../.."
	// recordedStack is the stack of every scenario that is recorded, and goldenCommit the commit that its golden is of.
	recordedStack = "dev"
	goldenCommit  = "0123456789ab"
)

// openStudio provisions a stack with the program there is.
func openStudio(t *testing.T, stack string) *studio {
	t.Helper()
	cli := enginetest.CLI(t)
	local := engine.Local{Dir: filepath.Join(t.TempDir(), "local")}
	require.NoError(t, local.Prepare())
	azure, err := localazure.Start(t.Context(), localazure.Options{Dir: local.WorldDir()})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, azure.Close()) })
	project, err := filepath.Abs(repositoryDir)
	require.NoError(t, err)
	program, err := langhost.Build(t.Context(), filepath.Join(project, "infra"), t.TempDir(), os.Environ())
	require.NoError(t, err)
	s := &studio{}
	s.open = func(t *testing.T, binary string, environ ...string) engine.Workspace {
		t.Helper()
		host, err := langhost.Start(langhost.Options{
			Binary: binary, Environ: append(engine.ProgramEnviron(os.Environ()), append(environ, "TRELICA_COMMIT="+goldenCommit)...),
		})
		require.NoError(t, err)
		t.Cleanup(func() { assert.NoError(t, host.Close()) })
		ports := maps.Clone(azure.Ports())
		ports[engine.LanguagePort] = host.Port()
		return local.Workspace(cli, project, ports)
	}
	ours := s.open(t, program)
	for _, name := range []string{"bootstrap-" + stack, stack} {
		require.NoError(t, ours.EnsureStack(t.Context(), name))
		var shown bytes.Buffer
		result, err := ours.Up(t.Context(), engine.Options{Stack: name, Yes: true, SkipPreview: true}, engine.Streams{Out: &shown, Err: &shown})
		require.NoError(t, err)
		require.NoError(t, result.Err(), shown.String())
	}
	exported, err := ours.Read(t.Context(), "stack", "export", "--stack", stack, "--show-secrets")
	require.NoError(t, err)
	var checkpoint struct {
		Deployment struct{ Resources []played }
	}
	require.NoError(t, json.Unmarshal([]byte(exported), &checkpoint))
	s.state = checkpoint.Deployment.Resources
	require.NotEmpty(t, s.state)
	s.secrets = plainTexts(t, exported)
	require.NotEmpty(t, s.secrets)
	return s
}

// plainTexts are the secrets of a state that was exported with them. Short ones, such as "true", are found everywhere.
func plainTexts(t *testing.T, exported string) []string {
	t.Helper()
	var state any
	require.NoError(t, json.Unmarshal([]byte(exported), &state))
	var found []string
	var visit func(any)
	visit = func(value any) {
		switch v := value.(type) {
		case map[string]any:
			if text, ok := v["plaintext"].(string); ok {
				var plain string
				if json.Unmarshal([]byte(text), &plain) == nil && len(plain) > 8 {
					found = append(found, plain)
				}
			}
			for _, item := range v {
				visit(item)
			}
		case []any:
			for _, item := range v {
				visit(item)
			}
		}
	}
	visit(state)
	return found
}

// playing is a workspace whose program wants what it is told.
func (s *studio) playing(t *testing.T, wanted []played) engine.Workspace {
	t.Helper()
	content, err := json.Marshal(wanted)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "wanted.json")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	self, err := os.Executable()
	require.NoError(t, err)
	return s.open(t, self, playVariable+"="+path)
}

// preview previews the stack as somebody wants it and returns the log.
func (s *studio) preview(t *testing.T, stack string, wanted []played) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "events.json")
	var shown bytes.Buffer
	_, err := s.playing(t, wanted).Preview(t.Context(), engine.Options{Stack: stack, EventLog: path}, engine.Streams{Out: &shown, Err: &shown})
	require.NoError(t, err, shown.String())
	log, err := os.ReadFile(path)
	require.NoError(t, err, shown.String())
	return log
}

// protect protects what a scenario starts from, and tells whether it had to.
func (s *studio) protect(t *testing.T, scene scenario, now bool) bool {
	t.Helper()
	r := record(t, scene.stack)
	scene.change(r)
	protected := slices.Clone(s.state)
	for i, resource := range protected {
		if edited := r.resources[resource.URN]; edited != nil && edited.protect {
			protected[i].Protect = true
		}
	}
	if reflect.DeepEqual(protected, s.state) || !now {
		return !reflect.DeepEqual(protected, s.state)
	}
	s.state = protected
	var shown bytes.Buffer
	result, err := s.playing(t, protected).Up(t.Context(), engine.Options{Stack: scene.stack, Yes: true, SkipPreview: true}, engine.Streams{Out: &shown, Err: &shown})
	require.NoError(t, err)
	require.NoError(t, result.Err(), shown.String())
	return true
}

// want is the state with what a scenario changes of it.
func (s *studio) want(t *testing.T, scene scenario) []played {
	t.Helper()
	if how, ok := renamings[scene.name]; ok {
		return how.of(s.state)
	}
	r := record(t, scene.stack)
	scene.change(r)
	var wanted []played
	byURN := map[string]played{}
	for _, resource := range s.state {
		byURN[resource.URN] = resource
		edited := r.resources[resource.URN]
		if edited == nil {
			wanted = append(wanted, resource)
			continue
		}
		if len(edited.ops) == 0 || edited.ops[0] == "delete" {
			continue
		}
		if edited.ops[0] != "same" {
			resource.Inputs = edited.new
			resource.DeleteFirst = edited.ops[0] == "delete-replaced"
		}
		resource.Protect = (resource.Protect || edited.protect) && !edited.unprotect
		wanted = append(wanted, resource)
	}
	for _, urn := range r.order {
		if added := r.resources[urn]; added.ops != nil && added.ops[0] == "create" {
			beside := byURN[added.beside]
			wanted = append(wanted, played{URN: urn, Type: typeOf(urn), Parent: beside.Parent, Provider: beside.Provider, Custom: true, Inputs: added.new})
		}
	}
	return wanted
}

// TestRecord provisions a stack of ours into the local Azure with the real engine, previews every scenario that changes resources, and
// compares what is reported with what the recordings say; with -record it rewrites them. It runs with TRELICA_DEEP=1 only (make verify).
func TestRecord(t *testing.T) {
	if os.Getenv("TRELICA_DEEP") == "" {
		t.Skip("a deep test: set TRELICA_DEEP=1")
	}
	s := openStudio(t, recordedStack)
	untouched := compact(t, s.preview(t, recordedStack, s.state))
	require.Equal(t, 1, bytes.Count(untouched, []byte("\n")), "a program that wants what there is changes nothing: %s", untouched)
	var later []scenario
	t.Run("as provisioned", func(t *testing.T) {
		for _, scene := range scenarios() {
			switch {
			case !scene.recorded():
			case s.protect(t, scene, false):
				later = append(later, scene)
			default:
				t.Run(scene.name, func(t *testing.T) {
					t.Parallel()
					s.record(t, scene)
				})
			}
		}
	})
	for _, scene := range later {
		s.protect(t, scene, true)
		s.record(t, scene)
	}
}

// record previews one scenario, and compares or writes its recording.
func (s *studio) record(t *testing.T, scene scenario) {
	t.Helper()
	recorded := compact(t, s.preview(t, scene.stack, s.want(t, scene)))
	for _, secret := range s.secrets {
		require.NotContains(t, string(recorded), secret, "%s: a secret of the state", scene.name)
	}
	require.Empty(t, unfit(string(recorded)), scene.name)
	if *recordNow {
		require.NoError(t, os.MkdirAll(recordings, 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(recordings, scene.name+".jsonl"), recorded, 0o600))
		return
	}
	committed, ok := recordingOf(t, scene)
	require.True(t, ok, `%s has no recording: run "go test ./internal/changes -run TestRecord -record" with TRELICA_DEEP=1`, scene.name)
	report := func(log *changes.Log) string {
		return reportOf(changes.NewSet(changes.Input{Stack: scene.stack, Environment: scene.stack, Log: log})).Markdown(0, "")
	}
	assert.Equal(t, report(committed), report(whole(t, scene.stack, recorded)), scene.name)
}

// of gives a component another type, and so all that is in it another URN.
func (how renaming) of(state []played) []played {
	wanted := slices.Clone(state)
	for i, resource := range wanted {
		urn := strings.Replace(strings.Replace(resource.URN, how.from+"$", how.to+"$", 1), how.from+"::", how.to+"::", 1)
		if urn != resource.URN && how.aliased {
			wanted[i].Was = resource.URN
		}
		wanted[i].URN, wanted[i].Parent = urn, strings.Replace(resource.Parent, how.from+"::", how.to+"::", 1)
		wanted[i].Type = typeOf(urn)
	}
	return wanted
}
