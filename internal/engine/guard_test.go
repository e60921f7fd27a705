package engine

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func preparedLocal(t *testing.T) Local {
	t.Helper()
	local := Local{Dir: t.TempDir()}
	require.NoError(t, local.Prepare())
	return local
}

func TestCheckKeepsTargetsApart(t *testing.T) {
	t.Parallel()
	local := preparedLocal(t)
	ports := map[string]int{"azure-native": 1, LanguagePort: 2}
	unmarked := Local{Dir: t.TempDir()}
	for _, test := range []struct {
		reason string
		make   func() Workspace
		want   string // in the error; "" for none
	}{
		{"a local world with the local state", func() Workspace { return local.Workspace(CLI{}, "", ports) }, ""},
		{"a real run whose backend is the operator's login", func() Workspace { return local.RealWorkspace(CLI{}, "", 0) }, ""},
		{"a local world with a real state", func() Workspace {
			w := local.Workspace(CLI{}, "", ports)
			w.BackendURL = "azblob://state"
			return w
		}, `not in "azblob://state"`},
		{"a local world with no state named, so that a login would decide", func() Workspace {
			w := local.Workspace(CLI{}, "", ports)
			w.BackendURL = ""
			return w
		}, `not in ""`},
		{"a local world with a state folder that no local run made", func() Workspace {
			return unmarked.Workspace(CLI{}, "", ports)
		}, "was made by no local run"},
		{"a local world in the operator's Pulumi home, with its logins", func() Workspace {
			w := local.Workspace(CLI{}, "", ports)
			w.HomeDir = ""
			return w
		}, "PULUMI_HOME"},
		{"a local run without attached providers would start real ones", func() Workspace {
			return local.Workspace(CLI{}, "", map[string]int{LanguagePort: 2})
		}, "no providers attached"},
		{"a real run with the local state", func() Workspace {
			w := local.RealWorkspace(CLI{}, "", 0)
			w.BackendURL = local.StateURL()
			return w
		}, "is the state of the local target"},
		{"a real run with a folder inside the local state", func() Workspace {
			w := local.RealWorkspace(CLI{}, "", 0)
			w.BackendURL = local.StateURL() + "/.pulumi"
			return w
		}, "is the state of the local target"},
		{"a real run with local providers", func() Workspace {
			w := local.RealWorkspace(CLI{}, "", 0)
			w.Ports = ports
			return w
		}, "local providers (azure-native:1)"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			err := test.make().Check()
			if test.want == "" {
				assert.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, ErrMixed)
			assert.ErrorContains(t, err, test.want)
		})
	}
	assert.ErrorContains(t, Workspace{Target: "moon"}.Check(), `target "moon" is unknown`)
}

func TestIsLocalState(t *testing.T) {
	t.Parallel()
	local := Local{Dir: filepath.Join(t.TempDir(), "a folder with spaces")}
	require.NoError(t, local.Prepare())
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(local.StateDir(), link))
	for _, test := range []struct {
		reason, backend string
		want            bool
	}{
		{"the state folder, escaped", local.StateURL(), true},
		{"the state folder, as it is", "file://" + local.StateDir(), true},
		{"another name for it", "file://" + link, true},
		{"the folder above is nobody's state", "file://" + local.Dir, false},
		{"another folder", "file://" + t.TempDir(), false},
		{"the operator's home", "file://~", false},
		{"a blob container", "azblob://state", false},
		{"Pulumi's own service", "https://api.pulumi.com", false},
	} {
		assert.Equal(t, test.want, IsLocalState(test.backend), test.reason)
	}
}

// touch writes a file of the local state.
func touch(t *testing.T, local Local, content string, path ...string) string {
	t.Helper()
	file := filepath.Join(append([]string{local.StateDir(), ".pulumi"}, path...)...)
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
	return file
}

func TestCheckRun(t *testing.T) {
	t.Parallel()
	local := preparedLocal(t)
	touch(t, local, "{}", "stacks", "trelica", "dev.json")
	touch(t, local, "{}", "stacks", "trelica", "prod.json.gz")
	touch(t, local, `{"pid": 1}`, "locks", "organization", "trelica", "dev", "1.json")
	for _, test := range []struct {
		reason string
		run    Run
		want   string
	}{
		{"a preview of a stack that the local state has", Run{"organization", "trelica", "prod", true}, ""},
		{"an up, with the local state's lock held", Run{"organization", "trelica", "dev", false}, ""},
		{"an up without the lock has its state elsewhere", Run{"organization", "trelica", "prod", false}, "being changed, but not in the local state"},
		{"a stack that is not here", Run{"organization", "trelica", "dr", true}, "stack dr is not in the local state"},
		{"a stack of Pulumi's own service", Run{"trelica-inc", "trelica", "dev", true}, "organisation trelica-inc"},
	} {
		err := local.CheckRun(test.run)
		if test.want == "" {
			assert.NoError(t, err, test.reason)
			continue
		}
		require.ErrorIs(t, err, ErrMixed, test.reason)
		assert.ErrorContains(t, err, test.want, test.reason)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	local := preparedLocal(t)
	touch(t, local, "{}", "stacks", "trelica", "prod.json")
	guard := local.Guard()
	const urn = "urn:pulumi:prod::trelica::random:index/randomUuid:RandomUuid::id"
	call := func(method string, req any) error {
		_, err := guard(t.Context(), req, &grpc.UnaryServerInfo{FullMethod: "/pulumirpc.ResourceProvider/" + method},
			func(context.Context, any) (any, error) { return nil, nil }) //nolint:nilnil // the answer is not looked at
		return err
	}
	for _, test := range []struct {
		reason, method string
		req            any
		refused        bool
	}{
		{"a create of a run whose state is elsewhere", "Create", &pulumirpc.CreateRequest{Urn: urn}, true},
		{"an update", "Update", &pulumirpc.UpdateRequest{Urn: urn}, true},
		{"a delete, which destroy sends without running a program", "Delete", &pulumirpc.DeleteRequest{Urn: urn}, true},
		{"a create of a preview changes nothing", "Create", &pulumirpc.CreateRequest{Urn: urn, Preview: true}, false},
		{"a check changes nothing", "Check", &pulumirpc.CheckRequest{Urn: urn}, false},
		{"a call without a resource", "Invoke", &pulumirpc.InvokeRequest{}, false},
		{"an URN that is none belongs to no stack", "Delete", &pulumirpc.DeleteRequest{Urn: "x"}, false},
	} {
		err := call(test.method, test.req)
		if !test.refused {
			assert.NoError(t, err, test.reason)
			continue
		}
		assert.Equal(t, codes.FailedPrecondition, status.Code(err), test.reason)
	}
	touch(t, local, `{"pid": 1}`, "locks", "organization", "trelica", "prod", "1.json")
	assert.NoError(t, call("Delete", &pulumirpc.DeleteRequest{Urn: urn}), "with the local state's lock the call is answered")
}
