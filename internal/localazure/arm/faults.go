package arm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Faults decides what goes wrong. Before is asked before each call; its error is the answer to the call.
type Faults interface {
	Before(ctx context.Context, call world.Call) error
}

// Aftermath is implemented by [Faults] that also spoil what Azure has done. After is asked once a PUT has been carried out; its
// error is the answer, although the resource is there.
type Aftermath interface {
	After(ctx context.Context, call world.Call) error
}

// Lateness is implemented by [Faults] under which roles and identities take time to be known everywhere (Microsoft Learn,
// role-based-access-control, troubleshooting: up to ten minutes). Made is told of everything that was
// created, once; NotYet is asked by whoever needs a role or an identity, by its identifier.
type Lateness interface {
	Made(call world.Call)
	NotYet(id string) bool
}

// providerTries is how often the real provider sends a call that fails in a way that passes (azure-sdk-for-go, sdk/azcore/policy:
// RetryOptions, MaxRetries 3 by default).
const providerTries = 4

// CallError is an answer of Azure's that says no.
type CallError struct {
	Status        int
	Code, Message string
	// RetryAfter is what Azure asks to wait for, 0 where it asks for nothing.
	RetryAfter time.Duration
}

// Error is the answer as the provider shows it.
func (e *CallError) Error() string {
	text := fmt.Sprintf("Status=%d Code=%q Message=%q", e.Status, e.Code, e.Message)
	if e.RetryAfter > 0 {
		text += fmt.Sprintf(" (Retry-After: %d)", int(e.RetryAfter.Seconds()))
	}
	return text
}

// LostError is a connection that broke off before the answer came.
type LostError struct{}

// Error says it as a network does.
func (*LostError) Error() string { return "read: connection reset by peer" }

// UnfinishedError is a PUT that Azure took and did not end well: the resource is there all the same.
type UnfinishedError struct {
	Reason string
	// Failed is true where the resource is left in the state Failed, false where it is whole.
	Failed bool
}

// Error is the reason.
func (e *UnfinishedError) Error() string { return e.Reason }

// passes reports whether the provider sends a call again by itself (azure-sdk-for-go, sdk/azcore/policy: RetryOptions, StatusCodes).
func passes(err error) bool {
	var answer *CallError
	var lost *LostError
	again := []int{
		http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout,
	}
	return errors.As(err, &lost) || errors.As(err, &answer) && slices.Contains(again, answer.Status)
}

// aftermath asks whether what was done is spoiled. A lost answer is asked for again: a PUT says the same twice.
func (s *Server) aftermath(ctx context.Context, call world.Call) error {
	spoiling, ok := s.options.Faults.(Aftermath)
	if !ok {
		return nil
	}
	for try := 1; ; try++ {
		err := spoiling.After(ctx, call)
		if err == nil || try >= providerTries || !passes(err) {
			return err
		}
	}
}

// spoiled is the answer to a PUT that was carried out and is spoiled. The provider keeps what is there and says that it is not
// ready, so that the next run changes it in place (pulumi-azure-native, provider/pkg/azure/crud: HandleErrorWithCheckpoint). Of
// what it never got an answer about it knows nothing.
func (s *Server) spoiled(id string, outputs resource.PropertyMap, cause error) error {
	var unfinished *UnfinishedError
	if !errors.As(cause, &unfinished) {
		return cause
	}
	if unfinished.Failed {
		marked, err := s.markFailed(id, outputs)
		if err != nil {
			return errors.Join(cause, err)
		}
		outputs = marked
	}
	properties, err := rpc.Marshal(outputs)
	if err != nil {
		return err
	}
	return rpcerror.WithDetails(rpcerror.New(codes.Unknown, "resource partially created but read failed or is not ready"),
		&pulumirpc.ErrorResourceInitFailed{Id: id, Properties: properties, Reasons: []string{unfinished.Reason}})
}

// markFailed leaves a resource in the state Failed, where its type has states. What the engine is told is what the world holds.
func (s *Server) markFailed(id string, outputs resource.PropertyMap) (resource.PropertyMap, error) {
	if !outputs.HasValue("provisioningState") {
		return outputs, nil
	}
	outputs = outputs.Copy()
	outputs["provisioningState"] = resource.NewStringProperty("Failed")
	if there, ok := s.world.Get(id); ok {
		there.Outputs = s.world.Encode(outputs)
		if err := s.world.Update(func(tx *world.Tx) error { tx.Put(there); return nil }); err != nil {
			return nil, fmt.Errorf("leaving %s in the state Failed: %w", id, err)
		}
	}
	return outputs, nil
}
