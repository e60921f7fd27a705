package arm

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

// Document renders what the local Azure knows as a page for people, in Markdown: for each type what replaces it and
// what it refuses, what is checked, and which inputs no source speaks of. The shapes are needed to say the last; with a
// nil Schema that part is left out.
func Document(types []Type, shapes *schema.Schema) string {
	var page strings.Builder
	page.WriteString(documentHead)
	ordered := slices.SortedFunc(slices.Values(types), func(a, b Type) int { return strings.Compare(a.Token, b.Token) })
	for _, t := range ordered {
		documentType(&page, t, shapes)
	}
	documentChecks(&page, ordered)
	return page.String()
}

const documentHead = `# What the local Azure knows

<!-- Written by a test of internal/localazure/arm; do not edit. -->

The local Azure is a model. This page says, for each type of resource, what it takes changes to do, what it demands
beyond the shape of a request, and what it does not know. Every line names the document it comes from.

How to read it:

- **Replaces**: the provider deletes the resource and makes another. Names and groups always replace and are not listed.
- **Refused**: the provider sends the change, and Azure answers with an error.
- **Kept**: Azure accepts the change and goes on with the first value.
- Everything else that is listed under *Updates* changes in place.
- **Not covered**: no document that was found says. A preview shows such a change as "may replace".

What no model of Azure's documents can know: whether a region has capacity, what quotas a subscription has, which features
and providers are registered on it, who is in the directory, how long an operation takes, and what Azure has changed since.

`

func documentType(page *strings.Builder, t Type, shapes *schema.Schema) {
	fmt.Fprintf(page, "## %s\n\n", strings.TrimPrefix(t.Token, "azure-native:"))
	fmt.Fprintf(page, "`%s`\n\nFrom %s.\n\n", t.Path, t.Source)
	names := map[Effect]string{Replaces: "Replaces", Refused: "Refused", Kept: "Kept"}
	for _, effect := range []Effect{Replaces, Refused, Kept} {
		for _, change := range grouped(t.Changes, effect) {
			fmt.Fprintf(page, "- **%s**: %s (%s)\n", names[effect], change.paths, change.source)
		}
	}
	for _, change := range grouped(t.Changes, Updates) {
		fmt.Fprintf(page, "- *Updates*: %s (%s)\n", change.paths, change.source)
	}
	if len(t.WriteOnly) > 0 {
		fmt.Fprintf(page, "- A GET never returns %s (%s)\n", pathsOf(t.WriteOnly), t.WriteOnly[0].Source)
	}
	if t.SoftDelete != nil {
		fmt.Fprintf(page, "- A deleted one keeps its name for a while (%s)\n", t.SoftDelete.Source)
	}
	if shapes != nil {
		if open := Uncovered(t, shapes); len(open) > 0 {
			fmt.Fprintf(page, "- **Not covered**: `%s`\n", strings.Join(open, "`, `"))
		}
	}
	var checks []string
	for _, check := range t.Checks {
		checks = append(checks, check.ID)
	}
	if len(checks) > 0 {
		fmt.Fprintf(page, "- Checks: %s\n", strings.Join(checks, ", "))
	}
	page.WriteString("\n")
}

func documentChecks(page *strings.Builder, types []Type) {
	page.WriteString("## Checks\n\n| Check | Demands | Source |\n|---|---|---|\n")
	rows := map[string]Check{}
	for _, t := range types {
		for _, check := range t.Checks {
			if earlier, ok := rows[check.ID]; ok {
				if strings.Contains(earlier.Source, check.Source) {
					continue
				}
				check.Source = earlier.Source + "; " + check.Source
			}
			rows[check.ID] = check
		}
	}
	for _, id := range sortedNames(rows) {
		fmt.Fprintf(page, "| %s | %s | %s |\n", id, strings.ReplaceAll(rows[id].Says, "|", `\|`), strings.ReplaceAll(rows[id].Source, "|", `\|`))
	}
}

// groupedChange is what one document says of several inputs.
type groupedChange struct{ paths, source string }

// grouped puts the inputs together that one document gives one effect, in the order of the table.
func grouped(changes []Change, effect Effect) []groupedChange {
	paths := map[string][]string{}
	var sources []string
	for _, change := range changes {
		if change.Effect != effect {
			continue
		}
		if _, seen := paths[change.Source]; !seen {
			sources = append(sources, change.Source)
		}
		paths[change.Source] = append(paths[change.Source], "`"+change.Path+"`")
	}
	var groups []groupedChange
	for _, source := range sources {
		groups = append(groups, groupedChange{paths: strings.Join(paths[source], ", "), source: source})
	}
	return groups
}

func pathsOf(facts []Fact) string {
	var shown []string
	for _, fact := range facts {
		shown = append(shown, "`"+fact.Path+"`")
	}
	return strings.Join(shown, ", ")
}

// Uncovered lists the inputs of a type for which no entry of Changes says what changing them does, sorted. Where entries
// speak only of parts of an input ("sku.name"), the parts they leave out are listed.
func Uncovered(t Type, shapes *schema.Schema) []string {
	shape, known := shapes.Resource(t.Token)
	parsed, err := parseTemplate(t.Path)
	if !known || err != nil {
		return nil
	}
	var open []string
	for _, name := range sortedNames(shape.Inputs) {
		// Identifiers, names and types that the provider's shapes carry along for sub-resources are no settings.
		if slices.Contains(parsed.parameters(), name) || name == "id" || name == "name" || name == "type" {
			continue
		}
		open = append(open, uncoveredAt(t, shapes, name, shape.Inputs[name].Type)...)
	}
	return open
}

// uncoveredAt lists what is not covered at a path and below.
func uncoveredAt(t Type, shapes *schema.Schema, path string, shape schema.Type) []string {
	below := false
	for _, change := range t.Changes {
		if change.Path == path || strings.HasPrefix(path, change.Path+".") {
			return nil
		}
		below = below || strings.HasPrefix(change.Path, path+".") || strings.HasPrefix(change.Path, path+"[*].")
	}
	if !below {
		return []string{path}
	}
	if shape.Kind == schema.List {
		path, shape = path+"[*]", *shape.Element
	}
	object, known := shapes.Object(shape.Name)
	if !known {
		return []string{path}
	}
	var open []string
	for _, name := range sortedNames(object) {
		if name == "name" && strings.HasSuffix(path, "[*]") {
			continue // the name is what the element is known by
		}
		open = append(open, uncoveredAt(t, shapes, path+"."+name, object[name].Type)...)
	}
	return open
}
