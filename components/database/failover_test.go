package database_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/database"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestFailoverGroupInFull(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-eus2-database", "serverName": "sql-trelica-prod-eus2", "failoverGroupName": "fog-trelica-prod",
		"partnerServers":    []any{map[string]any{"id": id(site("prod", "centralus"), "")}},
		"databases":         []any{id(site("prod", "eastus2"), "/databases/sqldb-trelica-prod-app")},
		"readWriteEndpoint": map[string]any{"failoverPolicy": "Manual"},
		"readOnlyEndpoint":  map[string]any{"failoverPolicy": "Disabled"},
		"secondaryType":     "Geo",
		"tags":              map[string]any{"environment": "prod", "commit": "abc"},
	}, inputs(t, resources, groupType, "fog-group"), "people decide; a grace period would be refused")

	group := pulumitest.Find(t, resources, groupType, "fog-group")
	assert.True(t, group.Protect)
	assert.Equal(t, []string{"tags.commit"}, group.IgnoreChanges)
	for _, before := range []string{"db-recovery-database", "db-recovery-retention", "db-recovery-long-term", "db-home-long-term"} {
		assert.Contains(t, group.DependsOn, before, "the group takes over a replica that is complete")
	}
}

// After a failover Azure takes no change of the group from the home side: a preview that showed one would fail at apply.
func TestGroupIsLeftAloneWhileTheOtherSideIsPrimary(t *testing.T) {
	t.Parallel()
	p := production()
	before := inputs(t, p.run(t), groupType, "fog-group")
	p.primary = database.RecoverySide
	resources := p.run(t)
	group := pulumitest.Find(t, resources, groupType, "fog-group")
	for input := range inputs(t, resources, groupType, "fog-group") {
		if input == "resourceGroupName" || input == "serverName" || input == "failoverGroupName" {
			continue
		}
		assert.Contains(t, group.IgnoreChanges, input, "a change of %s would be sent to the wrong side", input)
	}
	assert.True(t, group.RetainOnDelete, "nor can it be deleted from there")
	assert.Equal(t, before, inputs(t, resources, groupType, "fog-group"), "it stays where it was made")
}

func TestApplicationsConnectToTheListener(t *testing.T) {
	t.Parallel()
	east, central := site("prod", "eastus2"), site("prod", "centralus")
	var found []database.Connection
	pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		made := map[string]*database.Database{}
		var source *database.Database
		var encrypted []*database.Encryption
		servers := map[string]*database.Server{}
		for name, own := range map[string]azure.Site{"home": east, "recovery": central} {
			server, err := database.NewServer(ctx, name, serverArgs(own, own), provider)
			require.NoError(t, err)
			encryption, err := database.NewEncryption(ctx, name+"-tde", &database.EncryptionArgs{Server: server, KeyVersionURI: pulumi.String(keyURI)}, provider)
			require.NoError(t, err)
			servers[name], encrypted = server, append(encrypted, encryption)
		}
		for _, name := range []string{"home", "recovery"} {
			database, err := database.NewDatabase(ctx, name+"-db", &database.DatabaseArgs{
				Design: production().design, Server: servers[name], Encryption: encrypted, ReplicaOf: source, SKU: production().home, Sinks: sinks("eus2"),
			}, provider)
			require.NoError(t, err)
			made[name], source = database, database
		}
		group, err := database.NewFailoverGroup(ctx, "fog", &database.FailoverGroupArgs{
			Home: made["home"], Recovery: made["recovery"], PrimarySide: database.HomeSide,
		}, provider)
		require.NoError(t, err)
		assert.Equal(t, "fog-trelica-prod.secondary.database.windows.net", group.ReadOnlyListener)
		found = append(found, group.Connection(), made["recovery"].Connection())
		return nil
	}))
	assert.Equal(t, []database.Connection{
		{Host: "fog-trelica-prod.database.windows.net", Port: 1433, Database: "sqldb-trelica-prod-app", Encrypt: "strict"},
		{Host: "sql-trelica-prod-cus.database.windows.net", Port: 1433, Database: "sqldb-trelica-prod-app", Encrypt: "strict"},
	}, found)
}
