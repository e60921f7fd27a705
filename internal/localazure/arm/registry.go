package arm

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// knownType is a Type with what is computed from it once.
type knownType struct {
	*Type
	template template
	// name is the pattern of names, compiled; nil where any characters are allowed.
	name *regexp.Regexp
}

// whole is a pattern that must match all of a text.
func whole(pattern string) string { return `^(?:` + pattern + `)$` }

// registry finds types by their token and by their ARM type.
type registry struct {
	byToken map[string]*knownType
	byARM   map[string]*knownType
	// parts are the types that declare elements of an ARM type inside themselves.
	parts map[string][]declaredPart
	// companions are the ARM types of what Azure makes together with others.
	companions map[string]bool
}

// declaredPart is a Part together with the type that has it.
type declaredPart struct {
	owner *knownType
	part  Part
}

// newRegistry orders types. It fails where two have the same token, or a path or a pattern makes no sense.
func newRegistry(types []Type) (*registry, error) {
	ordered := &registry{byToken: map[string]*knownType{}, byARM: map[string]*knownType{}, parts: map[string][]declaredPart{}, companions: map[string]bool{}}
	var problems []error
	for i := range types {
		t := &types[i]
		template, err := parseTemplate(t.Path)
		if err != nil {
			problems = append(problems, fmt.Errorf("type %s: %w", t.Token, err))
			continue
		}
		if ordered.byToken[t.Token] != nil {
			problems = append(problems, fmt.Errorf("type %s is described twice", t.Token))
			continue
		}
		entry := &knownType{Type: t, template: template}
		if t.Name.Pattern != "" {
			if entry.name, err = regexp.Compile(whole(t.Name.Pattern)); err != nil {
				problems = append(problems, fmt.Errorf("type %s: the pattern of its names: %w", t.Token, err))
				continue
			}
		}
		ordered.byToken[t.Token] = entry
		ordered.byARM[strings.ToLower(template.armType)] = entry
		for _, companion := range t.Companions {
			ordered.companions[strings.ToLower(companion.Type)] = true
		}
		for _, part := range t.Parts {
			key := strings.ToLower(part.Type)
			ordered.parts[key] = append(ordered.parts[key], declaredPart{owner: entry, part: part})
		}
	}
	return ordered, errors.Join(problems...)
}

// token finds a type by its token.
func (r *registry) token(token string) (*knownType, error) {
	if found := r.byToken[token]; found != nil {
		return found, nil
	}
	return nil, fmt.Errorf("the local Azure has no facts about %s and cannot stand in for it", token)
}

// ofARM finds a type by its ARM type, nil where none is known.
func (r *registry) ofARM(armType string) *knownType {
	return r.byARM[strings.ToLower(armType)]
}

// models reports whether resources of an ARM type can be in the world at all.
func (r *registry) models(armType string) bool {
	key := strings.ToLower(armType)
	return r.byARM[key] != nil || len(r.parts[key]) > 0 || r.companions[key]
}
