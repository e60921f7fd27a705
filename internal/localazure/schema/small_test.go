package schema_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/schema"
)

const zoo = "azure-native:zoo/v20990101:Zoo"

// smallSchema is a schema with one property of every kind, so that a test of a rule does not depend on Azure.
func smallSchema() *schema.Schema {
	text := schema.Type{Kind: schema.String}
	count := schema.Type{Kind: schema.Number}
	keeper := schema.Type{Kind: schema.Reference, Name: "inputs.zoo.KeeperArgs"}
	animal := schema.Type{Kind: schema.Union, Alternatives: []schema.Type{
		{Kind: schema.Reference, Name: "inputs.zoo.LionArgs"},
		{Kind: schema.Reference, Name: "inputs.zoo.PenguinArgs"},
	}}
	plant := schema.Type{Kind: schema.Union, Alternatives: []schema.Type{
		{Kind: schema.Reference, Name: "inputs.zoo.TreeArgs"},
		{Kind: schema.Reference, Name: "inputs.zoo.MossArgs"},
	}}
	// The same constant in all alternatives tells none from another.
	kingdom := schema.Property{Type: schema.Type{Kind: schema.Constant, Value: "Plantae"}}
	return schema.New(&schema.Document{
		Provider: "azure-native", Version: "1.2.3",
		Resources: map[string]*schema.Resource{zoo: {
			Token: zoo,
			Inputs: schema.Object{
				"zooName":  {Type: text, Required: true},
				"gates":    {Type: count, Default: resource.NewNumberProperty(2)},
				"open":     {Type: schema.Type{Kind: schema.Boolean}},
				"keeper":   {Type: keeper},
				"keepers":  {Type: schema.Type{Kind: schema.List, Element: &keeper}},
				"tags":     {Type: schema.Type{Kind: schema.Map, Element: &text}},
				"climate":  {Type: schema.Type{Kind: schema.Enumeration, Name: "enums.zoo.Climate", Open: true}},
				"region":   {Type: schema.Type{Kind: schema.Enumeration, Name: "enums.zoo.Region", Open: true}},
				"sku":      {Type: schema.Type{Kind: schema.Enumeration, Name: "enums.zoo.Sku"}},
				"kind":     {Type: schema.Type{Kind: schema.Constant, Value: "Public"}},
				"animals":  {Type: schema.Type{Kind: schema.List, Element: &animal}},
				"plant":    {Type: plant},
				"settings": {Type: schema.Type{Kind: schema.Any}},
			},
			Outputs: schema.Object{
				"name":     {Type: text, Required: true},
				"visitors": {Type: count, Required: true},
				"keeper":   {Type: schema.Type{Kind: schema.Reference, Name: "outputs.zoo.KeeperResponse"}},
			},
			Aliases: []string{"azure-native:zoo:Zoo"},
		}},
		Functions: map[string]*schema.Function{"azure-native:zoo/v20990101:listVisitors": {
			Token:     "azure-native:zoo/v20990101:listVisitors",
			Arguments: schema.Object{"zooName": {Type: text, Required: true}},
			Result:    schema.Object{"visitors": {Type: schema.Type{Kind: schema.List, Element: &text}, Required: true}},
		}},
		Objects: map[string]schema.Object{
			"inputs.zoo.KeeperArgs": {
				"name":      {Type: text, Required: true},
				"pin":       {Type: count},
				"shift":     {Type: text, Default: resource.NewStringProperty("day")},
				"assistant": {Type: keeper},
			},
			"inputs.zoo.LionArgs":        {"species": {Type: schema.Type{Kind: schema.Constant, Value: "Lion"}, Required: true}, "mane": {Type: schema.Type{Kind: schema.Boolean}}},
			"inputs.zoo.PenguinArgs":     {"species": {Type: schema.Type{Kind: schema.Constant, Value: "Penguin"}, Required: true}, "fish": {Type: count, Required: true}},
			"inputs.zoo.TreeArgs":        {"height": {Type: count, Required: true}, "kingdom": kingdom},
			"inputs.zoo.MossArgs":        {"area": {Type: count, Required: true}, "kingdom": kingdom},
			"outputs.zoo.KeeperResponse": {"name": {Type: text, Required: true}, "hired": {Type: text, Required: true}},
		},
		Enums: map[string][]string{
			"enums.zoo.Climate": {"Tropical", "Arctic", "Version1_2"},
			"enums.zoo.Sku":     {"Basic", "Premium"},
			"enums.zoo.Region":  {"UK", "US"},
		},
	})
}

// committedSchema is the one in the tree.
func committedSchema(t *testing.T) *schema.Schema {
	t.Helper()
	s, err := schema.Load()
	require.NoError(t, err)
	return s
}

// properties makes a property map out of plain Go values and property values.
func properties(values map[string]any) resource.PropertyMap {
	return resource.NewPropertyMapFromMap(values)
}
