package kube

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

func parseURN(s string) (urn.URN, error) {
	parsed, err := urn.Parse(s)
	if err != nil {
		return "", fmt.Errorf("%q is no URN: %w", s, err)
	}
	return parsed, nil
}

// Check judges the inputs of an object and returns them as they will be kept: with apiVersion and kind, with the
// provider's namespace where none is given, and without what only a server writes.
func (s *Server) Check(ctx context.Context, request *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	news, err := unmarshal(request.GetNews(), "Check")
	if err != nil {
		return nil, err
	}
	kind, err := kindOfURN(request.GetUrn())
	if err != nil {
		return s.checked(ctx, request, news, []Problem{{Reason: err.Error(), Rule: ruleIdentity}})
	}
	inputs := completed(kind, news, s.session(ctx).configuration().namespace)
	return s.checked(ctx, request, inputs, readManifest(kind, inputs).check())
}

// checked answers a Check: with failures, or, when collecting, with errors in the engine's log.
func (s *Server) checked(ctx context.Context, request *pulumirpc.CheckRequest, inputs resource.PropertyMap, problems []Problem,
) (*pulumirpc.CheckResponse, error) {
	marshalled, err := marshal(inputs, "Check")
	if err != nil {
		return nil, err
	}
	response := &pulumirpc.CheckResponse{Inputs: marshalled}
	if s.options.Collect {
		return response, s.report(ctx, request.GetUrn(), problems)
	}
	for _, problem := range problems {
		// The path is in the reason, not in the property: the engine prints the value of a property that it is told, secrets
		// included.
		response.Failures = append(response.Failures, &pulumirpc.CheckFailure{Reason: problem.String()})
	}
	return response, nil
}

// report writes problems to the engine's log. If that fails they must not be lost: the error carries them.
func (s *Server) report(ctx context.Context, urn string, problems []Problem) error {
	if len(problems) == 0 {
		return nil
	}
	log, err := s.session(ctx).logger(s.options.DialLog)
	for i := 0; err == nil && i < len(problems); i++ {
		err = log.Error(ctx, urn, problems[i].String())
	}
	if err != nil {
		return fmt.Errorf("%s (and they could not be collected: %w)", join(problems), err)
	}
	return nil
}

// completed returns inputs as the official provider keeps them.
func completed(kind Kind, news resource.PropertyMap, namespace string) resource.PropertyMap {
	inputs := news.Copy()
	for key, value := range map[resource.PropertyKey]string{"apiVersion": kind.APIVersion(), "kind": kind.Name} {
		if !inputs.HasValue(key) {
			inputs[key] = resource.NewProperty(value)
		}
	}
	if !inputs["metadata"].IsObject() {
		return inputs
	}
	meta := inputs["metadata"].ObjectValue().Copy()
	for _, field := range serverFields() {
		delete(meta, resource.PropertyKey(field))
	}
	if given := meta["namespace"]; kind.Namespaced && namespace != "" && (!given.HasValue() || (given.IsString() && given.StringValue() == "")) {
		meta["namespace"] = resource.NewProperty(namespace)
	}
	inputs["metadata"] = resource.NewProperty(meta)
	return inputs
}
