package importfile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery/importfile"
)

const (
	unknown  = `"04da6b54-80e4-46f7-96ec-b56ff0331ba9"`
	secret   = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"[secret]"}`
	provider = "urn:pulumi:s::p::pulumi:providers:azure-native::azure"
	groupID  = "/subscriptions/sub/resourcegroups/rg"
)

// event is a resource that a preview would create.
func event(typ, name, inputs string) string {
	by := provider + "::id"
	if strings.HasPrefix(typ, "kubernetes:") {
		by = "urn:pulumi:s::p::pulumi:providers:kubernetes::cluster::id"
	}
	return fmt.Sprintf(`{"resourcePreEvent":{"metadata":{"op":"create","urn":"urn:pulumi:s::p::%s::%s","type":%q,"new":{"custom":true,"provider":%q,"inputs":%s}}}}`,
		typ, name, typ, by, inputs)
}

// completed completes the file of a preview that makes both providers and one resource.
func completed(t *testing.T, typ, inputs string) importfile.List {
	t.Helper()
	events := strings.Join([]string{
		`{"resourcePreEvent":{"metadata":{"op":"create","urn":"urn:pulumi:s::p::pulumi:pulumi:Stack::p-s","type":"pulumi:pulumi:Stack","new":{}}}}`,
		event("pulumi:providers:azure-native", "azure", `{"subscriptionId":"sub"}`),
		event("pulumi:providers:kubernetes", "cluster", `{"kubeconfig":`+secret+`}`),
		event(typ, "it", inputs), `{"summaryEvent":{}}`,
	}, "\n")
	list, err := importfile.Complete(engine.ImportFile{Resources: []engine.ImportSpec{
		{Type: "pulumi:providers:azure-native", Name: "azure", Inputs: json.RawMessage(`{"subscriptionId":"sub"}`)},
		{Type: "pulumi:providers:kubernetes", Name: "cluster", Inputs: json.RawMessage(`{"kubeconfig":"encrypted"}`)},
		{Type: typ, Name: "itIt", LogicalName: "it", Provider: "azure"},
	}}, strings.NewReader(events))
	require.NoError(t, err)
	return list
}

func TestIdentifiersAreComputed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason, typ, inputs, id string
		why                     importfile.Why
	}{
		{"a group is named in its subscription", "azure-native:resources/v20240301:ResourceGroup", `{"resourceGroupName":"rg"}`, groupID, ""},
		{
			"an extension lies in its scope", "azure-native:authorization/v20220401:RoleAssignment",
			`{"scope":"` + groupID + `","roleAssignmentName":"n"}`, groupID + "/providers/Microsoft.Authorization/roleAssignments/n", "",
		},
		{"a name that Azure has a part in is waited for", "azure-native:sql/v20230801:ServerKey", `{"keyName":` + unknown + `}`, "", importfile.Later},
		{"an object lies in its namespace", "kubernetes:apps/v1:Deployment", `{"metadata":{"name":"web","namespace":"product"}}`, "product/web", ""},
		{"an object that names none in the default one", "kubernetes:core/v1:ConfigMap", `{"metadata":{"name":"web"}}`, "default/web", ""},
		{"an object of the whole cluster in none", "kubernetes:core/v1:Namespace", `{"metadata":{"name":"product"}}`, "product", ""},
		{"what is drawn lies in no service", "random:index/randomPassword:RandomPassword", `{"length":32}`, "", importfile.Drawn},
		{"nobody knows how it is named", "azure-native:unheard/v1:Of", `{}`, "", importfile.Nameless},
	} {
		list := completed(t, test.typ, test.inputs)
		if test.why != "" {
			assert.Equal(t, []importfile.Left{{URN: "urn:pulumi:s::p::" + test.typ + "::it", Why: test.why}}, list.Left, test.reason)
			assert.Len(t, list.File.Resources, 2, test.reason)
			continue
		}
		require.Len(t, list.File.Resources, 3, test.reason)
		assert.Equal(t, test.id, list.File.Resources[2].ID, test.reason)
	}
}

// TestWhatReadsDoNotShowIsSupplied holds the two ways in which a state lacks what the program says after an import: what the provider
// shows nowhere is in the file, or waited for; what no service returns is listed.
func TestWhatReadsDoNotShowIsSupplied(t *testing.T) {
	t.Parallel()
	const database = "azure-native:sql/v20230801:Database"
	in := `"resourceGroupName":"rg","serverName":"s","databaseName":"d",`
	list := completed(t, database, `{`+in+`"createMode":"Secondary","sourceDatabaseId":"/x"}`)
	require.Len(t, list.File.Resources, 3)
	assert.JSONEq(t, `{"createMode":"Secondary","sourceDatabaseId":"/x"}`, string(list.File.Resources[2].Inputs))
	waits := completed(t, database, `{`+in+`"createMode":"Secondary","sourceDatabaseId":`+unknown+`}`)
	assert.Equal(t, importfile.Later, waits.Left[0].Why, "without its source the replica would be another database")

	kept := completed(t, "azure-native:keyvault/v20241101:Secret", `{"resourceGroupName":"rg","vaultName":"v","secretName":"s","properties":{"value":`+secret+`}}`)
	require.Len(t, kept.Refill, 1)
	assert.Equal(t, []string{"properties.value"}, kept.Refill[0].Inputs)
	assert.Empty(t, kept.File.Resources[2].Inputs, "no secret is in the file")
}

func TestAProviderThatIsNotConfiguredYetWaits(t *testing.T) {
	t.Parallel()
	events := event("pulumi:providers:kubernetes", "cluster", `{"kubeconfig":`+secret+`}`) + "\n" +
		event("kubernetes:core/v1:Namespace", "it", `{"metadata":{"name":"product"}}`)
	list, err := importfile.Complete(engine.ImportFile{Resources: []engine.ImportSpec{
		{Type: "pulumi:providers:kubernetes", Name: "cluster", Inputs: json.RawMessage(`{}`)}, // the CLI leaves out what is not known
		{Type: "kubernetes:core/v1:Namespace", Name: "it", Provider: "cluster"},
	}}, strings.NewReader(events))
	require.NoError(t, err)
	assert.Empty(t, list.File.Resources, "without its kubeconfig a provider would take somebody's own")
	assert.Len(t, list.Left, 2)
}

func TestAFileThatIsNotThePreviewsIsRefused(t *testing.T) {
	t.Parallel()
	one := event("azure-native:resources/v20240301:ResourceGroup", "it", `{"resourceGroupName":"rg"}`)
	for reason, specs := range map[string][]engine.ImportSpec{
		"less than the events": nil, "another": {{Type: "azure-native:resources/v20240301:ResourceGroup", Name: "other"}},
	} {
		_, err := importfile.Complete(engine.ImportFile{Resources: specs}, strings.NewReader(one))
		require.Error(t, err, reason)
	}
}
