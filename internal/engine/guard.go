package engine

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// ErrMixed is wrapped by every refusal to put a local world behind a real state or a real cloud behind the local state.
var ErrMixed = errors.New("local and real must not be mixed")

// Check refuses a workspace that mixes targets. It reads the marker of a local state and nothing else.
//
// The local target's backend must be exactly the local state, or an account of the local Azure that is reached through its own
// proxy, see [DataPlane]; and its CLI must see its own home. The real target's
// backend must not be a local state, and no provider may be attached. A real workspace whose backend is not known yet
// (empty: the operator's login decides) is checked again with [Workspace.CheckBackend] once it is.
func (w Workspace) Check() error {
	switch w.Target {
	case TargetLocal:
		if w.DataPlane != nil {
			if err := w.DataPlane.check(w.Local, w.BackendURL); err != nil {
				return err
			}
		} else if w.BackendURL != w.Local.StateURL() {
			return mixed("the local target keeps its state in %s, not in %q", w.Local.StateURL(), w.BackendURL)
		}
		if !IsLocalState(w.Local.StateURL()) {
			return mixed("%s was made by no local run", w.Local.StateDir())
		}
		if w.HomeDir == "" {
			return mixed("the local target needs a PULUMI_HOME of its own")
		}
		if w.providers() == "" {
			return mixed("the local target has no providers attached, so the real ones would run")
		}
	case TargetAzure:
		if w.DataPlane != nil || w.Local.trusts(w.Base) {
			return mixed("the local Azure's blobs and keys are attached to a run against the real Azure")
		}
		if p := w.providers(); p != "" {
			return mixed("local providers (%s) are attached to a run against the real Azure", p)
		}
		if w.BackendURL != "" {
			return w.CheckBackend(w.BackendURL)
		}
	default:
		return fmt.Errorf("target %q is unknown", w.Target)
	}
	return nil
}

// CheckBackend refuses a real run against the state of a local one.
func (w Workspace) CheckBackend(backend string) error {
	if w.Target == TargetAzure && IsLocalState(backend) {
		return mixed("%s is the state of the local target: log in to the stack's own backend "+
			"(\"pulumi login azblob://...\", or PULUMI_BACKEND_URL)", backend)
	}
	return nil
}

func mixed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMixed, fmt.Sprintf(format, args...))
}

// Run is what the language runtime knows of a run before it starts the program.
type Run struct {
	Organisation, Project, Stack string
	Preview                      bool
}

// CheckRun refuses a run that reached the local language runtime or the local Azure but whose state is not the local
// one: somebody kept the wiring of a local shell and named another backend. The runtime is not told the backend, but a
// self-managed backend writes a lock for everything that is not a preview before the first call, so the lock's absence
// gives the run away; and it calls its organisation "organization".
func (l Local) CheckRun(r Run) error {
	if r.Organisation != "" && r.Organisation != localOrganisation {
		return mixed("stack %s of organisation %s is not the local one", r.Stack, r.Organisation)
	}
	if !l.HasStack(r.Project, r.Stack) {
		return mixed("stack %s is not in the local state %s: is PULUMI_BACKEND_URL another backend?",
			r.Stack, l.StateDir())
	}
	if !r.Preview && len(l.Locks(r.Project, r.Stack)) == 0 {
		return mixed("stack %s is being changed, but not in the local state %s: is PULUMI_BACKEND_URL another backend?",
			r.Stack, l.StateDir())
	}
	return nil
}

// Guard is an interceptor for the local Azure's servers: a call that changes its world is answered only while the local
// state holds the lock of the stack in question, see [Local.CheckRun]. It covers destroy, which runs no program.
func (l Local) Guard() grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		stack, project, ok := changes(req, info.FullMethod)
		if ok {
			if err := l.CheckRun(Run{Project: project, Stack: stack}); err != nil {
				return nil, status.Error(codes.FailedPrecondition, err.Error())
			}
		}
		return handler(ctx, req)
	}
}

// changes tells whether a provider call changes the world, and of which stack: a create, update or delete of the real
// run. Deletes are never previewed with a provider.
func changes(req any, method string) (stack, project string, ok bool) {
	switch filepath.Base(method) {
	case "Create", "Update", "Delete":
	default:
		return "", "", false
	}
	if p, has := req.(interface{ GetPreview() bool }); has && p.GetPreview() {
		return "", "", false
	}
	u, has := req.(interface{ GetUrn() string })
	if !has {
		return "", "", false
	}
	// urn:pulumi:STACK::PROJECT::TYPE::NAME
	parts := strings.Split(strings.TrimPrefix(u.GetUrn(), "urn:pulumi:"), "::")
	if len(parts) < 4 {
		return "", "", false
	}
	return parts[0], parts[1], true
}
