package engine

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	urnVault    = "urn:pulumi:dev::trelica::trelica:stacks:Foundation$trelica:vault:Vault$azure-native:keyvault/v20241101:Vault::foundation-vault"
	urnParent   = "urn:pulumi:dev::trelica::trelica:stacks:Foundation$trelica:vault:Vault::foundation-vault"
	urnProvider = "urn:pulumi:dev::trelica::pulumi:providers:azure-native::azure"
	idVault     = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv"
)

func TestWhatStandsInTheWayIsFound(t *testing.T) {
	t.Parallel()
	log := `{"diagnosticEvent":{"urn":"` + urnVault + `","severity":"error","message":"cannot create already existing resource '` + idVault + `'"}}
{"resOpFailedEvent":{"metadata":{"urn":"` + urnVault + `","op":"create","new":{"parent":"` + urnParent + `","provider":"` + urnProvider + `::0-1"}},"status":2}}
{"diagnosticEvent":{"urn":"` + urnParent + `2","severity":"error","message":"Code=\"Conflict\""}}
{"resOpFailedEvent":{"metadata":{"urn":"` + urnParent + `2","op":"create"},"status":2}}
`
	events, err := ReadEvents(strings.NewReader(log))
	require.NoError(t, err)
	found := Result{Events: events}.Existing()
	assert.Equal(t, []Existing{{URN: urnVault, ID: idVault, Parent: urnParent, Provider: urnProvider}}, found, "another failure is another's")
	assert.Equal(t, ImportFile{
		NameTable: map[string]string{"n0": urnParent, "n1": urnProvider},
		Resources: []ImportSpec{{Type: "azure-native:keyvault/v20241101:Vault", Name: "foundation-vault", ID: idVault, Parent: "n0", Provider: "n1"}},
	}, newImportFile(found))
}

func TestAnObjectOfAClusterStandsInTheWayToo(t *testing.T) {
	t.Parallel()
	const urn, by = "urn:pulumi:dev::trelica::kubernetes:core/v1:ConfigMap::settings", "urn:pulumi:dev::trelica::pulumi:providers:kubernetes::k"
	log := `{"diagnosticEvent":{"urn":"` + urn + `","severity":"error","message":"resource \"` + urn + `\" was not successfully created by the Kubernetes API server: an apply that failed:\nconfigmaps \"settings\" already exists"}}
{"resOpFailedEvent":{"metadata":{"urn":"` + urn + `","op":"create","new":{"provider":"` + by + `::0-1","inputs":{"metadata":{"name":"settings","namespace":"product"}}}},"status":2}}
`
	events, err := ReadEvents(strings.NewReader(log))
	require.NoError(t, err)
	assert.Equal(t, []Existing{{URN: urn, ID: "product/settings", Provider: by}}, Result{Events: events}.Existing())
}

func TestSaysExisting(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		message string
		want    bool
		reason  string
	}{
		{"cannot create already existing resource '" + idVault + "'", true, "a resource of Azure"},
		{`cannot create already existing subresource "` + idVault + `/keys/k"`, true, "one that lies in another"},
		{"resource \"urn\" was not successfully created by the Kubernetes API server: an apply that failed:\nconfigmaps \"settings\" already exists", true, "an object, over two lines"},
		{"resource \"urn\" was not successfully created by the Kubernetes API server: namespaces \"product\" not found", false, "another trouble of a cluster's"},
		{`Code="Conflict" Message="The vault already exists in deleted state."`, false, "Azure's own words are of something else"},
	} {
		assert.Equal(t, test.want, SaysExisting(test.message), test.reason)
	}
}
