package arm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// Delete takes a resource away, with everything that lies in it. What is in use, locked, or holds children that must go
// first, is refused. Deleting what is gone is fine.
func (s *Server) Delete(ctx context.Context, request *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	from, err := s.caller(ctx)
	if err != nil {
		return nil, err
	}
	t, err := s.typeOf(request.GetUrn())
	if err != nil {
		return nil, err
	}
	id := request.GetId()
	if _, ok := t.template.parse(id); !ok {
		return nil, fmt.Errorf("%s is not the identifier of a %s", id, t.template.armType)
	}
	seen := s.view(from, false)
	call := world.Call{Method: methodDelete, ID: id, Location: regionOf(seen, id)}
	if err := s.admit(ctx, call); err != nil {
		return nil, err
	}
	from.overlay.Clear()
	err = s.world.Update(func(tx *world.Tx) error {
		tx.Record(call)
		target, ok := s.world.Get(id)
		if !ok {
			return nil
		}
		if t.Singleton {
			s.reset(tx, from, t, target)
			return nil
		}
		if err := problemsError(id, s.againstDelete(from, t, target, seen)); err != nil {
			return err
		}
		s.remove(tx, from, target)
		return nil
	})
	if err != nil {
		return nil, s.failed(call, err)
	}
	return &emptypb.Empty{}, nil
}

// reset gives a singleton its first settings back, where the provider does so.
func (s *Server) reset(tx *world.Tx, from caller, t *knownType, target world.Resource) {
	if t.ResetTo == nil {
		return
	}
	inputs := t.ResetTo.Copy()
	before := world.Decode(target.Inputs)
	for _, name := range t.template.parameters() {
		if value, ok := before[propertyKey(name)]; ok {
			inputs[propertyKey(name)] = value
		}
	}
	made := s.request(from, t, inputs, false, s.view(from, false))
	made.Now = tx.Now()
	tx.Put(s.record(made, t, s.outputs(made, t)))
}

// againstDelete says everything that forbids a delete.
func (s *Server) againstDelete(from caller, t *knownType, target world.Resource, seen view) []Problem {
	var problems []Problem
	doomed := append([]world.Resource{target}, s.world.Under(target.ID)...)
	if !t.DataPlane {
		for _, resource := range doomed {
			problems = append(problems, s.lockedAgainst(seen, resource.ID, canNotDelete, readOnly)...)
			for _, companion := range s.companionsOf(resource) { // which go as well: a zone's start of authority
				problems = append(problems, s.lockedAgainst(seen, companion, canNotDelete, readOnly)...)
			}
		}
	}
	for _, child := range seen.Under(target.ID) {
		for _, holder := range t.HeldBy {
			if strings.EqualFold(child.Type, holder.Type) {
				problems = append(problems, Problem{
					Code:    orElse(holder.Code, "CannotDeleteResource"),
					Message: sourced(fmt.Sprintf("%s still holds %s, which must be deleted first", target.ID, child.ID), "held", holder.Source),
				})
			}
		}
	}
	problems = append(problems, s.inUse(target)...)
	if t.DeleteCheck != nil {
		made := s.request(from, t, world.Decode(target.Inputs), false, seen)
		made.ID, made.Old = target.ID, &target
		problems = append(problems, t.DeleteCheck(made)...)
	}
	return uniqueProblems(problems)
}

// companionsOf are the identifiers of what Azure made together with a resource.
func (s *Server) companionsOf(r world.Resource) []string {
	described := s.registry.ofARM(r.Type)
	if described == nil {
		return nil
	}
	ids := make([]string, 0, len(described.Companions))
	for _, companion := range described.Companions {
		ids = append(ids, r.ID+"/"+companion.Type[strings.LastIndex(companion.Type, "/")+1:]+"/"+companion.Name)
	}
	return ids
}

// uniqueProblems leaves out what is said already: one lock forbids deleting each of many resources.
func uniqueProblems(problems []Problem) []Problem {
	var kept []Problem
	for _, problem := range problems {
		if !slices.Contains(kept, problem) {
			kept = append(kept, problem)
		}
	}
	return kept
}

// inUse says which resources outside the target refer to it, or to something in it, and hold it by that.
func (s *Server) inUse(target world.Resource) []Problem {
	within := func(id string) bool {
		return world.Key(id) == world.Key(target.ID) || world.IsUnder(id, target.ID)
	}
	var problems []Problem
	for _, other := range s.world.All() {
		described := s.registry.ofARM(other.Type)
		if described == nil || within(other.ID) {
			continue
		}
		body := InputsOf(other)
		for _, reference := range described.References {
			if !reference.Holds {
				continue
			}
			for _, found := range body.All(reference.Path) {
				if found.State == Known && found.Value.IsString() && within(found.Value.StringValue()) {
					problems = append(problems, Problem{
						Code:    orElse(reference.Code, "Conflict"),
						Message: sourced(fmt.Sprintf("%s is in use by %s (%s)", found.Value.StringValue(), other.ID, found.Path), "in use", reference.Source),
					})
				}
			}
		}
	}
	return problems
}

// remove takes a resource and everything under it out of the world, and holds the names that stay held. What lay in a
// resource that can be recovered comes back with that one.
func (s *Server) remove(tx *world.Tx, from caller, target world.Resource) {
	doomed := append([]world.Resource{target}, s.world.Under(target.ID)...)
	var heldAbove []string
	for _, resource := range doomed {
		tx.Remove(resource.ID)
		if resource.Type == clusterType {
			tx.RemoveCluster(resource.ID)
		}
		inHeld := slices.ContainsFunc(heldAbove, func(above string) bool { return world.IsUnder(resource.ID, above) })
		described := s.registry.ofARM(resource.Type)
		if inHeld || described == nil || described.SoftDelete == nil {
			continue
		}
		made := s.request(from, described, world.Decode(resource.Inputs), false, s.view(from, false))
		made.ID, made.Old = resource.ID, &resource
		days := described.SoftDelete.Days(made.Body.Properties)
		if days > 0 {
			heldAbove = append(heldAbove, resource.ID)
			hold(tx, described.SoftDelete.Key(made), days, append([]world.Resource{resource}, withoutExtensions(s.world.Under(resource.ID))...))
		}
	}
}

// withoutExtensions leaves out what hangs on a resource that is deleted and belongs to other services: role assignments, diagnostic
// settings and locks go with a vault and do not come back with it (Microsoft Learn, key-vault, soft-delete-overview and
// key-vault-recovery: services that are integrated with the vault have to be made again).
func withoutExtensions(resources []world.Resource) []world.Resource {
	return slices.DeleteFunc(slices.Clone(resources), func(r world.Resource) bool {
		return strings.HasPrefix(r.Type, "Microsoft.Authorization/") || strings.HasPrefix(r.Type, "Microsoft.Insights/")
	})
}
