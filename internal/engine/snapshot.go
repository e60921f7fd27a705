package engine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// snapshotResource is a resource in the golden form: what the program decides, nothing that a provider computes.
type snapshotResource struct {
	URN            string         `json:"urn"`
	Parent         string         `json:"parent,omitempty"`
	Protect        bool           `json:"protect,omitempty"`
	RetainOnDelete bool           `json:"retainOnDelete,omitempty"`
	Inputs         map[string]any `json:"inputs,omitempty"`
}

// Snapshot renders the checkpoint for review: every resource sorted by URN, its inputs, parent and protections, secrets
// masked. The same program and settings give the same bytes on every machine. Keys are sorted, text is not escaped for
// HTML, and the last line ends.
func (c Checkpoint) Snapshot() ([]byte, error) {
	resources := make([]snapshotResource, 0, len(c.Resources))
	for _, r := range c.Resources {
		if r.Delete {
			continue // the old half of a replacement
		}
		resources = append(resources, snapshotResource{
			URN: r.URN, Parent: r.Parent, Protect: r.Protect, RetainOnDelete: r.RetainOnDelete, Inputs: r.Inputs,
		})
	}
	slices.SortFunc(resources, func(a, b snapshotResource) int { return cmp.Compare(a.URN, b.URN) })
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(map[string]any{"resources": resources}); err != nil {
		return nil, fmt.Errorf("rendering a snapshot: %w", err)
	}
	return out.Bytes(), nil
}
