package vault

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// AuditArgs say where a vault's audit log goes and who is woken by it.
type AuditArgs struct {
	// Sinks are the places that get the log. The first is the vault's own region's: its workspace is the one that the
	// alerts query. A standby's vault has a second, so that it is watched from both regions.
	Sinks []Sink
	// ResourceGroup holds the alert rules.
	ResourceGroup pulumi.StringInput
	// ActionGroupID is the ARM identifier of the group that is told. Required: an alert that tells nobody is none.
	ActionGroupID pulumi.StringInput
	// RunbookBase is where docs/runbooks can be read, an https address; page names are appended.
	RunbookBase string
	// Critical is true for a vault without whose keys a database stops; see Alerts.
	Critical bool
}

// Sink is one place for logs with the word that tells it from the others in the diagnostic setting's name.
type Sink struct {
	Name string
	azure.LogSinks
}

// Audit sends the vault's audit log to its sinks and registers the alerts on it. It is a step of its own because the
// archive, which is one of the sinks, is encrypted with a key of this vault and so is made after it. The resources are
// children of the vault; opts are given to each.
func (v *Vault) Audit(ctx *pulumi.Context, args *AuditArgs, opts ...pulumi.ResourceOption) error {
	if err := args.validate(v); err != nil {
		return err
	}
	opts = append([]pulumi.ResourceOption{pulumi.Parent(v)}, opts...)
	if err := v.sendLogs(ctx, args, opts); err != nil {
		return err
	}
	for _, alert := range Alerts(v.Name, args.Critical) {
		err := azure.NewAlertRule(ctx, v.logical+"-alert-"+alert.What, &azure.AlertRuleArgs{
			Site: v.site, ResourceGroup: args.ResourceGroup, Set: AlertSet(v.purpose), Alert: alert,
			Scopes: []pulumi.StringInput{v.ID}, WorkspaceID: args.Sinks[0].WorkspaceID,
			ActionGroupID: args.ActionGroupID, RunbookBase: args.RunbookBase,
			Details: map[string]string{"vault": v.Name},
		}, opts...)
		if err != nil {
			return fmt.Errorf("vault %s: %w", v.Name, err)
		}
	}
	return nil
}

// AlertSet tells the alerts of a site's vaults apart: alert-…-vault-denied, alert-…-vault-tde-denied.
func AlertSet(purpose string) string {
	if purpose == "" {
		return "vault"
	}
	return "vault-" + purpose
}

func (args *AuditArgs) validate(v *Vault) error {
	if args == nil {
		args = &AuditArgs{}
	}
	wrong := checks{azure.Check("vault.AuditArgs of "+v.Name, v.site)}
	wrong.Missing("ResourceGroup", args.ResourceGroup, "ActionGroupID", args.ActionGroupID)
	if len(args.Sinks) == 0 {
		wrong.Add("Sinks", "is empty; allowed: at least the region's own workspace")
	}
	names := map[string]bool{}
	for i, sink := range args.Sinks {
		field := fmt.Sprintf("Sinks[%d]", i)
		wrong.Missing(field+".Name", sink.Name, field+".WorkspaceID", sink.WorkspaceID)
		wrong.unique(field+".Name", sink.Name, names)
	}
	azure.CheckRunbookBase(wrong.Problems, "RunbookBase", args.RunbookBase)
	return wrong.Err()
}

// sendLogs sends what is known of every call, and the metrics, to each sink.
func (v *Vault) sendLogs(ctx *pulumi.Context, args *AuditArgs, opts []pulumi.ResourceOption) error {
	for _, sink := range args.Sinks {
		_, err := azure.NewDiagnosticSetting(ctx, v.logical+"-diagnostic-"+sink.Name, &azure.DiagnosticSettingArgs{
			Site:       v.site,
			ResourceID: v.ID,
			Logs:       azure.AllLogs(),
			Metrics:    true,
			Sinks:      sink.LogSinks,
			Sink:       sink.Name,
		}, opts...)
		if err != nil {
			return fmt.Errorf("logs of vault %s to %s: %w", v.Name, sink.Name, err)
		}
	}
	return nil
}
