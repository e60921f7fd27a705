package kube

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"reflect"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Read returns an object as it is: for a refresh, an import, or a Get by ID. An object that is gone has no ID in the answer.
func (s *Server) Read(ctx context.Context, request *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	kind, err := kindOfURN(request.GetUrn())
	if err != nil {
		return nil, err
	}
	if request.GetId() == "" {
		return nil, errors.New("failed to read resource because of a failure to parse resource name from request ID: it is empty")
	}
	inputs, err := unmarshal(request.GetInputs(), "Read")
	if err != nil {
		return nil, err
	}
	state, err := unmarshal(request.GetProperties(), "Read")
	if err != nil {
		return nil, err
	}
	ref := refFromID(kind, request.GetId())
	live, found, err := s.live(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !found {
		return &pulumirpc.ReadResponse{}, nil
	}
	refreshed := importedInputs(kind, live)
	if len(inputs) > 0 {
		refreshed = refreshedInputs(kind, inputs, live)
	}
	outputs, err := marshal(outputsOf(kind, refreshed, live, fieldManager(request.GetUrn(), plainOf(refreshed).object, state)), "Read")
	if err != nil {
		return nil, err
	}
	marshalled, err := marshal(refreshed, "Read")
	if err != nil {
		return nil, err
	}
	return &pulumirpc.ReadResponse{Id: request.GetId(), Properties: outputs, Inputs: marshalled}, nil
}

// live finds an object in the preview of this connection, or else in the cluster.
func (s *Server) live(ctx context.Context, ref Ref) (Object, bool, error) {
	if object, found := s.session(ctx).foreseen(ref); found {
		return foreseeable(object), true, nil
	}
	cluster, err := s.cluster(ctx)
	if err != nil {
		if s.session(ctx).configuration().flags["deleteUnreachable"] {
			return nil, false, nil
		}
		return nil, false, fmt.Errorf("failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this "+
			"resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to \"true\": %w", err)
	}
	object, found, err := cluster.Get(ctx, ref)
	if err != nil {
		return nil, false, fmt.Errorf("read %s %s: %w", ref.Kind.Name, ref.ID(), err)
	}
	return object, found, nil
}

// refreshedInputs are the inputs with what has drifted in them; what the program never set is not looked at.
func refreshedInputs(kind Kind, inputs resource.PropertyMap, live Object) resource.PropertyMap {
	given := plainOf(inputs)
	object := given.object
	before := canonical(kind, given)
	seen := live
	if kind.Name == "Secret" {
		seen = withStringData(object, live)
		before["stringData"] = object["stringData"]
	}
	kept, _ := drifted(object, before, seen)
	refreshed, _ := kept.(Object)
	return properties(refreshed, append(given.secret, presentSecrets(kind, refreshed)...))
}

// withStringData shows the live data of a Secret under stringData too, where the program wrote it.
func withStringData(inputs, live Object) Object {
	seen := copyObject(live)
	texts := Object{}
	for key := range child(inputs, "stringData") {
		encoded, has := child(live, "data")[key].(string)
		if !has {
			continue
		}
		if decoded, err := base64.StdEncoding.DecodeString(encoded); err == nil {
			texts[key] = string(decoded)
		}
	}
	if inputs["stringData"] != nil {
		seen["stringData"] = texts
	}
	return seen
}

func presentSecrets(kind Kind, object Object) []path {
	var present []path
	for _, place := range secretPlaces(kind) {
		if _, has := lookup(object, place); has {
			present = append(present, place)
		}
	}
	return present
}

// importedInputs rebuilds inputs from a live object: what the server alone writes is left out, and so is everything that
// the server would fill in again by itself.
func importedInputs(kind Kind, live Object) resource.PropertyMap {
	object := copyObject(live)
	delete(object, "status")
	dropServerFields(object)
	if kind.Name == "Service" {
		dropAllocated(child(object, "spec"))
	}
	full, err := redefaulted(kind, object)
	if err == nil {
		shed(kind, object, object, full)
	}
	object["apiVersion"], object["kind"] = kind.APIVersion(), kind.Name
	return properties(object, presentSecrets(kind, object))
}

// dropAllocated removes addresses and ports that the server gave a Service.
func dropAllocated(spec Object) {
	if text(spec, "clusterIP") != "None" {
		delete(spec, "clusterIP")
	}
	delete(spec, "clusterIPs")
	delete(spec, "healthCheckNodePort")
	ports, _ := spec["ports"].([]any)
	for _, p := range ports {
		if port, ok := p.(map[string]any); ok {
			delete(port, "nodePort")
		}
	}
}

// shed removes from a part of an object, key by key, whatever defaults would bring back, the largest pieces first.
func shed(kind Kind, object Object, part any, full Object) {
	switch part := part.(type) {
	case map[string]any:
		for _, key := range sortedKeys(part) {
			value := part[key]
			delete(part, key)
			if again, err := redefaulted(kind, object); err == nil && reflect.DeepEqual(again, full) {
				continue
			}
			part[key] = value
			shed(kind, object, value, full)
		}
	case []any:
		for _, element := range part {
			shed(kind, object, element, full)
		}
	}
}

// redefaulted is an object as the server would complete it.
func redefaulted(kind Kind, object Object) (Object, error) {
	typed, err := decodeStrictly(kind, wholeNumbers(object))
	if err != nil {
		return nil, err
	}
	setDefaults(typed)
	return encode(kind, typed)
}
