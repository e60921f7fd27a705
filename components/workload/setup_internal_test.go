package workload

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSIDIsTheClientIDInTheDatabasesOrder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ reason, clientID, want string }{
		{"the first three groups are turned round", "6b29fc40-ca47-1067-b31d-00dd010662da", "0x40FC296B47CA6710B31D00DD010662DA"},
		{"the other two are not", "00000000-0000-0000-0102-030405060708", "0x00000000000000000102030405060708"},
		{"capitals are the same", "6B29FC40-CA47-1067-B31D-00DD010662DA", "0x40FC296B47CA6710B31D00DD010662DA"},
	} {
		got, err := SID(test.clientID)
		require.NoError(t, err, test.reason)
		assert.Equal(t, test.want, got, test.reason)
	}
	_, err := SID("web")
	assert.ErrorContains(t, err, `client id "web"`)
}

func TestSetupOfTheDatabase(t *testing.T) {
	t.Parallel()
	got, err := setupSQL([]sqlUser{
		{name: "id-web", clientID: "6b29fc40-ca47-1067-b31d-00dd010662da"},
		{name: "id-worker", clientID: "00000000-0000-0000-0102-030405060708"},
	}, "eastus2", Promotion{Region: "eastus2", Epoch: 1})
	require.NoError(t, err)
	if flag.Lookup("update").Value.String() == "true" {
		require.NoError(t, os.WriteFile("testdata/database.sql", []byte(got), 0o600))
	}
	want, err := os.ReadFile("testdata/database.sql")
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

// TestNamesCannotLeaveTheirQuotes gives names that would end a text or an identifier.
func TestNamesCannotLeaveTheirQuotes(t *testing.T) {
	t.Parallel()
	got, err := setupSQL([]sqlUser{{name: "a]'; DROP", clientID: "00000000-0000-0000-0102-030405060708"}}, "east'us", Promotion{Region: "west'us", Epoch: 2})
	require.NoError(t, err)
	assert.Contains(t, got, "N'a]''; DROP'")
	assert.Contains(t, got, "[a]]'; DROP]")
	assert.Contains(t, got, "N'east''us'")
	assert.Contains(t, got, "N'west''us'")
}

// TestAPromotionIsForLowerEpochs holds the statement that the local Azure reads, and that an older promotion must not undo a newer one.
func TestAPromotionIsForLowerEpochs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason   string
		promoted Promotion
		want     string
	}{
		{"nothing was promoted", Promotion{Region: "centralus", Epoch: 1}, ""},
		{"the second promotion", Promotion{Region: "centralus", Epoch: 2}, "UPDATE control.active_region SET region = N'centralus', epoch = 2 WHERE epoch < 2;\nGO\n"},
	} {
		got, err := setupSQL(nil, "eastus2", test.promoted)
		require.NoError(t, err, test.reason)
		assert.Equal(t, strings.Contains(got, "UPDATE control.active_region"), test.want != "", test.reason)
		assert.Contains(t, got, test.want, test.reason)
		assert.Contains(t, got, "VALUES (1, N'eastus2', 1);", test.reason)
	}
}

func TestConnectionVerifiesTheServer(t *testing.T) {
	t.Parallel()
	for _, encrypt := range []string{"strict", "", "optional", "no"} {
		got := ConnectionString(Database{Host: "fog.database.windows.net", Port: 1433, Name: "app", Encrypt: encrypt}, "c")
		assert.Equal(t, "Server=tcp:fog.database.windows.net,1433;Database=app;Authentication=Active Directory Default;User Id=c;"+
			"Encrypt=Strict;TrustServerCertificate=False;Connect Timeout=30;ConnectRetryCount=3", got, "%q", encrypt)
		assert.NotContains(t, strings.ToLower(got), "password")
	}
}
