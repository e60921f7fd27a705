package arm_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/schema"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// The real types of a pair of databases, from the key that encrypts them to the group that they are in.
const (
	realGroup      = "azure-native:resources/v20240301:ResourceGroup"
	realIdentity   = "azure-native:managedidentity/v20230131:UserAssignedIdentity"
	realVault      = "azure-native:keyvault/v20241101:Vault"
	realKey        = "azure-native:keyvault/v20241101:Key"
	realRole       = "azure-native:authorization/v20220401:RoleAssignment"
	realWorkspace  = "azure-native:operationalinsights/v20230901:Workspace"
	realDiagnostic = "azure-native:insights/v20210501preview:DiagnosticSetting"
	sqlServer      = "azure-native:sql/v20230801:Server"
	sqlKey         = "azure-native:sql/v20230801:ServerKey"
	sqlProtector   = "azure-native:sql/v20230801:EncryptionProtector"
	sqlDatabase    = "azure-native:sql/v20230801:Database"
	sqlRetention   = "azure-native:sql/v20230801:BackupShortTermRetentionPolicy"
	sqlGroup       = "azure-native:sql/v20230801:FailoverGroup"

	uuidOne = "11111111-1111-4111-8111-111111111111"
	uuidTwo = "22222222-2222-4222-8222-222222222222"
)

// databases are a pair of them, as the engine knows it.
type databases struct {
	*provider
	world *world.World

	keyURI               string
	home, other          made
	app, replica, groups made
	retention            made
}

// realAzure starts a local Azure with its real facts.
func realAzure(t *testing.T) (*world.World, *provider) {
	t.Helper()
	return realAzureUnder(t, arm.Options{})
}

func realAzureUnder(t *testing.T, options arm.Options) (*world.World, *provider) {
	t.Helper()
	w, err := world.Open(t.TempDir(), world.Options{})
	require.NoError(t, err)
	shapes, err := schema.Load()
	require.NoError(t, err)
	server, err := arm.New(w, shapes, arm.Types(), options)
	require.NoError(t, err)
	served, err := rpc.Serve(t.Context(), 0, server, rpc.NewSessions())
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, served.Close())
		assert.NoError(t, w.Close())
	})
	a := &azure{t: t, world: w, port: served.Port(), server: server}
	return w, a.connect(startEngine(t), map[string]string{
		"subscriptionId": uuidOne, "tenantId": uuidTwo, "version": shapes.ProviderVersion(),
	})
}

