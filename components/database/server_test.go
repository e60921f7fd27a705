package database_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestServerIsClosedAndKnowsNoPassword(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-eus2-database",
		"serverName":        "sql-trelica-prod-eus2",
		"location":          "eastus2",
		"version":           "12.0",
		"administrators": map[string]any{
			"administratorType": "ActiveDirectory", "principalType": "Group", "login": "trelica-prod-sql-admins",
			"sid": administrators, "tenantId": pulumitest.TenantID, "azureADOnlyAuthentication": true,
		},
		"identity": map[string]any{
			"type": "UserAssigned", "userAssignedIdentities": []any{"/identities/id-trelica-prod-eus2-sql"},
		},
		"primaryUserAssignedIdentityId": "/identities/id-trelica-prod-eus2-sql",
		"minimalTlsVersion":             "1.2",
		"publicNetworkAccess":           "Disabled",
		"restrictOutboundNetworkAccess": "Enabled",
		"isIPv6Enabled":                 "Disabled",
		"tags":                          map[string]any{"environment": "prod", "commit": "abc"},
	}, inputs(t, resources, serverType, "sql-eastus2-server"),
		"no administratorLogin, no password, and no keyId: the key is the protector's")

	server := pulumitest.Find(t, resources, serverType, "sql-eastus2-server")
	assert.True(t, server.Protect)
	assert.ElementsMatch(t, []string{"tags.commit", "administrators"}, server.IgnoreChanges,
		"another group of administrators must not replace a server with everything on it")
}

func TestOutboundCanBeOpened(t *testing.T) {
	t.Parallel()
	p := production()
	p.servers["eastus2"].AllowOutbound = true
	resources := p.run(t)
	assert.Equal(t, "Disabled", inputs(t, resources, serverType, "sql-eastus2-server")["restrictOutboundNetworkAccess"])
	assert.Equal(t, "Enabled", inputs(t, resources, serverType, "sql-centralus-server")["restrictOutboundNetworkAccess"])
}

func TestLockHoldsTheServerOnly(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	scopes := map[string]any{}
	for _, lock := range pulumitest.OfType(resources, lockType) {
		plain := pulumitest.Plain(lock.Inputs)
		scopes[lock.Name] = plain["scope"]
		assert.Equal(t, "CanNotDelete", plain["level"])
		assert.True(t, lock.Protect)
	}
	assert.Equal(t, map[string]any{
		"sql-eastus2-lock":   id(site("prod", "eastus2"), ""),
		"sql-centralus-lock": id(site("prod", "centralus"), ""),
	}, scopes, "what lies below a locked server is locked with it")
}

func TestEachServerIsReachedFromBothRegions(t *testing.T) {
	t.Parallel()
	type way struct{ name, location, target any }
	var ways []way
	for _, made := range pulumitest.OfType(production().run(t), endpointType) {
		plain := pulumitest.Plain(made.Inputs)
		connection := plain["privateLinkServiceConnections"].([]any)[0].(map[string]any)
		assert.Equal(t, []any{"sqlServer"}, connection["groupIds"])
		ways = append(ways, way{plain["privateEndpointName"], plain["location"], connection["privateLinkServiceId"]})
	}
	east, central := id(site("prod", "eastus2"), ""), id(site("prod", "centralus"), "")
	assert.ElementsMatch(t, []way{
		{"pep-trelica-prod-eus2-sql", "eastus2", east},
		{"pep-trelica-prod-cus-sql-eastus2", "centralus", east},
		{"pep-trelica-prod-cus-sql", "centralus", central},
		{"pep-trelica-prod-eus2-sql-centralus", "eastus2", central},
	}, ways)
}

func TestAuditReachesTheWorkspace(t *testing.T) {
	t.Parallel()
	resources := production().run(t)
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-eus2-database", "serverName": "sql-trelica-prod-eus2", "blobAuditingPolicyName": "default",
		"state": "Enabled", "isAzureMonitorTargetEnabled": true, "isDevopsAuditEnabled": true,
		"auditActionsAndGroups": []any{
			"SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP", "DATABASE_PRINCIPAL_CHANGE_GROUP",
			"DATABASE_ROLE_MEMBER_CHANGE_GROUP", "DATABASE_PERMISSION_CHANGE_GROUP", "DATABASE_OBJECT_PERMISSION_CHANGE_GROUP",
			"SCHEMA_OBJECT_PERMISSION_CHANGE_GROUP", "DATABASE_OWNERSHIP_CHANGE_GROUP", "DATABASE_OBJECT_CHANGE_GROUP",
			"SCHEMA_OBJECT_CHANGE_GROUP", "USER_CHANGE_PASSWORD_GROUP",
		},
	}, inputs(t, resources, auditType, "sql-eastus2-audit"))
	assert.Equal(t, map[string]any{
		"name": "diag-audit-eus2", "resourceUri": id(site("prod", "eastus2"), "/databases/master"),
		"workspaceId": "/ws/eus2", "storageAccountId": "/st/eus2", "logAnalyticsDestinationType": "Dedicated",
		"logs": []any{
			map[string]any{"category": "SQLSecurityAuditEvents", "enabled": true},
			map[string]any{"category": "DevOpsOperationsAudit", "enabled": true},
		},
	}, inputs(t, resources, diagnosticType, "sql-eastus2-audit-eus2"), "without this setting the policy records nothing")
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-eus2-database", "serverName": "sql-trelica-prod-eus2", "securityAlertPolicyName": "Default",
		"state": "Enabled", "disabledAlerts": []any{}, "emailAddresses": []any{"oncall@trelica.example"}, "emailAccountAdmins": true,
	}, inputs(t, resources, threatsType, "sql-eastus2-threats"))
}

func TestStatementsAreRecordedOnlyWhenAskedFor(t *testing.T) {
	t.Parallel()
	p := production()
	p.servers["eastus2"].Audit.Statements = true
	resources := p.run(t)
	assert.Contains(t, inputs(t, resources, auditType, "sql-eastus2-audit")["auditActionsAndGroups"], "BATCH_COMPLETED_GROUP")
	assert.NotContains(t, inputs(t, resources, auditType, "sql-centralus-audit")["auditActionsAndGroups"], "BATCH_COMPLETED_GROUP")
}
