package schema_test

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

func smallDocument() *schema.Document {
	text := schema.Type{Kind: schema.String}
	return &schema.Document{
		Provider: "azure-native", Version: "1.2.3",
		Resources: map[string]*schema.Resource{zoo: {
			Token: zoo, SecretOutputs: []string{"pin"}, Aliases: []string{"azure-native:zoo/v1:Zoo", "azure-native:zoo:Zoo"},
			Inputs:  schema.Object{"keeper": {Type: schema.Type{Kind: schema.Reference, Name: "inputs.zoo.Keeper"}}},
			Outputs: schema.Object{"pin": {Type: text, Required: true}},
		}},
		Functions: map[string]*schema.Function{"azure-native:zoo:list": {
			Token: "azure-native:zoo:list", Arguments: schema.Object{"a": {Type: text}}, Result: schema.Object{"b": {Type: text}},
		}},
		Objects: map[string]schema.Object{"inputs.zoo.Keeper": {"sex": {Type: schema.Type{Kind: schema.Enumeration, Name: "enums.zoo.Sex"}}}},
		Enums:   map[string][]string{"enums.zoo.Sex": {"<female>", "male"}},
	}
}

func TestDocumentAsText(t *testing.T) {
	t.Parallel()
	text, err := smallDocument().JSON()
	require.NoError(t, err)
	assert.Equal(t, `{"provider":"azure-native","version":"1.2.3",`+
		`"resources":{"azure-native:zoo/v20990101:Zoo":{"in":{"keeper":"@inputs.zoo.Keeper"},"out":{"pin":"s!"},"secret":["pin"],"aliases":["zoo/v1:Zoo","zoo:Zoo"]}},`+
		`"functions":{"azure-native:zoo:list":{"in":{"a":"s"},"out":{"b":"s"}}},`+
		`"objects":{"inputs.zoo.Keeper":{"sex":"#enums.zoo.Sex"}},`+
		`"enums":{"enums.zoo.Sex":["<female>","male"]}}`+"\n", string(text))
}

func TestDocumentThereAndBack(t *testing.T) {
	t.Parallel()
	compressed, err := smallDocument().Compressed()
	require.NoError(t, err)
	again, err := smallDocument().Compressed()
	require.NoError(t, err)
	assert.Equal(t, compressed, again, "The same document always gives the same bytes.")

	header, err := gzip.NewReader(bytes.NewReader(compressed))
	require.NoError(t, err)
	assert.True(t, header.ModTime.IsZero(), "No time is in the file.")
	assert.Empty(t, header.Name, "No name is in the file.")

	read, err := schema.Open(compressed)
	require.NoError(t, err)
	assert.Equal(t, smallDocument(), read)
}

func TestDamagedDocuments(t *testing.T) {
	t.Parallel()
	whole, err := smallDocument().Compressed()
	require.NoError(t, err)
	tests := map[string]struct {
		content []byte
		want    string
	}{
		"empty":    {nil, "decompress the shapes"},
		"cut off":  {whole[:len(whole)/2], "decompress the shapes"},
		"no JSON":  {compress(t, "Hello"), "decode the shapes"},
		"bad type": {compress(t, `{"objects":{"inputs.zoo.Keeper":{"sex":"?"}}}`), `property "?": unknown mark '?'`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := schema.Open(test.content)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestNamesThatLeadNowhere(t *testing.T) {
	t.Parallel()
	document := smallDocument()
	delete(document.Objects, "inputs.zoo.Keeper")
	document.Resources[zoo].Outputs["sexes"] = schema.Property{Type: schema.Type{
		Kind: schema.Map, Element: &schema.Type{Kind: schema.Enumeration, Name: "enums.zoo.Gone"},
	}}
	document.Functions["azure-native:zoo:list"].Result["b"] = schema.Property{Type: schema.Type{
		Kind: schema.Union, Alternatives: []schema.Type{{Kind: schema.Reference, Name: "outputs.zoo.Gone"}},
	}}
	compressed, err := document.Compressed()
	require.NoError(t, err)
	_, err = schema.Open(compressed)
	require.EqualError(t, err, "azure-native:zoo/v20990101:Zoo inputs, property keeper: object type inputs.zoo.Keeper is not in the file; "+
		"azure-native:zoo/v20990101:Zoo outputs, property sexes: enumeration enums.zoo.Gone is not in the file; "+
		"azure-native:zoo:list result, property b: object type outputs.zoo.Gone is not in the file")
}

func compress(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}
