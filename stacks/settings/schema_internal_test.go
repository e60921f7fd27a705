package settings

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"net/netip"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// entry is one key of the schema in Pulumi.yaml.
type entry struct {
	name        string
	Type        string `yaml:"type"`
	Description string `yaml:"description"`
	Default     any    `yaml:"default"`
	Items       *struct {
		Type string `yaml:"type"`
	} `yaml:"items"`
	hasDefault bool
}

// schema reads the keys of the project's own namespace, in the order of the file.
func schema(t *testing.T) []entry {
	t.Helper()
	content, err := os.ReadFile("../../Pulumi.yaml")
	require.NoError(t, err)
	root, problem := document("Pulumi.yaml", content)
	require.Nil(t, problem)
	config := child(root, "config")
	require.NotNil(t, config)
	var entries []entry
	for i := 0; i+1 < len(config.Content); i += 2 {
		name := config.Content[i].Value
		if strings.Contains(name, ":") {
			continue
		}
		e := entry{name: name, hasDefault: child(config.Content[i+1], "default") != nil}
		known := []string{"type", "description", "default", "items"}
		for j := 0; j < len(config.Content[i+1].Content); j += 2 {
			require.Contains(t, known, config.Content[i+1].Content[j].Value, name)
		}
		require.NoError(t, config.Content[i+1].Decode(&e))
		entries = append(entries, e)
	}
	return entries
}

// schemaType is the type that the schema must give a field of a Go type, and that of its items.
func schemaType(t reflect.Type) (kind, items string) {
	switch {
	case t == reflect.TypeFor[netip.Prefix](), t.Kind() == reflect.String:
		return "string", ""
	case t.Kind() == reflect.Int:
		return "integer", ""
	case t.Kind() == reflect.Bool:
		return "boolean", ""
	case t.Kind() == reflect.Slice:
		items, _ = schemaType(t.Elem())
		return "array", items
	default:
		return "object", ""
	}
}

func TestSchemaAndStructHoldTogether(t *testing.T) {
	t.Parallel()
	entries, fields := schema(t), settingFields()
	var inSchema []string
	for _, e := range entries {
		inSchema = append(inSchema, e.name)
	}
	require.Equal(t, fieldNames(fields), inSchema, "Pulumi.yaml and the structs must have the same keys in the same order")
	docs := fieldDocs(t)
	for i, f := range fields {
		e := entries[i]
		kind, items := schemaType(f.typ)
		assert.Equal(t, kind, e.Type, "%s: type in Pulumi.yaml", f.name)
		if items != "" && assert.NotNil(t, e.Items, "%s: items in Pulumi.yaml", f.name) {
			assert.Equal(t, items, e.Items.Type, "%s: items in Pulumi.yaml", f.name)
		}
		assert.Regexp(t, `^[A-Z].*[^.]$`, e.Description, "%s: a description in Pulumi.yaml, without full stop", f.name)
		assert.NotEmpty(t, f.allowed, "%s: the tag allowed", f.name)
		assert.True(t, e.hasDefault || !f.optional, "%s may be empty, so Pulumi must not ask for it", f.name)

		doc := docs[owner(f)+"."+f.goName]
		documented := ""
		if !strings.HasSuffix(doc, "Required.") {
			m := defaultPattern.FindStringSubmatch(doc)
			require.NotNil(t, m, "%s: the comment must end in \"Required.\" or \"Default: ….\"", f.goName)
			documented = m[1]
		}
		assert.Equal(t, documented != "", e.hasDefault, "%s: the comment and Pulumi.yaml disagree whether there is a default", f.name)
		if e.hasDefault {
			assert.Equal(t, documented, defaultInWords(t, f.name, e.Default), "%s: the default in the comment", f.name)
		}
	}
}

var defaultPattern = regexp.MustCompile(`(?s)Default: (.+)\.$`)

// defaultInWords renders a default as the comments do.
func defaultInWords(t *testing.T, name string, value any) string {
	t.Helper()
	switch v := value.(type) {
	case string:
		if v == "" {
			return "empty"
		}
		return v
	case []any:
		require.Empty(t, v, "%s: no comment can hold this default", name)
		return "none"
	case map[string]any:
		require.Equal(t, "maintenanceWindow", name, "no other object has a default")
		require.Equal(t, map[string]any{"day": "Sunday", "startHour": 2, "durationHours": 4, "utcOffset": "+00:00"}, v)
		return "Sunday from 02:00 UTC, for 4 hours"
	}
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return string(text)
}

// owner is the struct that a setting's field is in.
func owner(f field) string { return reflect.TypeFor[Settings]().Field(f.index[0]).Type.Name() }

// fieldDocs are the comments of the package's structs and their fields: "Place.Region", and "Place" for the struct.
func fieldDocs(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{}
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ParseComments)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			declaration, ok := n.(*ast.GenDecl)
			if !ok {
				return true
			}
			for _, spec := range declaration.Specs {
				named, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				docs[named.Name.Name] = oneLine(declaration.Doc.Text())
				object, ok := named.Type.(*ast.StructType)
				if !ok {
					continue
				}
				for _, field := range object.Fields.List {
					for _, name := range field.Names {
						docs[named.Name.Name+"."+name.Name] = oneLine(field.Doc.Text())
					}
				}
			}
			return false
		})
	}
	return docs
}

// objects are the structs that settings hold, in the order in which they are met.
func objects() []reflect.Type {
	var all []reflect.Type
	var visit func(reflect.Type)
	visit = func(t reflect.Type) {
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || t == reflect.TypeFor[netip.Prefix]() || slices.Contains(all, t) {
			return
		}
		all = append(all, t)
		for _, f := range objectFields(t) {
			visit(f.typ)
		}
	}
	for _, f := range settingFields() {
		visit(f.typ)
	}
	return all
}

func TestFieldsOfObjectsAreDocumented(t *testing.T) {
	t.Parallel()
	docs := fieldDocs(t)
	require.NotEmpty(t, objects())
	for _, object := range objects() {
		for _, f := range objectFields(object) {
			doc := docs[object.Name()+"."+f.goName]
			want := "Required."
			if f.optional {
				want = "Optional."
			}
			assert.True(t, strings.HasSuffix(doc, want), "%s.%s: the comment must end in %q", object.Name(), f.goName, want)
			assert.NotEmpty(t, f.allowed, "%s.%s: the tag allowed", object.Name(), f.goName)
		}
	}
}

func TestEveryFieldOfEverySectionIsASetting(t *testing.T) {
	t.Parallel()
	root := reflect.TypeFor[Settings]()
	for i := range root.NumField() {
		section := root.Field(i)
		if section.Name == "Stack" {
			continue
		}
		require.Equal(t, reflect.Struct, section.Type.Kind(), section.Name)
		assert.Len(t, objectFields(section.Type), section.Type.NumField(), "%s has a field without the tag setting", section.Name)
	}
	for _, object := range objects() {
		assert.Len(t, objectFields(object), object.NumField(), "%s has a field without the tag setting", object.Name())
	}
}

func TestDefaultProvidersAreOff(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../Pulumi.yaml")
	require.NoError(t, err)
	var project struct {
		Name, Runtime, Main string
		Config              map[string]yaml.Node
	}
	require.NoError(t, yaml.Unmarshal(content, &project))
	assert.Equal(t, []string{Project, "go", "infra"}, []string{project.Name, project.Runtime, project.Main})
	var off struct{ Value []string }
	node := project.Config["pulumi:disable-default-providers"]
	require.NoError(t, node.Decode(&off))
	assert.Equal(t, []string{"*"}, off.Value)
}
