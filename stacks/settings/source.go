package settings

import (
	"encoding/json"
	"fmt"

	"gopkg.in/yaml.v3"
)

// Source is the raw settings of one stack: a value per key, as Pulumi hands them to a program. FromConfig, ParseConfig and
// Files make one; Load reads it.
type Source struct {
	// Stack is the name of the stack.
	Stack string
	// Values are the raw values by full key, "trelica:region": text as it is, numbers and booleans as text, lists and objects
	// as JSON.
	Values map[string]string

	nodes      map[string]*yaml.Node // where each key was read from, if it was read from the stack's file
	problems   Problems              // what was wrong before any value could be looked at
	unreadable []path                // keys that are there and whose values could not be read
	broken     bool                  // a whole file could not be read, so there are no values to look at
}

// FromConfig makes a source of a program's configuration: every key that Pulumi passes, with defaults applied.
func FromConfig(stack string, config map[string]string) Source {
	return Source{Stack: stack, Values: config}
}

// ParseConfig makes a source of the JSON text in which Pulumi passes a program its configuration, the environment variable
// PULUMI_CONFIG. It fails when the text is not one JSON object of text values.
func ParseConfig(stack, config string) (Source, error) {
	values := map[string]string{}
	if err := json.Unmarshal([]byte(config), &values); err != nil {
		return Source{}, fmt.Errorf("configuration of stack %s is not an object of text values: %w", stack, err)
	}
	return FromConfig(stack, values), nil
}

// line is the line that a path leads to, or the nearest above it; zero if the key came from no file.
func (s Source) line(p path) int {
	if len(p) == 0 {
		return 0
	}
	first, _ := p[0].(string)
	node := s.nodes[fullKey(first)]
	if node == nil {
		return 0
	}
	for _, step := range p[1:] {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line
}

// child is the part of a YAML list or mapping that a step leads to, or nil.
func child(node *yaml.Node, step any) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch s := step.(type) {
	case int:
		if node.Kind == yaml.SequenceNode && s < len(node.Content) {
			return node.Content[s]
		}
	case string:
		for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == s {
				return node.Content[i+1]
			}
		}
	}
	return nil
}
