package arm

import (
	"context"
	"fmt"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Create makes a resource. It refuses one that is there already, as the real provider does, and a name that a deleted
// resource still holds, as Azure does.
func (s *Server) Create(ctx context.Context, request *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.typeOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	inputs, err := rpc.Unmarshal(request.GetProperties())
	if err != nil {
		return nil, err
	}
	var id string
	var outputs resource.PropertyMap
	if request.GetPreview() {
		id, outputs, err = s.previewCreate(ctx, from, t, request.GetUrn(), inputs)
	} else {
		id, outputs, err = s.create(ctx, from, t, inputs)
	}
	if err != nil {
		return nil, err
	}
	properties, err := rpc.Marshal(outputs)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.CreateResponse{Id: id, Properties: properties}, nil
}

// previewCreate lays the resource into the preview's overlay. Identifiers follow from the inputs and are given at once,
// so that what refers to the resource can be judged in the same preview; the real provider does not promise them.
func (s *Server) previewCreate(ctx context.Context, from caller, t *knownType, urn string, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	made := s.request(from, t, inputs, true, s.view(from, true))
	if made.ID == "" {
		return "", s.shown(t, made, inputs), nil
	}
	held, problems := s.beforeCreate(from, t, &made)
	if err := s.foresee(ctx, from, urn, made.ID, problems); err != nil {
		return "", nil, err
	}
	if !t.Singleton && held == nil {
		made.Old = nil
	}
	outputs := s.outputs(made, t)
	if held != nil {
		for _, back := range held.Resources {
			from.overlay.Put(back)
		}
	}
	from.overlay.Put(s.record(made, t, outputs))
	if s.options.AzureLikePreview {
		return "", s.foretold(t, inputs), nil
	}
	return made.ID, outputs, nil
}

// shown are the outputs of a resource whose identifier is not known yet.
func (s *Server) shown(t *knownType, made Request, inputs resource.PropertyMap) resource.PropertyMap {
	if s.options.AzureLikePreview {
		return s.foretold(t, inputs)
	}
	return s.outputs(made, t)
}

// create puts the resource into the world.
func (s *Server) create(ctx context.Context, from caller, t *knownType, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	seen := s.view(from, false)
	made := s.request(from, t, inputs, false, seen)
	if made.ID == "" {
		return "", nil, fmt.Errorf("the identifier of a %s cannot be made: a part of it is not set", t.template.armType)
	}
	call := world.Call{Method: methodPut, ID: made.ID, Location: callLocation(t, made, seen)}
	if err := s.admit(ctx, call); err != nil {
		return "", nil, err
	}
	from.overlay.Clear()
	var outputs resource.PropertyMap
	err := s.world.Update(func(tx *world.Tx) error {
		made = s.request(from, t, inputs, false, seen)
		made.Now = tx.Now()
		held, problems := s.beforeCreate(from, t, &made)
		problems = append(problems, s.judgeRest(made, t)...)
		if err := problemsError(made.ID, problems); err != nil {
			return err
		}
		if held != nil {
			bringBack(tx, *held)
		}
		outputs = s.outputs(made, t)
		tx.Put(s.record(made, t, outputs))
		tx.Record(call)
		return nil
	})
	if err != nil {
		return "", nil, s.failed(call, err)
	}
	if late, ok := s.options.Faults.(Lateness); ok {
		late.Made(call)
	}
	if err := s.aftermath(ctx, call); err != nil {
		return "", nil, s.spoiled(made.ID, outputs, err)
	}
	return made.ID, outputs, nil
}

// failed records a call that the world refused, and gives its error back.
func (s *Server) failed(call world.Call, err error) error {
	call.Failed = true
	if recordErr := s.recordCall(call); recordErr != nil {
		return fmt.Errorf("%w (and the call could not be recorded: %w)", err, recordErr)
	}
	return err
}

// callLocation is the region that answers a call: the one the resource is to lie in, or that of what it lies in.
func callLocation(t *knownType, made Request, seen view) string {
	if location := locationOf(t, made.Body); location != "" {
		return location
	}
	return regionOf(seen, made.ID)
}

// writtenOver tells whether what is there came with what it lies in, and is the program's to write.
func (s *Server) writtenOver(from caller, made *Request) bool {
	_, written, _ := s.view(from, made.Preview).companion(made.ID)
	return written
}

// beforeCreate says what stands in the way of a new resource, and what is to be brought back for it. Where something is
// brought back, the request becomes one about that.
func (s *Server) beforeCreate(from caller, t *knownType, made *Request) (*world.Holding, []Problem) {
	old, exists := made.View.Get(made.ID)
	if exists && len(old.Inputs) == 0 && s.writtenOver(from, made) {
		exists = false
	}
	if exists && made.Preview && from.leaving().has(made.ID) {
		exists = false
		made.Incarnation = s.world.Incarnations(made.ID) + 1
	}
	if t.Singleton {
		if exists && t.Guarded && !inFirstState(t, old) {
			// pulumi-azure-native, provider/pkg/azure: CanCreate, with convert.IsDefaultResponse.
			return nil, []Problem{{Message: fmt.Sprintf("cannot create already existing subresource '%s'", old.ID)}}
		}
		return nil, nil
	}
	if exists {
		// pulumi-azure-native, provider/pkg/azure: CanCreate.
		return nil, []Problem{{Message: fmt.Sprintf("cannot create already existing resource '%s'", old.ID)}}
	}
	made.Old = nil
	if t.SoftDelete == nil {
		return nil, nil
	}
	holding, held := s.world.Holding(t.SoftDelete.Key(*made))
	wanted := t.SoftDelete.Recovers != nil && t.SoftDelete.Recovers(made.Body.Properties)
	switch {
	case held && wanted && world.Key(holding.ID) == world.Key(made.ID):
		back := holding.Resources[0]
		made.Old, made.Incarnation = &back, back.Incarnation
		return &holding, nil
	case held:
		return nil, []Problem{t.SoftDelete.Held(*made)}
	case wanted && t.SoftDelete.Nothing != nil:
		return nil, []Problem{t.SoftDelete.Nothing(*made)}
	}
	return nil, nil
}

// inFirstState reports whether a singleton is as it came into being.
func inFirstState(t *knownType, found world.Resource) bool {
	inputs := world.Decode(found.Inputs)
	for _, name := range t.template.parameters() {
		delete(inputs, propertyKey(name))
	}
	return resource.NewObjectProperty(inputs).DeepEquals(resource.NewObjectProperty(t.ResetTo))
}

// bringBack puts what was held into the world again.
func bringBack(tx *world.Tx, held world.Holding) {
	for _, resource := range held.Resources {
		tx.Put(resource)
	}
	tx.Release(held.Key)
}

// hold keeps a deleted resource's name, with everything that lay under it.
func hold(tx *world.Tx, key string, days int, resources []world.Resource) {
	tx.Hold(world.Holding{
		Key:       key,
		ID:        resources[0].ID,
		Due:       tx.Now().Add(time.Duration(days) * 24 * time.Hour),
		Resources: resources,
	})
}
