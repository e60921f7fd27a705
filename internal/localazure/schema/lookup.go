package schema

import (
	"errors"
	"fmt"
	"strings"
)

// InputAt returns the input at a path of a resource type, so that tables of facts about inputs can be checked for slips.
// A path is dotted, with "[*]" for the items of a list and the values of a map: "agentPoolProfiles[*].vmSize". In a union
// the first alternative that has the name counts, and below a value of any kind everything is of any kind. The error says
// which part of the path is not there and what is.
func (s *Schema) InputAt(token, path string) (Property, error) {
	r, ok := s.Resource(token)
	if !ok {
		return Property{}, errors.New(s.unknownToken(token)[0].Message)
	}
	return s.at(token+" inputs", r.Inputs, path)
}

// OutputAt returns the output at a path of a resource type; see InputAt.
func (s *Schema) OutputAt(token, path string) (Property, error) {
	r, ok := s.Resource(token)
	if !ok {
		return Property{}, errors.New(s.unknownToken(token)[0].Message)
	}
	return s.at(token+" outputs", r.Outputs, path)
}

func (s *Schema) at(where string, shape Object, path string) (Property, error) {
	current := Property{Type: Type{Kind: Reference}}
	for part := range strings.SplitSeq(path, ".") {
		name, items := strings.CutSuffix(part, "[*]")
		levels := 0
		for ; items; levels++ {
			name, items = strings.CutSuffix(name, "[*]")
		}
		property, err := s.member(where, shape, current.Type, name)
		if err != nil {
			return Property{}, err
		}
		where = where + "." + part
		for ; levels > 0; levels-- {
			switch property.Type.Kind {
			case List, Map:
				property = Property{Type: *property.Type.Element}
			case Any:
			default:
				return Property{}, fmt.Errorf("%s: want a list or a map before [*], it is %s", where, s.describe(property.Type))
			}
		}
		current = property
		shape = s.document.Objects[property.Type.Name]
	}
	return current, nil
}

// member returns the property of a name in a type; shape is the object's where the type is a Reference.
func (s *Schema) member(where string, shape Object, t Type, name string) (Property, error) {
	switch t.Kind {
	case Any:
		return Property{Type: t}, nil
	case Reference:
		if property, ok := shape[name]; ok {
			return property, nil
		}
		return Property{}, fmt.Errorf("%s: no %q; known are %s", where, name, list(sortedKeys(shape)))
	case Union:
		for _, alternative := range t.Alternatives {
			if property, ok := s.document.Objects[alternative.Name][name]; ok {
				return property, nil
			}
		}
		return Property{}, fmt.Errorf("%s: no %q in any of its alternatives", where, name)
	default:
		return Property{}, fmt.Errorf("%s: no %q: it is %s", where, name, s.describe(t))
	}
}
