package arm

import (
	"context"
	"fmt"
	"slices"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// The methods under which calls are recorded.
const (
	methodGet    = "GET"
	methodPut    = "PUT"
	methodDelete = "DELETE"
	methodPost   = "POST"
)

// admit lets a call through or not: a region may be out, or a fault is wanted. Every call that the real provider would
// send over the network passes here before it is answered. A call that is not let through is recorded as failed.
//
// What passes by itself is asked again as the real provider does, without its pauses.
func (s *Server) admit(ctx context.Context, call world.Call) error {
	for try := 1; ; try++ {
		err := s.refusal(ctx, call)
		if err == nil {
			return nil
		}
		failed := call
		failed.Failed = true
		if recordErr := s.recordCall(failed); recordErr != nil {
			return recordErr
		}
		if try >= providerTries || !passes(err) {
			return err
		}
	}
}

func (s *Server) refusal(ctx context.Context, call world.Call) error {
	if slices.Contains(s.world.Outages(), world.Region(call.Location)) {
		return fmt.Errorf("%s %s: %w", call.Method, call.ID, &OutageError{Region: call.Location})
	}
	if s.options.Faults != nil {
		return s.options.Faults.Before(ctx, call)
	}
	return nil
}

// OutageError says that a region is out.
type OutageError struct {
	Region string
}

// Error says which region, and that nothing real is meant.
func (e *OutageError) Error() string {
	return fmt.Sprintf("region %s does not answer (an outage in the local Azure)", e.Region)
}

// recordCall notes a call that changed nothing.
func (s *Server) recordCall(call world.Call) error {
	return s.world.Update(func(tx *world.Tx) error {
		tx.Record(call)
		return nil
	})
}
