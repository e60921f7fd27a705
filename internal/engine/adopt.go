package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Existing is a resource that an up could not create because it is there, and that no state knows: an earlier run made it and was
// killed, or never heard the answer.
type Existing struct {
	URN, ID string
	// Parent and Provider are the URNs of what the program puts it under and makes it with.
	Parent, Provider string
}

// existing is how the provider names what is in the way (pulumi-azure-native, provider/pkg/azure/crud: CanCreate).
var existing = regexp.MustCompile(`cannot create already existing (?:sub)?resource ['"](/[^'"]+)['"]`)

// Existing lists what stood in the way of a run, each once, in the order of the failures.
func (r Result) Existing() []Existing {
	var found []Existing
	for _, step := range r.Failed {
		for _, d := range r.Errors() {
			match := existing.FindStringSubmatch(d.Message)
			if d.URN != step.URN || match == nil {
				continue
			}
			found = append(found, Existing{URN: step.URN, ID: match[1], Parent: step.parent, Provider: step.provider})
			break
		}
	}
	return found
}

// importFile is what the CLI reads for an import (Pulumi CLI, cmd/pulumi/import: importFile).
type importFile struct {
	NameTable map[string]string `json:"nameTable"`
	Resources []importSpec      `json:"resources"`
}

type importSpec struct {
	Type     string `json:"type"`
	Name     string `json:"name"`
	ID       string `json:"id"`
	Parent   string `json:"parent,omitempty"`
	Provider string `json:"provider,omitempty"`
}

// Adopt takes resources that are there into a stack's state, as they are. The next up changes them to what the program says.
func (w Workspace) Adopt(ctx context.Context, stack string, found []Existing) (err error) {
	if err := w.ready(ctx); err != nil {
		return err
	}
	content, err := json.Marshal(newImportFile(found))
	if err != nil {
		return fmt.Errorf("what is to be adopted: %w", err)
	}
	dir, err := os.MkdirTemp("", "trelica-adopt-")
	if err != nil {
		return fmt.Errorf("a folder for what is to be adopted: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "import.json")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return fmt.Errorf("what is to be adopted: %w", err)
	}
	args := []string{"import", "--file", file, "--stack", stack, "--yes", "--skip-preview", "--generate-code=false", "--protect=false", "--non-interactive"}
	if w.SettingsDir != "" {
		args = append(args, "--config-file", filepath.Join(w.SettingsDir, "Pulumi."+stack+".yaml"))
	}
	var out strings.Builder
	end, err := w.pulumi(ctx, Streams{Out: &out, Err: &out}, args...)
	if err != nil {
		return err
	}
	if err := end.err("adopting into stack " + stack); err != nil {
		return fmt.Errorf("%w\n%s", err, out.String())
	}
	return nil
}

// newImportFile gives every URN that is referred to a name, as the format wants.
func newImportFile(found []Existing) importFile {
	file := importFile{NameTable: map[string]string{}}
	names := map[string]string{}
	named := func(urn string) string {
		if urn == "" {
			return ""
		}
		if _, ok := names[urn]; !ok {
			names[urn] = fmt.Sprintf("n%d", len(names))
			file.NameTable[names[urn]] = urn
		}
		return names[urn]
	}
	for _, e := range found {
		_, rest, _ := strings.Cut(e.URN[strings.Index(e.URN, "::")+2:], "::") // without the stack and the project
		chain, name, _ := strings.Cut(rest, "::")
		file.Resources = append(file.Resources, importSpec{
			Type: chain[strings.LastIndex(chain, "$")+1:], Name: name, ID: e.ID, Parent: named(e.Parent), Provider: named(e.Provider),
		})
	}
	return file
}
