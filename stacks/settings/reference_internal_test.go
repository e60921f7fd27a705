package settings

import (
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/reference/settings.md anew")

const referenceFile = "../../docs/reference/settings.md"

func TestReferencePageIsCurrent(t *testing.T) {
	t.Parallel()
	want := reference(t)
	if *update {
		require.NoError(t, os.MkdirAll("../../docs/reference", 0o755))
		require.NoError(t, os.WriteFile(referenceFile, []byte(want), 0o644)) //nolint:gosec // a page for everybody to read
	}
	got, err := os.ReadFile(referenceFile)
	require.NoError(t, err)
	assert.Equal(t, want, string(got), "docs/reference/settings.md is stale: go test ./stacks/settings -run Reference -update")
}

// reference renders the page from the schema's descriptions and defaults, the structs' comments, and the tags.
func reference(t *testing.T) string {
	t.Helper()
	docs, entries := fieldDocs(t), map[string]entry{}
	for _, e := range schema(t) {
		entries[e.name] = e
	}
	var b strings.Builder
	b.WriteString("# Settings\n\n" +
		"<!-- Made by go test ./stacks/settings -update from Pulumi.yaml and stacks/settings. Do not edit. -->\n\n" +
		"A stack's settings are in `Pulumi.<stack>.yaml` under `config`, each key with the prefix `trelica:`. Keys with a default may be left out. " +
		"Every mistake is reported at once, with file, line, key, value and what is allowed, before anything is provisioned.\n")
	root := reflect.TypeFor[Settings]()
	for i := range root.NumField() {
		section := root.Field(i)
		if section.Type.Kind() != reflect.Struct {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", section.Name, meaning(docs[section.Type.Name()], section.Type.Name()))
		for _, f := range objectFields(section.Type) {
			e := entries[f.name]
			said := meaning(docs[section.Type.Name()+"."+f.goName], f.goName)
			assert.True(t, strings.HasPrefix(said, e.Description), "%s: the comment %q must begin with the description in Pulumi.yaml, %q", f.name, said, e.Description)
			fmt.Fprintf(&b, "\n### %s\n\n%s\n\n", f.name, said)
			fmt.Fprintf(&b, "- Type: %s\n- Allowed: %s\n- Default: %s\n", inWords(e), f.allowed, shownDefault(t, e))
			object := f.typ
			if object.Kind() == reflect.Slice {
				object = object.Elem()
			}
			if object.Kind() == reflect.Struct && len(objectFields(object)) > 0 {
				writeObject(&b, docs, object)
			}
		}
	}
	writeTables(&b)
	return b.String()
}

// meaning is a comment without its last word on what is required.
func meaning(doc, name string) string {
	for _, end := range []string{"Required.", "Optional."} {
		doc = strings.TrimSuffix(doc, end)
	}
	doc = strings.TrimSpace(defaultPattern.ReplaceAllString(doc, ""))
	// The comments begin with Go's name, which says nothing to a reader of the page.
	said, ok := strings.CutPrefix(doc, name+" ")
	if !ok {
		return doc
	}
	for _, verb := range []string{"is ", "are ", "says "} {
		said = strings.TrimPrefix(said, verb)
	}
	return strings.ToUpper(said[:1]) + said[1:]
}

func inWords(e entry) string {
	if e.Type == "array" {
		return "list of " + e.Items.Type + "s"
	}
	return e.Type
}

func shownDefault(t *testing.T, e entry) string {
	t.Helper()
	if !e.hasDefault {
		return "none, required"
	}
	words := defaultInWords(t, e.name, e.Default)
	if words == "empty" || words == "none" || strings.Contains(words, " ") {
		return words
	}
	return "`" + words + "`"
}

func writeObject(b *strings.Builder, docs map[string]string, object reflect.Type) {
	b.WriteString("\n| Field | | Meaning | Allowed |\n|---|---|---|---|\n")
	for _, f := range objectFields(object) {
		required := "required"
		if f.optional {
			required = "optional"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", f.name, required, meaning(docs[object.Name()+"."+f.goName], f.goName), f.allowed)
	}
}

func writeTables(b *strings.Builder) {
	b.WriteString("\n## Sizes of nodes\n\n| Size | vCPUs | Memory, GB | Temporary disk, GiB |\n|---|---|---|---|\n")
	for _, s := range Sizes() {
		fmt.Fprintf(b, "| `%s` | %d | %d | %d |\n", s.Name, s.VCPUs, s.MemoryGB, s.TempDiskGB)
	}
	b.WriteString("\n## Versions of Kubernetes\n\n| Version | Available from | End of life |\n|---|---|---|\n")
	for _, v := range Versions() {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", v.Minor, v.Available, v.EndOfLife)
	}
}
