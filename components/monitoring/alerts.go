package monitoring

import (
	"fmt"
	"net/url"
	"strings"

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

	site azure.Site
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
	alerts := &Alerts{site: args.Site}
	if err := ctx.RegisterComponentResource(AlertsType, name, alerts, opts...); err != nil {
		return nil, fmt.Errorf("alerts %q: %w", name, err)
	}
	for _, set := range args.Sets {
		for _, alert := range set.Alerts {
			if err := alerts.add(ctx, name, args, set, alert); err != nil {
				return nil, fmt.Errorf("alert %s-%s: %w", set.Name, alert.What, err)
			}
		}
	}
	if err := ctx.RegisterResourceOutputs(alerts, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of alerts %q: %w", name, err)
	}
	return alerts, nil
}

// runbookURL is where the page that says what to do can be read.
func runbookURL(base, page string) string { return strings.TrimSuffix(base, "/") + "/" + page + ".md" }

// checkRunbookBase enters an address that whoever is woken could not open.
func checkRunbookBase(problems *azure.Problems, base string) {
	if parsed, err := url.Parse(base); err != nil || parsed.Scheme != "https" || parsed.Host == "" {
		problems.Addf("RunbookBase", "%q; allowed: an https address that whoever is woken can open", base)
	}
}

func (args *AlertsArgs) validate(name string) error {
	problems := azure.Check("monitoring.AlertsArgs of "+name, args.Site)
	if args.ResourceGroup == nil {
		problems.Add("ResourceGroup", "is missing")
	}
	problems.Missing("ActionGroupID", args.ActionGroupID)
	checkRunbookBase(problems, args.RunbookBase)
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
			alert.check(problems, at)
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

func (a Alert) check(problems *azure.Problems, at string) {
	problems.Missing(at+".What", a.What, at+".Summary", a.Summary, at+".Runbook", a.Runbook, at+".Claim", a.Claim)
	if a.Severity < 0 || a.Severity >= len(severityWords) {
		problems.Addf(at+".Severity", "is %d; allowed: 0 to %d", a.Severity, len(severityWords)-1)
	}
	ways := 0
	for _, way := range []bool{a.Metric != nil, a.Query != nil, a.Event != nil} {
		if way {
			ways++
		}
	}
	if ways != 1 {
		problems.Addf(at, "is seen in %d ways; allowed: one of Metric, Query and Event", ways)
	}
}
