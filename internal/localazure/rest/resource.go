package rest

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// envelope are the keys of a resource that do not lie under "properties" (Azure Resource Manager, common types of
// resources).
func envelope() []string {
	return []string{
		"id", "name", "type", "location", "tags", "sku", "identity", "kind", "zones", "etag", "systemData", "managedBy", "plan",
		"extendedLocation", "properties",
	}
}

// resource reads any resource of the world.
func (s *Server) resource(c call) (any, error) {
	id := "/" + strings.Join(c.path, "/")
	found, ok := s.world.Get(id)
	if !ok {
		return nil, s.notFound(id)
	}
	return body(found), nil
}

// notFound is the answer for something that is not there: its group may not be there either.
func (s *Server) notFound(id string) error {
	group := groupOf(id)
	if _, ok := s.world.Get(group); group != "" && !ok {
		return refuse(http.StatusNotFound, "ResourceGroupNotFound", "Resource group '%s' could not be found.", world.Name(group))
	}
	return refuse(http.StatusNotFound, "ResourceNotFound", "The Resource '%s/%s' was not found.", world.TypeOf(id), world.Name(id))
}

// groupOf is the identifier of the group that an identifier lies in, "" where it lies in none.
func groupOf(id string) string {
	segments := strings.Split(strings.Trim(id, "/"), "/")
	if len(segments) < 4 || !strings.EqualFold(segments[2], "resourceGroups") {
		return ""
	}
	return "/" + strings.Join(segments[:4], "/")
}

// body is a resource in Resource Manager's form. The provider shows most of what lies under "properties" beside the
// envelope, and what it shows there is put back. What the world keeps as a digest only is left out: a GET never returns it.
func body(r world.Resource) map[string]any {
	answer := map[string]any{"id": r.ID, "name": world.Name(r.ID), "type": r.Type}
	if r.Location != "" {
		answer["location"] = r.Location
	}
	properties := map[string]any{}
	for key, value := range plain(r.Outputs) {
		if slices.Contains(envelope(), key) {
			answer[key] = value
		} else {
			properties[key] = value
		}
	}
	if _, there := answer["properties"]; !there {
		answer["properties"] = properties
	}
	if inner, ok := answer["properties"].(map[string]any); ok && strings.EqualFold(r.Type, secretType) {
		answer["properties"] = named(inner)
	}
	if identity, ok := answer["identity"].(map[string]any); ok {
		answer["identity"] = assigned(identity)
	}
	return answer
}

// assigned is a resource's identity in Resource Manager's form: user-assigned identities are keys of an object there (azure-rest-api-specs,
// common types, ManagedServiceIdentity), where the provider takes a list of them.
func assigned(identity map[string]any) map[string]any {
	list, isList := identity["userAssignedIdentities"].([]any)
	if !isList {
		return identity
	}
	shown := maps.Clone(identity)
	keys := map[string]any{}
	for _, id := range list {
		if id, ok := id.(string); ok {
			keys[id] = map[string]any{}
		}
	}
	shown["userAssignedIdentities"] = keys
	return shown
}

// plain leaves out what is not known or is secret, wherever it lies.
func plain(object map[string]any) map[string]any {
	known := make(map[string]any, len(object))
	for key, value := range object {
		if shown, may := plainValue(value); may {
			known[key] = shown
		}
	}
	return known
}

// plainValue is a value without what is not known or is secret in it. may is false where the whole of it is.
func plainValue(value any) (shown any, may bool) {
	if _, secret := world.DigestOf(value); secret || world.IsUnknown(value) {
		return nil, false
	}
	switch value := value.(type) {
	case map[string]any:
		return plain(value), true
	case []any:
		list := make([]any, 0, len(value))
		for _, item := range value {
			if shown, may := plainValue(item); may {
				list = append(list, shown)
			}
		}
		return list, true
	}
	return value, true
}

const assignmentType = "Microsoft.Authorization/roleAssignments"

// assignments lists the roles given at a scope and above it. The only filter served is atScope(), which leaves out those
// below.
func (s *Server) assignments(c call) (any, error) {
	if filter := c.URL.Query().Get("$filter"); filter != "atScope()" {
		return nil, refuse(http.StatusBadRequest, "UnsupportedFilter", "the local Azure lists assignments with $filter=atScope() only, not %q", filter)
	}
	if _, there := s.world.Get(c.id); !there && len(c.path) > 5 {
		return nil, s.notFound(c.id)
	}
	var answer []map[string]any
	for _, assignment := range s.world.OfType(assignmentType) {
		scope := world.Parent(assignment.ID)
		if world.Key(scope) == world.Key(c.id) || world.IsUnder(c.id, scope) {
			given := body(assignment)
			if properties, ok := given["properties"].(map[string]any); ok {
				properties["scope"] = scope
			}
			answer = append(answer, given)
		}
	}
	return values(answer), nil
}
