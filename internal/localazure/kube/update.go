package kube

import (
	"context"
	"fmt"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Update applies new inputs over a live object. A preview refuses what the API server would refuse to change.
func (s *Server) Update(ctx context.Context, request *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	kind, err := kindOfURN(request.GetUrn())
	if err != nil {
		return nil, err
	}
	news, err := unmarshal(request.GetNews(), "Update")
	if err != nil {
		return nil, err
	}
	state, err := unmarshal(request.GetOlds(), "Update")
	if err != nil {
		return nil, err
	}
	old, err := oldInputs(request.GetOldInputs(), request.GetOlds())
	if err != nil {
		return nil, err
	}
	m, preview := readManifest(kind, news), request.GetPreview()
	asIs := &pulumirpc.UpdateResponse{Properties: request.GetNews()}
	problems := m.check()
	if len(problems) > 0 && !(s.options.Collect && preview) {
		return nil, refusal(request.GetUrn(), problems)
	}
	if preview && (len(problems) > 0 || len(m.plain.unknown) > 0) {
		return asIs, nil
	}
	cluster, err := s.cluster(ctx)
	if err != nil {
		if preview {
			return asIs, nil
		}
		return nil, err
	}
	ref := refFromID(kind, request.GetId())
	manager := fieldManager(request.GetUrn(), m.plain.object, state)
	live, err := cluster.Apply(ctx, ref, m.plain.object, ApplyOptions{
		DryRun: preview, FieldManager: manager, Previous: plainOf(old).object, Force: preview || s.force(ctx, m.plain.object),
	})
	switch {
	case err != nil && preview && apierrors.IsNotFound(err):
		return asIs, nil // Gone from the cluster: the update itself will say so.
	case err != nil && preview && s.options.Collect:
		return asIs, s.report(ctx, request.GetUrn(), []Problem{{Reason: err.Error(), Rule: ruleImmutable}})
	case err != nil:
		return nil, fmt.Errorf("update of resource %q failed: %w", request.GetUrn(), err)
	}
	outputs, err := marshal(outputsOf(kind, news, live, manager), "Update")
	if err != nil {
		return nil, err
	}
	return &pulumirpc.UpdateResponse{Properties: outputs}, nil
}

// Delete removes an object; one that is gone already counts as removed.
func (s *Server) Delete(ctx context.Context, request *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	kind, err := kindOfURN(request.GetUrn())
	if err != nil {
		return nil, err
	}
	cluster, err := s.cluster(ctx)
	if err != nil {
		if s.session(ctx).configuration().flags["deleteUnreachable"] {
			return &emptypb.Empty{}, nil
		}
		return nil, fmt.Errorf("%w. If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation "+
			"with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to \"true\"", err)
	}
	if err := cluster.Delete(ctx, refFromID(kind, request.GetId())); err != nil && !apierrors.IsNotFound(err) {
		return nil, fmt.Errorf("delete of resource %q failed: %w", request.GetUrn(), err)
	}
	return &emptypb.Empty{}, nil
}
