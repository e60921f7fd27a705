package arm

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// subscriptionParameter is the parameter of paths that comes from the provider's configuration, not from the inputs.
const subscriptionParameter = "subscriptionId"

// template is a Type's Path, taken apart.
type template struct {
	segments []segment
	// scoped is true where the first segment stands for a whole identifier.
	scoped  bool
	armType string
}

// segment is one segment of a path: a text, or the name of a parameter.
type segment struct {
	text      string
	parameter bool
}

// parseTemplate takes a path apart.
func parseTemplate(path string) (template, error) {
	var parsed template
	sample := make([]string, 0, 8)
	for i, text := range strings.Split(strings.Trim(path, "/"), "/") {
		name, opened := strings.CutPrefix(text, "{")
		name, closed := strings.CutSuffix(name, "}")
		if opened != closed || name == "" {
			return template{}, fmt.Errorf("path %q: segment %q is neither a text nor a parameter in braces", path, text)
		}
		parsed.segments = append(parsed.segments, segment{text: name, parameter: opened})
		if i == 0 && opened {
			parsed.scoped = true
			sample = append(sample, "subscriptions", "x")
			continue
		}
		if opened {
			name = "x"
		}
		sample = append(sample, name)
	}
	parsed.armType = world.TypeOf("/" + strings.Join(sample, "/"))
	if parsed.armType == "" {
		return template{}, fmt.Errorf("path %q is not the identifier of a resource", path)
	}
	return parsed, nil
}

// parameters are the inputs that make up the identifier, in order.
func (t template) parameters() []string {
	var names []string
	for _, segment := range t.segments {
		if segment.parameter && segment.text != subscriptionParameter {
			names = append(names, segment.text)
		}
	}
	return names
}

// nameParameter is the input that holds the resource's own name, "" where the name is fixed.
func (t template) nameParameter() string {
	last := t.segments[len(t.segments)-1]
	if !last.parameter {
		return ""
	}
	return last.text
}

// format makes the identifier that the inputs name; ok is false while a parameter is absent or unknown.
func (t template) format(inputs Body, subscription string) (id string, ok bool) {
	texts := make([]string, 0, len(t.segments))
	for _, segment := range t.segments {
		switch {
		case !segment.parameter:
			texts = append(texts, segment.text)
		case segment.text == subscriptionParameter:
			texts = append(texts, subscription)
		default:
			value, state := inputs.String(segment.text)
			value = strings.Trim(value, "/")
			if state != Known || value == "" {
				return "", false
			}
			texts = append(texts, value)
		}
	}
	return "/" + strings.Join(texts, "/"), true
}

// parse reads the parameters out of an identifier; ok is false where the identifier is of another type.
func (t template) parse(id string) (parameters map[string]string, ok bool) {
	texts := strings.Split(strings.Trim(id, "/"), "/")
	parameters = map[string]string{}
	segments := t.segments
	if t.scoped {
		length := len(texts) - (len(segments) - 1)
		if length < 0 {
			return nil, false
		}
		parameters[segments[0].text] = strings.Join(texts[:length], "/")
		texts, segments = texts[length:], segments[1:]
	}
	if len(texts) != len(segments) {
		return nil, false
	}
	for i, segment := range segments {
		switch {
		case segment.parameter:
			parameters[segment.text] = texts[i]
		case !strings.EqualFold(segment.text, texts[i]):
			return nil, false
		}
	}
	return parameters, true
}

// Identifier is what a resource of the type is called that a program declares with these inputs; ok is false while a part of it is
// not known. Only an extension resource's needs no subscription.
func (t Type) Identifier(inputs resource.PropertyMap, subscription string) (id string, ok bool) {
	parsed, err := parseTemplate(t.Path)
	if err != nil {
		return "", false
	}
	return parsed.format(Body{Properties: inputs}, subscription)
}
