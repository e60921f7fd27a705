package arm

import (
	"context"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
)

// Check judges inputs and fills in the location. All findings of a resource are answered at once; where previews
// collect, they are logged and the engine goes on to the next resource.
func (s *Server) Check(ctx context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.typeOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	olds, err := rpc.Unmarshal(request.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := rpc.Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	// Check is told nothing of previews. In an update the overlay is empty, so that both see what they should.
	seen := s.view(from, true)
	news = withLocation(from, t, olds, news, seen)
	problems := s.judge(s.request(from, t, news, true, seen), t)
	failures, err := s.answerProblems(ctx, from, request.GetUrn(), problems)
	if err != nil {
		return nil, err
	}
	inputs, err := rpc.Marshal(withoutNullValues(news))
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CheckResponse{Inputs: inputs, Failures: failures}, nil
}

// withoutNullValues leaves out what was sent as nothing, at the top: the provider does not send it on.
func withoutNullValues(inputs resource.PropertyMap) resource.PropertyMap {
	return withoutNulls(inputs.Copy())
}

// answerProblems logs warnings, and logs or returns the rest.
func (s *Server) answerProblems(ctx context.Context, from caller, urn string, problems []Problem) ([]*pulumirpc.CheckFailure, error) {
	var failures []*pulumirpc.CheckFailure
	for _, problem := range problems {
		var err error
		switch {
		case problem.Warning:
			err = from.operation.Engine.Warn(ctx, urn, problem.line())
		case s.options.Collect:
			err = from.operation.Engine.Error(ctx, urn, problem.line())
		default:
			failures = append(failures, &pulumirpc.CheckFailure{Property: problem.Path, Reason: problem.text()})
		}
		if err != nil {
			return nil, err
		}
	}
	return failures, nil
}

// foresee answers problems that a preview finds outside Check: logged where previews collect, else the call's error.
func (s *Server) foresee(ctx context.Context, from caller, urn, id string, problems []Problem) error {
	if !s.options.Collect {
		return problemsError(id, problems)
	}
	_, err := s.answerProblems(ctx, from, urn, serious(problems))
	return err
}
