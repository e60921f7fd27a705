package arm

import (
	"context"
	"fmt"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
)

// Diff says what changing the inputs would do. Every replacement deletes first, as the real provider has it for every
// resource whose name was not made up (pulumi-azure-native provider/pkg/provider/provider.go, Diff).
func (s *Server) Diff(ctx context.Context, request *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.typeOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	olds, err := rpc.Unmarshal(request.GetOldInputs())
	if err != nil {
		return nil, err
	}
	news, err := rpc.Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	found := consequences(t, comparer{sets: t.Sets}.compare(olds, news))
	for _, change := range found {
		if !change.unsure {
			continue
		}
		message := fmt.Sprintf("may replace: no source says whether a %s can change %s while it lives; it is treated as an update",
			t.template.armType, change.name())
		if err := from.operation.Engine.Warn(ctx, request.GetUrn(), message); err != nil {
			return nil, err
		}
	}
	answer := diffAnswer(found)
	if len(answer.GetReplaces()) > 0 {
		from.leaving().add(request.GetId())
	}
	return answer, nil
}

// diffAnswer writes consequences in the engine's terms.
func diffAnswer(found []consequence) *pulumirpc.DiffResponse {
	if len(found) == 0 {
		return &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	}
	answer := &pulumirpc.DiffResponse{
		Changes:         pulumirpc.DiffResponse_DIFF_SOME,
		HasDetailedDiff: true,
		DetailedDiff:    map[string]*pulumirpc.PropertyDiff{},
	}
	changed, replaced := map[string]bool{}, map[string]bool{}
	for _, change := range found {
		top := fmt.Sprint(change.path[0])
		if !changed[top] {
			changed[top] = true
			answer.Diffs = append(answer.Diffs, top)
		}
		if change.effect == Replaces && !replaced[top] {
			replaced[top] = true
			answer.Replaces = append(answer.Replaces, top)
		}
		answer.DetailedDiff[change.name()] = &pulumirpc.PropertyDiff{Kind: propertyKind(change), InputDiff: true}
	}
	answer.DeleteBeforeReplace = len(answer.Replaces) > 0
	return answer
}

func propertyKind(change consequence) pulumirpc.PropertyDiff_Kind {
	replaces := change.effect == Replaces
	switch change.kind {
	case added:
		if replaces {
			return pulumirpc.PropertyDiff_ADD_REPLACE
		}
		return pulumirpc.PropertyDiff_ADD
	case deleted:
		if replaces {
			return pulumirpc.PropertyDiff_DELETE_REPLACE
		}
		return pulumirpc.PropertyDiff_DELETE
	case altered:
	}
	if replaces {
		return pulumirpc.PropertyDiff_UPDATE_REPLACE
	}
	return pulumirpc.PropertyDiff_UPDATE
}