// pairOfDatabases makes everything, in the order that Azure demands.
func pairOfDatabases(t *testing.T) *databases {
	t.Helper()
	w, p := realAzure(t)
	d := &databases{provider: p, world: w}
	_, _, identity := d.keyAndRole()
	d.home, d.other = d.server("sql-home", "eastus2", identity), d.server("sql-other", "centralus", identity)
	for _, server := range []string{"sql-other", "sql-home"} {
		p.create(sqlKey, d.key(server))
		p.create(sqlProtector, d.protector(server))
	}
	d.app = p.create(sqlDatabase, appInputs())
	d.replica = p.create(sqlDatabase, props{"resourceGroupName": "rg", "serverName": "sql-other", "databaseName": "app", "location": "centralus",
		"createMode": "Secondary", "sourceDatabaseId": d.app.id, "sku": props{"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 4}})
	d.retention = p.create(sqlRetention, retentionInputs())
	d.groups = p.create(sqlGroup, d.group("Disabled"))
	return d
}

// keyAndRole makes the key in its vault, and the identity that may use it.
func (d *databases) keyAndRole() (role made, inputs props, identityID string) {
	d.t.Helper()
	d.create(realGroup, props{"resourceGroupName": "rg", "location": "eastus2"})
	d.create(realVault, props{"resourceGroupName": "rg", "vaultName": "kv-tde", "location": "centralus", "properties": props{
		"tenantId": uuidTwo, "sku": props{"family": "A", "name": "premium"}, "enableRbacAuthorization": true, "enablePurgeProtection": true,
	}})
	key := d.create(realKey, props{"resourceGroupName": "rg", "vaultName": "kv-tde", "keyName": "sql", "properties": props{
		"kty": "RSA-HSM", "keySize": 3072,
	}})
	d.keyURI = key.outputs["keyUriWithVersion"].StringValue()
	identity := d.create(realIdentity, props{"resourceGroupName": "rg", "resourceName": "id-sql", "location": "eastus2"})
	inputs = props{
		"scope": key.id, "roleAssignmentName": uuidOne, "principalId": identity.outputs["principalId"].StringValue(), "principalType": "ServicePrincipal",
		"roleDefinitionId": "/subscriptions/" + uuidOne + "/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6",
	}
	return d.create(realRole, inputs), inputs, identity.id
}

func (d *databases) server(name, location, identity string) made {
	return d.create(sqlServer, props{
		"resourceGroupName": "rg", "serverName": name, "location": location,
		"administrators": props{"administratorType": "ActiveDirectory", "login": "dba", "sid": uuidOne, "tenantId": uuidTwo, "azureADOnlyAuthentication": true},
		"identity":       props{"type": "UserAssigned", "userAssignedIdentities": []any{identity}}, "primaryUserAssignedIdentityId": identity,
	})
}

// keyName is the key's name on a server.
func (d *databases) keyName() string { return "kv-tde_sql_" + world.Name(d.keyURI) }

func (d *databases) key(server string) props {
	return props{"resourceGroupName": "rg", "serverName": server, "keyName": d.keyName(), "serverKeyType": "AzureKeyVault", "uri": d.keyURI}
}

func (d *databases) protector(server string) props {
	return props{"resourceGroupName": "rg", "serverName": server, "encryptionProtectorName": "current", "serverKeyType": "AzureKeyVault",
		"serverKeyName": d.keyName(), "autoRotationEnabled": true}
}

func (d *databases) group(readOnly string) props {
	return props{"resourceGroupName": "rg", "serverName": "sql-home", "failoverGroupName": "fog", "databases": []any{d.app.id},
		"partnerServers": []any{props{"id": d.other.id}}, "readWriteEndpoint": props{"failoverPolicy": "Manual"}, "readOnlyEndpoint": props{"failoverPolicy": readOnly}}
}

func appInputs() props {
	return props{"resourceGroupName": "rg", "serverName": "sql-home", "databaseName": "app", "location": "eastus2", "createMode": "Default",
		"collation": "Latin1_General_100_BIN2", "sku": props{"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 4}}
}

func retentionInputs() props {
	return props{"resourceGroupName": "rg", "serverName": "sql-home", "databaseName": "app", "policyName": "default", "retentionDays": 30, "diffBackupIntervalInHours": 24}
}

func TestAPairOfDatabasesIsAnsweredAsAzureDoes(t *testing.T) {
	t.Parallel()
	d := pairOfDatabases(t)
	text := func(m made, name string) string { return m.outputs[resource.PropertyKey(name)].StringValue() }
	assert.Equal(t, "sql-home.database.windows.net", text(d.home, "fullyQualifiedDomainName"))
	assert.Equal(t, "GP_Gen5_4", text(d.app, "currentServiceObjectiveName"))
	assert.Equal(t, "Central US", text(d.app, "defaultSecondaryLocation"))
	assert.Equal(t, "Latin1_General_100_BIN2", text(d.replica, "collation"), "a replica has its source's")
	assert.Equal(t, "Primary", text(d.groups, "replicationRole"))
	assert.NotContains(t, d.replica.outputs, resource.PropertyKey("createMode"), "no GET returns where a database came from")
	for _, living := range []made{d.home, d.app, d.replica, d.retention, d.groups} {
		assert.Equal(t, living.inputs, d.refresh(living).inputs, "a refresh of %s finds what was put", living.id)
	}
}

func TestMasterIsThereWithItsServer(t *testing.T) {
	t.Parallel()
	d := pairOfDatabases(t)
	workspace := d.create(realWorkspace, props{"resourceGroupName": "rg", "workspaceName": "log-rg", "location": "eastus2"})
	setting := props{"resourceUri": d.home.id + "/databases/master", "name": "audit", "workspaceId": workspace.id,
		"logs": []any{props{"category": "SQLSecurityAuditEvents", "enabled": true}}}
	d.create(realDiagnostic, setting)
	setting["resourceUri"] = d.home.id + "/databases/model"
	_, failures := d.check(realDiagnostic, setting)
	assert.NotEmpty(t, failures, "no other is there unasked")
}

func TestWhatReplacesADatabase(t *testing.T) {
	t.Parallel()
	d := pairOfDatabases(t)
	for input, value := range map[string]any{"createMode": "Copy", "collation": "SQL_Latin1_General_CP1_CI_AS", "sampleName": "AdventureWorksLT"} {
		changed := appInputs()
		changed[input] = value
		if input == "createMode" {
			changed["sourceDatabaseId"] = d.app.id
		}
		assert.NotEmpty(t, d.diff(d.app, changed).GetReplaces(), "%s is for the making of a database", input)
	}
	larger := appInputs()
	larger["sku"] = props{"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 8}
	answer := d.diff(d.app, larger)
	assert.Empty(t, answer.GetReplaces(), "a living database grows")
	assert.Equal(t, pulumirpc.DiffResponse_DIFF_SOME, answer.GetChanges())
	ledger := appInputs()
	ledger["isLedgerOn"] = true
	_, err := d.update(d.app, ledger, false)
	require.ErrorContains(t, err, "CannotUpdateIsLedgerDatabase")
}

func TestSettingsGoBackWhenDeletedAndAreNotAdopted(t *testing.T) {
	t.Parallel()
	d := pairOfDatabases(t)
	for _, preview := range []bool{true, false} {
		_, err := d.tryCreate(sqlRetention, retentionInputs(), preview)
		require.ErrorContains(t, err, "cannot create already existing subresource", "somebody has set it already")
	}
	require.NoError(t, d.delete(sqlRetention, d.retention.id))
	assert.InDelta(t, 7, d.importing(sqlRetention, d.retention.id).outputs["retentionDays"].NumberValue(), 0, "thirty days are gone without a word")
	d.create(sqlRetention, retentionInputs())

	protector := d.home.id + "/encryptionProtector/current"
	require.ErrorContains(t, d.delete(sqlKey, d.home.id+"/keys/"+d.keyName()), "AzureKeyVaultKeyInUse")
	require.NoError(t, d.delete(sqlProtector, protector))
	assert.Equal(t, "ServiceManaged", d.importing(sqlProtector, protector).outputs["serverKeyType"].StringValue(), "the service's own key is back")
	require.NoError(t, d.delete(sqlKey, d.home.id+"/keys/"+d.keyName()))
}

func TestAGroupBelongsToItsPrimary(t *testing.T) {
	t.Parallel()
	d := pairOfDatabases(t)
	updated, err := d.update(d.groups, d.group("Enabled"), false)
	require.NoError(t, err)
	require.NoError(t, d.world.Update(func(tx *world.Tx) error {
		group, _ := d.world.Get(d.groups.id)
		group.Outputs["replicationRole"] = "Secondary" // what a failover leaves
		tx.Put(group)
		return nil
	}))
	const refused = "FailoverGroupUpdateOrDeleteRequestOnSecondary"
	assert.Equal(t, "Secondary", d.refresh(updated).outputs["replicationRole"].StringValue())
	_, failures := d.check(sqlGroup, d.group("Disabled"))
	require.Len(t, failures, 1)
	assert.Contains(t, failures[0], refused)
	require.ErrorContains(t, d.delete(sqlGroup, d.groups.id), refused)
}
