package importfile

import (
	"encoding/json"
	"fmt"
)

// AsWritten is a state's snapshot (engine.Checkpoint.Snapshot) as text, without what an import cannot bring back as it was and no up has a
// reason to write: a vault's create mode, which no answer returns, and what a replica takes from its source, which an answer shows and a
// program does not say. Whoever compares the states before and after an import compares these.
func AsWritten(snapshot []byte) (string, error) {
	var read struct {
		Resources []map[string]any `json:"resources"`
	}
	if err := json.Unmarshal(snapshot, &read); err != nil {
		return "", fmt.Errorf("the snapshot of a state: %w", err)
	}
	for _, r := range read.Resources {
		inputs, _ := r["inputs"].(map[string]any)
		if inputs["createMode"] == "Secondary" {
			for _, name := range []string{"catalogCollation", "collation", "isLedgerOn", "maxSizeBytes"} {
				delete(inputs, name)
			}
		}
		if properties, _ := inputs["properties"].(map[string]any); properties["createMode"] == "default" {
			delete(properties, "createMode")
		}
	}
	text, err := json.MarshalIndent(read, "", "  ")
	return string(text), err
}
