package arm

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// typeOf finds the type that a resource's URN names.
func (s *Server) typeOf(urn string) (*knownType, error) {
	parsed := resource.URN(urn)
	if !parsed.IsValid() {
		return nil, fmt.Errorf("%q is not the name of a resource", urn)
	}
	return s.registry.token(string(parsed.Type()))
}

// request makes the view that checks and outputs have of a call. Identifiers that cannot be made yet are "".
func (s *Server) request(from caller, t *knownType, inputs resource.PropertyMap, preview bool, seen view) Request {
	body := Body{Properties: inputs}
	made := Request{
		Type:         t.Type,
		Subscription: from.subscription,
		Tenant:       from.tenant,
		Body:         body,
		View:         seen,
		Now:          s.world.Now(),
		Preview:      preview,
		Incarnation:  1,
	}
	if late, ok := s.options.Faults.(Lateness); ok && !preview {
		made.NotYet = late.NotYet
	}
	if id, ok := t.template.format(body, from.subscription); ok {
		made.ID = id
		made.Incarnation = s.world.Incarnations(id) + 1
		if old, ok := seen.ground.Get(id); ok {
			made.Old = &old
			made.Incarnation = old.Incarnation
		}
	}
	return made
}

// locationOf is the region a resource will lie in, "" where it is not known or it has none.
func locationOf(t *knownType, inputs Body) string {
	switch t.Location {
	case Global:
		return "global"
	case NoLocation:
		return ""
	case Regional, FromGroup:
		location, _ := inputs.String("location")
		return world.Region(location)
	}
	return ""
}

// regionOf is the region that answers for an identifier: the resource's own, or that of the nearest one above it.
func regionOf(seen view, id string) string {
	for at := id; at != ""; at = world.Parent(at) {
		if found, ok := seen.Get(at); ok && found.Location != "" {
			return found.Location
		}
	}
	return ""
}

// groupOf is the identifier of the resource group an identifier lies in, "" where it lies in none.
func groupOf(id string) string {
	segments := strings.Split(strings.Trim(id, "/"), "/")
	if len(segments) < 4 || !strings.EqualFold(segments[2], "resourceGroups") {
		return ""
	}
	return "/" + strings.Join(segments[:4], "/")
}

// text is the problem as Azure's answers are written: code and message.
func (p Problem) text() string {
	if p.Code == "" {
		return p.Message
	}
	return fmt.Sprintf("Code=%q Message=%q", p.Code, p.Message)
}

// line is the problem with the place it is about.
func (p Problem) line() string {
	if p.Path == "" {
		return p.text()
	}
	return p.Path + ": " + p.text()
}

// serious are the problems that are no warnings.
func serious(problems []Problem) []Problem {
	var found []Problem
	for _, problem := range problems {
		if !problem.Warning {
			found = append(found, problem)
		}
	}
	return found
}

// problemsError is the answer to a call that problems forbid, nil where there are none but warnings.
func problemsError(id string, problems []Problem) error {
	found := serious(problems)
	if len(found) == 0 {
		return nil
	}
	lines := make([]string, 0, len(found))
	for _, problem := range found {
		lines = append(lines, problem.line())
	}
	return fmt.Errorf("%s: %s", id, strings.Join(lines, "; "))
}

// orElse is a text, or another where it is empty.
func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
