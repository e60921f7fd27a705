package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"
)

// errEncrypted is told for a value that the Pulumi CLI has encrypted and that is none of Secrets: secrets live in the vault.
var errEncrypted = errors.New("is encrypted, but this setting is not secret; give it in plain text, and put secrets into the vault")

// render turns a YAML value into the text that Pulumi passes to a program: text as it is, nothing as the empty text, numbers
// and booleans as JSON writes them, lists and mappings as JSON.
func render(node *yaml.Node) (string, error) {
	var value any
	if err := node.Decode(&value); err != nil {
		return "", fmt.Errorf("cannot be read: %s", oneLine(err.Error()))
	}
	plain, err := simplify(value)
	if err != nil {
		return "", err
	}
	switch v := plain.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", fmt.Errorf("cannot be passed on: %w", err)
	}
	return string(text), nil
}

// simplify turns what YAML knows and JSON does not into what the Pulumi CLI turns it into.
func simplify(value any) (any, error) {
	switch v := value.(type) {
	case time.Time:
		return v.String(), nil
	case map[any]any:
		return nil, errors.New("has a key that is not text; quote it")
	case map[string]any:
		if _, encrypted := v["secure"].(string); encrypted && len(v) == 1 {
			return nil, errEncrypted
		}
		m := make(map[string]any, len(v))
		for key, inner := range v {
			plain, err := simplify(inner)
			if err != nil {
				return nil, err
			}
			m[key] = plain
		}
		return m, nil
	case []any:
		list := make([]any, len(v))
		for i, inner := range v {
			plain, err := simplify(inner)
			if err != nil {
				return nil, err
			}
			list[i] = plain
		}
		return list, nil
	}
	return value, nil
}
