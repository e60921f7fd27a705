package arm

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Read answers a refresh, an import, or a look-up by identifier. A refresh gets its inputs back with what changed since;
// an import gets inputs made of what Azure returns, which lack what Azure never does. What is not there has no
// identifier.
func (s *Server) Read(ctx context.Context, request *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.typeOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := rpc.Unmarshal(request.GetInputs())
	if err != nil {
		return nil, err
	}
	state, err := rpc.Unmarshal(request.GetProperties())
	if err != nil {
		return nil, err
	}
	live, found, err := s.get(ctx, from, t, request.GetId())
	if err != nil || !found {
		return &pulumirpc.ReadResponse{}, err
	}
	if len(inputs) > 0 {
		live = s.refreshed(from, live)
	}
	outputs := s.resolveMap(s.outputs(live, t), dropped, state, inputs)
	if len(inputs) == 0 {
		inputs = s.resolveMap(s.importable(live, t), dropped)
	} else {
		inputs = projectInputs(inputs, state, s.resolveMap(s.readable(live, t), shown, inputs, state))
	}
	return readAnswer(live.ID, outputs, inputs)
}

func readAnswer(id string, outputs, inputs resource.PropertyMap) (*pulumirpc.ReadResponse, error) {
	properties, err := rpc.Marshal(outputs)
	if err != nil {
		return nil, err
	}
	sent, err := rpc.Marshal(inputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.ReadResponse{Id: id, Properties: properties, Inputs: sent}, nil
}

// get finds a living resource and makes the request it was last put with.
func (s *Server) get(ctx context.Context, from caller, t *knownType, id string) (Request, bool, error) {
	parameters, ok := t.template.parse(id)
	if !ok {
		return Request{}, false, fmt.Errorf("%s is not the identifier of a %s: it reads %s", id, t.template.armType, t.Path)
	}
	seen := s.view(from, true)
	call := world.Call{Method: methodGet, ID: id, Location: regionOf(seen, id)}
	if err := s.admit(ctx, call); err != nil {
		return Request{}, false, err
	}
	if err := s.recordCall(call); err != nil {
		return Request{}, false, err
	}
	living, ok := seen.Get(id)
	if !ok {
		_, under := seen.Get(world.Parent(id))
		if !t.Singleton || !under {
			return Request{}, false, nil
		}
		// It came into being with its parent, and nobody has configured it yet.
		living = world.Resource{ID: id, Type: t.template.armType, Incarnation: 1, Inputs: s.world.Encode(t.ResetTo)}
	}
	inputs := world.Decode(living.Inputs)
	for name, value := range parameters {
		if name != subscriptionParameter {
			inputs = setAt(inputs, name, resource.NewStringProperty(value), true)
		}
	}
	// What this run's preview would make, or make anew, has no values of its own yet.
	var old *world.Resource
	if _, exists := s.view(from, false).Get(id); exists && !from.leaving().has(id) || t.Singleton {
		old = &living
	}
	return Request{
		ID:           living.ID,
		Type:         t.Type,
		Subscription: orElse(world.Subscription(living.ID), from.subscription),
		Tenant:       from.tenant,
		Body:         Body{Properties: inputs},
		Old:          old,
		View:         seen,
		Incarnation:  living.Incarnation,
		Now:          living.Changed,
		Preview:      old == nil,
	}, true, nil
}

// refreshed is a resource of the state that is there. The engine asks in a refresh, too, what a drift would come to were it a change; that
// a parent would be replaced for it takes nothing away.
func (s *Server) refreshed(from caller, live Request) Request {
	if there, ok := s.view(from, false).Get(live.ID); ok {
		live.Old, live.Preview = &there, false
	}
	return live
}

// readable are the inputs that a refresh reads out of what the provider shows of a GET's answer, and the identifier.
func (s *Server) readable(live Request, t *knownType) resource.PropertyMap {
	inputs := s.fit(t.Token, returned(live))
	for _, name := range t.template.parameters() {
		if value, ok := live.Body.Properties[propertyKey(name)]; ok {
			inputs[propertyKey(name)] = value
		}
	}
	return inputs
}

// importable are the inputs that an import reads out of the whole of a GET's answer: what the provider shows nowhere, such as a server
// key's URI, is among them (pulumi-azure-native, provider/pkg/provider/provider.go, Read: ResponseToSdkInputs of the response where
// there are no inputs, SdkOutputsToSdkInputs of the outputs where there are).
func (s *Server) importable(live Request, t *knownType) resource.PropertyMap {
	inputs, answer := s.readable(live, t), returned(live)
	for _, fact := range t.Imported {
		if value, ok := answer[resource.PropertyKey(fact.Path)]; ok {
			inputs[resource.PropertyKey(fact.Path)] = value
		}
	}
	return inputs
}
