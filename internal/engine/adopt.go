package engine

import (
	"context"
	"fmt"
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

// existingObject is how an object is in the way that another run applied (pulumi-kubernetes, await.Creation, with the API server's own words,
// which may be of several lines).
var existingObject = regexp.MustCompile(`(?s)was not successfully created by the Kubernetes API server: .* already exists`)

// Existing lists what stood in the way of a run, each once, in the order of the failures.
func (r Result) Existing() []Existing {
	var found []Existing
	for _, step := range r.Failed {
		for _, d := range r.Errors() {
			id := ""
			if match := existing.FindStringSubmatch(d.Message); match != nil {
				id = match[1]
			} else if existingObject.MatchString(d.Message) {
				id = step.object
			}
			if d.URN != step.URN || id == "" {
				continue
			}
			found = append(found, Existing{URN: step.URN, ID: id, Parent: step.parent, Provider: step.provider})
			break
		}
	}
	return found
}

// Adopt takes resources that are there into a stack's state, as they are and unprotected. The next up changes them to what the
// program says.
func (w Workspace) Adopt(ctx context.Context, stack string, found []Existing) error {
	_, err := w.importing(ctx, stack, newImportFile(found), "adopting into stack "+stack, "--protect=false")
	return err
}

// newImportFile gives every URN that is referred to a name, as the format wants.
func newImportFile(found []Existing) ImportFile {
	file := ImportFile{NameTable: map[string]string{}}
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
		file.Resources = append(file.Resources, ImportSpec{
			Type: chain[strings.LastIndex(chain, "$")+1:], Name: name, ID: e.ID, Parent: named(e.Parent), Provider: named(e.Provider),
		})
	}
	return file
}

// SaysExisting tells whether a provider's message says that what it was to create, in Azure or in a cluster, is there already.
func SaysExisting(message string) bool {
	return existing.MatchString(message) || existingObject.MatchString(message)
}
