package kube

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Create creates an object, or foresees it in a preview.
func (s *Server) Create(ctx context.Context, request *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	kind, err := kindOfURN(request.GetUrn())
	if err != nil {
		return s.unusable(request, err)
	}
	inputs, err := unmarshal(request.GetProperties(), "Create")
	if err != nil {
		return nil, err
	}
	m := readManifest(kind, inputs)
	if request.GetPreview() {
		return s.previewCreate(ctx, request, m, inputs)
	}
	if problems := m.check(); len(problems) > 0 {
		return nil, refusal(request.GetUrn(), problems)
	}
	if len(m.plain.unknown) > 0 {
		return nil, fmt.Errorf("resource %q: a create needs every value, but %s is not known", request.GetUrn(), m.plain.unknown[0])
	}
	ref, _ := m.ref() // Named, or it would not have passed its check.
	cluster, err := s.cluster(ctx)
	if err != nil {
		return nil, err
	}
	manager := fieldManager(request.GetUrn(), m.plain.object, nil)
	live, err := cluster.Apply(ctx, ref, m.plain.object, ApplyOptions{
		Create: true, Upsert: s.session(ctx).configuration().flags["upsertExistingObjects"], FieldManager: manager,
		Force: s.force(ctx, m.plain.object),
	})
	if err != nil {
		return nil, fmt.Errorf("resource %q was not successfully created by the Kubernetes API server: %w", request.GetUrn(), err)
	}
	return s.created(kind, ref, inputs, live, manager)
}

func (s *Server) created(kind Kind, ref Ref, inputs resource.PropertyMap, live Object, manager string) (*pulumirpc.CreateResponse, error) {
	outputs, err := marshal(outputsOf(kind, inputs, live, manager), "Create")
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CreateResponse{Id: ref.ID(), Properties: outputs}, nil
}

// force says whether the fields of other managers are taken over: by the provider's argument, or by the object's annotation
// (pulumi-kubernetes, server-side apply, "Handle field conflicts on existing resources").
func (s *Server) force(ctx context.Context, object Object) bool {
	return s.session(ctx).configuration().flags["enablePatchForce"] ||
		isTrue(child(child(object, "metadata"), "annotations")["pulumi.com/patchForce"])
}

// unusable answers a create of a type that does not exist here. When collecting, Check has reported it already, and the
// preview goes on without the object.
func (s *Server) unusable(request *pulumirpc.CreateRequest, err error) (*pulumirpc.CreateResponse, error) {
	if s.options.Collect && request.GetPreview() {
		return &pulumirpc.CreateResponse{Properties: request.GetProperties()}, nil
	}
	return nil, err
}

// previewCreate foresees an object. Like the official provider it returns the inputs as they are where it cannot compute
// more: with unknown values, without a cluster, in a namespace that does not exist yet, over an object that does exist (it
// may be about to be replaced).
func (s *Server) previewCreate(ctx context.Context, request *pulumirpc.CreateRequest, m *manifest, inputs resource.PropertyMap,
) (*pulumirpc.CreateResponse, error) {
	asIs := &pulumirpc.CreateResponse{Properties: request.GetProperties()}
	ref, named := m.ref()
	if problems := m.check(); len(problems) > 0 {
		if s.options.Collect {
			return asIs, nil
		}
		return nil, refusal(request.GetUrn(), problems)
	}
	if !named {
		return asIs, nil
	}
	if !s.options.WithholdPreviewIDs {
		asIs.Id = ref.ID()
	}
	live := s.dryRun(ctx, ref, m)
	if other := s.session(ctx).foresee(ref, request.GetUrn(), live); other != "" {
		return s.twice(ctx, request, asIs, ref, other)
	}
	if live == nil {
		return asIs, nil
	}
	manager := fieldManager(request.GetUrn(), m.plain.object, nil)
	response, err := s.created(m.kind, ref, inputs, foreseeable(live), manager)
	if err != nil {
		return nil, err
	}
	response.Id = asIs.Id
	return response, nil
}

// dryRun computes what a create would give, or nil where that cannot be known.
func (s *Server) dryRun(ctx context.Context, ref Ref, m *manifest) Object {
	if len(m.plain.unknown) > 0 {
		return nil
	}
	cluster, err := s.cluster(ctx)
	if err != nil {
		return nil
	}
	live, err := cluster.Apply(ctx, ref, m.plain.object, ApplyOptions{Create: true, DryRun: true})
	if err != nil {
		return nil // The manifest is valid; what is missing or in the way may be gone by the time of the create.
	}
	return live
}

// twice refuses a second resource that makes the same object.
func (s *Server) twice(ctx context.Context, request *pulumirpc.CreateRequest, asIs *pulumirpc.CreateResponse, ref Ref, other string,
) (*pulumirpc.CreateResponse, error) {
	problem := Problem{
		Path: "metadata.name", Rule: ruleAlreadyExists,
		Reason: fmt.Sprintf("%v: the resource %s of the same program creates it too", apierrors.NewAlreadyExists(ref.Kind.groupResource(), ref.Name), other),
	}
	if s.options.Collect {
		return asIs, s.report(ctx, request.GetUrn(), []Problem{problem})
	}
	return nil, refusal(request.GetUrn(), []Problem{problem})
}
