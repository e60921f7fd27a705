package arm

import (
	"context"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Update puts new inputs over a resource. What the service refuses to change is an error; what it overlooks keeps its
// first value. A resource that is gone is made again: ARM's PUT does both.
func (s *Server) Update(ctx context.Context, request *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.typeOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	if _, ok := t.template.parse(request.GetId()); !ok {
		return nil, fmt.Errorf("%s is not the identifier of a %s", request.GetId(), t.template.armType)
	}
	inputs, err := rpc.Unmarshal(request.GetNews())
	if err != nil {
		return nil, err
	}
	var outputs resource.PropertyMap
	if request.GetPreview() {
		outputs, err = s.previewUpdate(ctx, from, t, request, inputs)
	} else {
		outputs, err = s.update(ctx, from, t, request.GetId(), inputs)
	}
	if err != nil {
		return nil, err
	}
	// What was kept of the old inputs is known here as digests; the engine knows the values.
	state, err := rpc.Unmarshal(request.GetOlds())
	if err != nil {
		return nil, err
	}
	before, err := rpc.Unmarshal(request.GetOldInputs())
	if err != nil {
		return nil, err
	}
	properties, err := rpc.Marshal(s.resolveMap(outputs, dropped, state, before))
	if err != nil {
		return nil, err
	}
	return &pulumirpc.UpdateResponse{Properties: properties}, nil
}

func (s *Server) previewUpdate(ctx context.Context, from caller, t *knownType, request *pulumirpc.UpdateRequest, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	made := s.request(from, t, inputs, true, s.view(from, true))
	made, problems := s.overOld(t, made)
	problems = append(problems, s.lockedAgainst(made.View, request.GetId(), readOnly)...)
	if err := s.foresee(ctx, from, request.GetUrn(), request.GetId(), problems); err != nil {
		return nil, err
	}
	outputs := s.outputs(made, t)
	if made.ID != "" {
		from.overlay.Put(s.record(made, t, outputs))
	}
	if s.options.AzureLikePreview {
		state, err := rpc.Unmarshal(request.GetOlds())
		if err != nil {
			return nil, err
		}
		return s.foretoldAfter(t, inputs, state), nil
	}
	return outputs, nil
}

func (s *Server) update(ctx context.Context, from caller, t *knownType, id string, inputs resource.PropertyMap) (resource.PropertyMap, error) {
	seen := s.view(from, false)
	call := world.Call{Method: methodPut, ID: id, Location: callLocation(t, s.request(from, t, inputs, false, seen), seen)}
	if err := s.admit(ctx, call); err != nil {
		return nil, err
	}
	from.overlay.Clear()
	var outputs resource.PropertyMap
	err := s.world.Update(func(tx *world.Tx) error {
		made := s.request(from, t, inputs, false, seen)
		if world.Key(made.ID) != world.Key(id) {
			return fmt.Errorf("%s cannot become %s: its name is what it is known by", id, made.ID)
		}
		made.Now = tx.Now()
		problems := s.judgeRest(made, t)
		made, refusals := s.overOld(t, made)
		problems = append(problems, refusals...)
		problems = append(problems, s.lockedAgainst(seen, id, readOnly)...)
		if err := problemsError(id, problems); err != nil {
			return err
		}
		outputs = s.outputs(made, t)
		tx.Put(s.record(made, t, outputs))
		tx.Record(call)
		return nil
	})
	if err != nil {
		return nil, s.failed(call, err)
	}
	if err := s.aftermath(ctx, call); err != nil {
		return nil, s.spoiled(id, outputs, err)
	}
	return outputs, nil
}

// overOld makes the inputs that the service will hold after an update out of those it holds and those that are put, and
// says what it will not take.
func (s *Server) overOld(t *knownType, made Request) (Request, []Problem) {
	if made.Old == nil {
		return made, nil
	}
	before := world.Decode(made.Old.Inputs)
	after := made.Body.Properties
	changes := consequences(t, comparer{sets: t.Sets, matches: s.world.Matches}.compare(before, after))
	var problems []Problem
	for _, change := range changes {
		switch change.effect {
		case Kept:
			after = setAt(after, change.name(), change.before, false)
		case Refused:
			if s.sameInEffect(made, change, before) {
				continue
			}
			problems = append(problems, Problem{
				Path:    change.name(),
				Code:    "PropertyChangeNotAllowed",
				Message: sourced("cannot be changed while the resource lives", "changes", change.source),
			})
		case Updates, Replaces:
		}
	}
	if t.Merge != nil {
		after = t.Merge(before, after)
	}
	made.Body = Body{Properties: after}
	return made, problems
}

// sameInEffect reports whether a change only says, or stops saying, what Azure's default is anyway.
func (s *Server) sameInEffect(made Request, change consequence, before resource.PropertyMap) bool {
	filled := func(inputs resource.PropertyMap) Body {
		asked := made
		asked.Body = Body{Properties: inputs}
		return Body{Properties: withDefaults(asked, inputs)}
	}
	was, wasState := filled(before).At(change.name())
	is, isState := filled(made.Body.Properties).At(change.name())
	if wasState != Known || isState != Known {
		return false
	}
	compared := comparer{sets: made.Type.Sets, matches: s.world.Matches}
	return len(compared.values(change.path, reveal(was), reveal(is))) == 0
}
