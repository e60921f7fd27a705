package database

import (
	"fmt"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Audit says where a server's audit goes and who is told of attacks.
type Audit struct {
	// Sinks are the places that get the audit records: the region's workspace and archive, and for a standby the home region's
	// workspace too.
	Sinks []Sink
	// AlertEmails are told when Azure sees an attack on the server (injection, brute force, unusual access).
	AlertEmails []string
	// Statements records the text of every statement too. The text holds customers' data, and the archive keeps what it once
	// has; leave it off unless an investigation needs it.
	Statements bool
}

// Sink is one place for logs with the word that tells it from the others in the diagnostic setting's name.
type Sink struct {
	Name string
	azure.LogSinks
}

// auditGroups are the kinds of events recorded: who signed in or failed to, and what changed about who may do what. Microsoft
// recommends the first two and all statements (Azure SQL documentation, auditing-setup); see Audit.Statements.
func auditGroups(statements bool) []string {
	groups := []string{
		"SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP",
		"FAILED_DATABASE_AUTHENTICATION_GROUP",
		"DATABASE_PRINCIPAL_CHANGE_GROUP",
		"DATABASE_ROLE_MEMBER_CHANGE_GROUP",
		"DATABASE_PERMISSION_CHANGE_GROUP",
		"DATABASE_OBJECT_PERMISSION_CHANGE_GROUP",
		"SCHEMA_OBJECT_PERMISSION_CHANGE_GROUP",
		"DATABASE_OWNERSHIP_CHANGE_GROUP",
		"DATABASE_OBJECT_CHANGE_GROUP",
		"SCHEMA_OBJECT_CHANGE_GROUP",
		"USER_CHANGE_PASSWORD_GROUP",
	}
	if statements {
		groups = append(groups, "BATCH_COMPLETED_GROUP")
	}
	return groups
}

// settingOptions are those of a settings resource: something that exists with what it belongs to, and that the provider
// "deletes" by putting Azure's default back. For every setting here that default is the opposite of what is promised, so
// nothing is put back when one leaves the program, or is moved: Azure keeps it until somebody decides otherwise.
func settingOptions(parent pulumi.Resource, site azure.Site, extra ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return azure.ChildOptions(parent, append(extra, pulumi.Protect(site.Protect), pulumi.RetainOnDelete(true))...)
}

// addAudit makes the server's audit. To a workspace it takes two resources: the policy, which says what is recorded, and a
// diagnostic setting on the database "master", through which the records of every database of the server go (Azure SQL
// documentation, auditing-setup). One after another, because Azure refuses two writes to a server at once.
func (s *Server) addAudit(ctx *pulumi.Context, name string, args *ServerArgs) error {
	policy, err := sql.NewExtendedServerBlobAuditingPolicy(ctx, name+"-audit", &sql.ExtendedServerBlobAuditingPolicyArgs{
		ResourceGroupName:           s.resourceGroup,
		ServerName:                  s.nameOutput,
		BlobAuditingPolicyName:      pulumi.String("default"),
		State:                       sql.BlobAuditingPolicyStateEnabled,
		IsAzureMonitorTargetEnabled: pulumi.Bool(true),
		// What Microsoft's own engineers do on the server during support.
		IsDevopsAuditEnabled:  pulumi.Bool(true),
		AuditActionsAndGroups: pulumi.ToStringArray(auditGroups(args.Audit.Statements)),
	}, settingOptions(s, args.Site)...)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	threats, err := sql.NewServerSecurityAlertPolicy(ctx, name+"-threats", &sql.ServerSecurityAlertPolicyArgs{
		ResourceGroupName: s.resourceGroup,
		ServerName:        s.nameOutput,
		// Azure takes no other name, in this spelling (pulumi-azure-native issue 4840).
		SecurityAlertPolicyName: pulumi.String("Default"),
		State:                   sql.SecurityAlertsPolicyStateEnabled,
		DisabledAlerts:          pulumi.StringArray{},
		EmailAddresses:          pulumi.ToStringArray(args.Audit.AlertEmails),
		EmailAccountAdmins:      pulumi.Bool(true),
	}, settingOptions(s, args.Site, pulumi.DependsOn([]pulumi.Resource{policy}))...)
	if err != nil {
		return fmt.Errorf("threat detection: %w", err)
	}
	s.settled = threats
	for _, sink := range args.Audit.Sinks {
		_, err := azure.NewDiagnosticSetting(ctx, name+"-audit-"+sink.Name, &azure.DiagnosticSettingArgs{
			Site:       args.Site,
			ResourceID: s.ID.ApplyT(masterID).(pulumi.StringOutput),
			Logs:       azure.Categories("SQLSecurityAuditEvents", "DevOpsOperationsAudit"),
			Sinks:      sink.LogSinks,
			Sink:       "audit-" + sink.Name,
		}, pulumi.Parent(s), pulumi.DependsOn([]pulumi.Resource{policy}))
		if err != nil {
			return fmt.Errorf("audit to %s: %w", sink.Name, err)
		}
	}
	return nil
}

// masterID is the identifier of the database "master", which comes with every server.
func masterID(serverID string) string { return serverID + "/databases/master" }
