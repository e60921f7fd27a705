package importfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/engine"
)

// Why says why a resource is not in the file.
type Why string

// Why resources are left out.
const (
	// Drawn values were made by the program and lie in no service.
	Drawn Why = "drawn by the program: the next up draws it again"
	// Later identifiers hold what Azure drew; they are known when what they come from is in the state.
	Later Why = "known once what is in this file has been imported"
	// Nameless types are those that nobody has written down how to name.
	Nameless Why = "no rule says how its identifier is made"
	// Absent resources have an identifier and are not there.
	Absent Why = "not there: the next up creates it"
)

// Left is a resource that the file lacks.
type Left struct {
	URN string `json:"urn"`
	// ID is empty where it is not known.
	ID  string `json:"id,omitempty"`
	Why Why    `json:"why"`
}

// Refill is a resource of the file with inputs that no service returns: they are missing in the state until an up writes them.
type Refill struct {
	URN    string   `json:"urn"`
	ID     string   `json:"id"`
	Inputs []string `json:"inputs"`
}

// List is what a preview says of the resources that a state lacks.
type List struct {
	File engine.ImportFile
	// URNs are those of the file's resources, in its order.
	URNs   []string
	Left   []Left
	Refill []Refill
}

// registration is a resource that a preview would create, as its event tells.
type registration struct {
	URN      string
	Type     string
	Custom   bool
	Provider string // the provider's URN
	Inputs   resource.PropertyMap
	raw      map[string]any // the inputs as the event has them
}

// Complete gives every resource of the file that a preview wrote its identifier, taken from the preview's events, and leaves out those
// that have none yet.
func Complete(file engine.ImportFile, events io.Reader) (List, error) {
	created, providers, err := readRegistrations(events)
	if err != nil {
		return List{}, err
	}
	if len(created) != len(file.Resources) {
		return List{}, fmt.Errorf("the preview's file has %d resources and its events create %d", len(file.Resources), len(created))
	}
	list := List{File: engine.ImportFile{NameTable: file.NameTable}}
	without := map[string]bool{} // names of the file that are left out
	for i, spec := range file.Resources {
		made := created[i]
		if made.Type != spec.Type || nameOf(made.URN) != spec.Logical() {
			return List{}, fmt.Errorf("the preview's file and its events differ: %s %s is %s", spec.Type, spec.Logical(), made.URN)
		}
		id, why := "", Why("")
		switch {
		case without[spec.Parent] || without[spec.Provider] || isProvider(spec.Type) && !configured(spec, made):
			why = Later
		case spec.Component || isProvider(spec.Type):
		default:
			id, why = identify(made, providers[made.Provider])
		}
		if why == "" && !isProvider(spec.Type) {
			spec.Inputs, why = supplied(made)
		}
		if why != "" {
			without[spec.Name] = true
			list.Left = append(list.Left, Left{URN: made.URN, Why: why})
			continue
		}
		spec.ID = id
		list.File.Resources = append(list.File.Resources, spec)
		list.URNs = append(list.URNs, made.URN)
		if inputs := neverReturned(made); len(inputs) > 0 {
			list.Refill = append(list.Refill, Refill{URN: made.URN, ID: id, Inputs: inputs})
		}
	}
	return list, nil
}

// Without leaves out what is known not to be there, and what lies under it.
func (l List) Without(absent []string) List {
	kept := List{File: engine.ImportFile{NameTable: l.File.NameTable}, Left: slices.Clone(l.Left)}
	gone, urns := map[string]bool{}, map[string]bool{}
	for i, spec := range l.File.Resources {
		if slices.Contains(absent, spec.ID) && spec.ID != "" || gone[spec.Parent] {
			gone[spec.Name], urns[l.URNs[i]] = true, true
			kept.Left = append(kept.Left, Left{URN: l.URNs[i], ID: spec.ID, Why: Absent})
			continue
		}
		kept.File.Resources = append(kept.File.Resources, spec)
		kept.URNs = append(kept.URNs, l.URNs[i])
	}
	for _, refill := range l.Refill {
		if !urns[refill.URN] {
			kept.Refill = append(kept.Refill, refill)
		}
	}
	return kept
}

// configured tells whether the whole configuration of a provider is known: the CLI leaves out of the file what is not, and an event
// does not tell an unknown secret from a known one.
func configured(spec engine.ImportSpec, made registration) bool {
	var written map[string]json.RawMessage
	if json.Unmarshal(spec.Inputs, &written) != nil && len(made.Inputs) > 0 {
		return false
	}
	for key := range made.Inputs {
		if _, there := written[string(key)]; !there {
			return false
		}
	}
	return true
}

func isProvider(typ string) bool { return strings.HasPrefix(typ, "pulumi:providers:") }

func nameOf(urn string) string { return urn[strings.LastIndex(urn, "::")+len("::"):] }

// readRegistrations reads what a preview would create, in its order, but for the stack itself, and the configuration of every provider
// by its URN (Pulumi SDK, common/apitype/events.go).
func readRegistrations(events io.Reader) (created []registration, providers map[string]resource.PropertyMap, err error) {
	providers = map[string]resource.PropertyMap{}
	decoder := json.NewDecoder(events)
	for {
		var event struct {
			ResourcePreEvent *struct {
				Metadata struct {
					Op, URN, Type string
					New           *struct {
						Custom   bool
						Provider string
						Inputs   map[string]any
					}
				}
			}
		}
		if err := decoder.Decode(&event); errors.Is(err, io.EOF) {
			return created, providers, nil
		} else if err != nil {
			return nil, nil, fmt.Errorf("the events of the preview: %w", err)
		}
		if event.ResourcePreEvent == nil || event.ResourcePreEvent.Metadata.New == nil {
			continue
		}
		at, made := event.ResourcePreEvent.Metadata, event.ResourcePreEvent.Metadata.New
		inputs := properties(made.Inputs)
		if isProvider(at.Type) {
			providers[at.URN] = inputs
		}
		if at.Op != "create" || at.Type == "pulumi:pulumi:Stack" || strings.HasPrefix(nameOf(at.URN), "default") && isProvider(at.Type) {
			continue
		}
		provider, _, _ := cutLast(made.Provider, "::")
		created = append(created, registration{
			URN: at.URN, Type: at.Type, Custom: made.Custom, Provider: provider, Inputs: inputs, raw: made.Inputs,
		})
	}
}

func cutLast(text, by string) (before, after string, found bool) {
	if i := strings.LastIndex(text, by); i >= 0 {
		return text[:i], text[i+len(by):], true
	}
	return text, "", false
}
