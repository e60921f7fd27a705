package settings

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// objectLines writes an object of the settings as an entry of a list: its fields in their order, without optional ones that are
// empty.
func objectLines(object any, indent string) ([]string, error) {
	value := reflect.ValueOf(object)
	node := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range objectFields(value.Type()) {
		v := value.FieldByIndex(f.index)
		if f.optional && v.IsZero() {
			continue
		}
		var inner yaml.Node
		if err := inner.Encode(v.Interface()); err != nil {
			return nil, fmt.Errorf("writing %s: %w", f.name, err)
		}
		if text, ok := v.Interface().(string); ok && strings.Contains(text, "\n") {
			inner.Style = yaml.LiteralStyle
		}
		node.Content = append(node.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: f.name}, &inner)
	}
	var text strings.Builder
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(node); err != nil {
		return nil, fmt.Errorf("writing an entry: %w", err)
	}
	lines := strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
	for i, line := range lines {
		lead := "  "
		if i == 0 {
			lead = "- "
		}
		lines[i] = strings.TrimRight(indent+lead+line, " ")
	}
	return lines, nil
}
