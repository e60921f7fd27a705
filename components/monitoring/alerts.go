package monitoring

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// AlertsType is the alerts' type token.
const AlertsType = "trelica:monitoring:Alerts"

// AlertsArgs describe a group of alerts that are asked of one workspace and told to one group of people.
type AlertsArgs struct {
	// Site is where the workspace lies: a rule on logs lies in its workspace's region.
	Site azure.Site
	// ResourceGroup holds the rules, and lies in that region too.
	ResourceGroup *azure.ResourceGroup
	// WorkspaceID is what queries are asked of. It may be nil where no set has any.
	WorkspaceID pulumi.StringInput
	// ActionGroupID is the ARM identifier of the group that is told. Required: an alert that tells nobody is none.
	ActionGroupID pulumi.StringInput
	// RunbookBase is where docs/runbooks can be read, an https address; page names are appended.
	RunbookBase string
	// Sets are the alerts, by what they watch.
	Sets []AlertSet
}

// AlertSet is what is watched of one thing.
type AlertSet struct {
	// Name begins the alerts' names: "cluster".
	Name string
	// Scope is the ARM identifier of what metrics and events are of; nil for a set of queries alone.
	Scope  pulumi.StringInput
	Alerts []Alert
}

// Alerts is a group of alert rules.
type Alerts struct {
	pulumi.ResourceState
}

// NewAlerts registers a rule for every alert of every set. The error names every mistake in the arguments; nothing has
// been registered then.
func NewAlerts(ctx *pulumi.Context, name string, args *AlertsArgs, opts ...pulumi.ResourceOption) (*Alerts, error) {
	if args == nil {
		args = &AlertsArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	alerts := &Alerts{}
	if err := ctx.RegisterComponentResource(AlertsType, name, alerts, opts...); err != nil {
		return nil, fmt.Errorf("alerts %q: %w", name, err)
	}
	for _, set := range args.Sets {
		for _, alert := range set.Alerts {
			if err := args.add(ctx, name, set, alert, alerts); err != nil {
				return nil, err
			}
		}
	}
	if err := ctx.RegisterResourceOutputs(alerts, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of alerts %q: %w", name, err)
	}
	return alerts, nil
}

func (args *AlertsArgs) add(ctx *pulumi.Context, name string, set AlertSet, alert Alert, parent pulumi.Resource) error {
	rule := &azure.AlertRuleArgs{
		Site: args.Site, ResourceGroup: args.ResourceGroup.NameOutput, Set: set.Name, Alert: alert,
		WorkspaceID: args.WorkspaceID, ActionGroupID: args.ActionGroupID, RunbookBase: args.RunbookBase,
	}
	if set.Scope != nil {
		rule.Scopes = []pulumi.StringInput{set.Scope}
	}
	return azure.NewAlertRule(ctx, name+"-"+set.Name+"-"+alert.What, rule, pulumi.Parent(parent))
}

func (args *AlertsArgs) validate(name string) error {
	problems := azure.Check("monitoring.AlertsArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	problems.Missing("ActionGroupID", args.ActionGroupID)
	azure.CheckRunbookBase(problems, "RunbookBase", args.RunbookBase)
	if len(args.Sets) == 0 {
		problems.Add("Sets", "is empty; allowed: one set or more")
	}
	names := map[string]bool{}
	for i, set := range args.Sets {
		field := fmt.Sprintf("Sets[%d]", i)
		problems.Missing(field+".Name", set.Name)
		if len(set.Alerts) == 0 {
			problems.Add(field+".Alerts", "is empty")
		}
		for j, alert := range set.Alerts {
			at := fmt.Sprintf("%s.Alerts[%d]", field, j)
			alert.Check(problems, at)
			if names[set.Name+"-"+alert.What] {
				problems.Addf(at+".What", "%q is there twice", alert.What)
			}
			names[set.Name+"-"+alert.What] = true
			if alert.Query != nil && args.WorkspaceID == nil {
				problems.Add("WorkspaceID", "is missing, and "+at+" asks it")
			}
			if (alert.Metric != nil || alert.Event != nil) && set.Scope == nil {
				problems.Add(field+".Scope", "is missing, and "+at+" watches it")
			}
		}
	}
	return problems.Err()
}
