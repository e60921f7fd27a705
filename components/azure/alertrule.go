package azure

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Times, where an alert says none.
const (
	alertEvery  = "PT5M"
	alertWindow = "PT15M"
)

// AlertRuleArgs describe where an alert becomes a rule, and who is told.
type AlertRuleArgs struct {
	Site Site
	// ResourceGroup is the name of the group that the rule lies in. A rule on logs lies in its workspace's region.
	ResourceGroup pulumi.StringInput
	// Set begins the rule's name, before what the alert is called: "cluster" and "node-cpu" give alert-…-cluster-node-cpu.
	// Empty for an alert that stands alone.
	Set   string
	Alert Alert
	// Scopes are the ARM identifiers of what a metric, an event or a test is of: one, or for a test itself and its component.
	Scopes []pulumi.StringInput
	// WorkspaceID is what a query is asked of.
	WorkspaceID pulumi.StringInput
	// ActionGroupID is the group that is told. Required: an alert that tells nobody is none.
	ActionGroupID pulumi.StringInput
	// RunbookBase is where docs/runbooks can be read, an https address; page names are appended.
	RunbookBase string
	// Details are said in every message besides runbook, claim and severity: "vault": "kv-…".
	Details map[string]string
}

// RunbookURL is where the page that says what to do can be read.
func RunbookURL(base, page string) string { return strings.TrimSuffix(base, "/") + "/" + page + ".md" }

// CheckRunbookBase enters an address that whoever is woken could not open.
func CheckRunbookBase(problems *Problems, field, base string) {
	if parsed, err := url.Parse(base); err != nil || parsed.Scheme != "https" || parsed.Host == "" {
		problems.Addf(field, "%q; allowed: an https address that whoever is woken can open", base)
	}
}

// alertRule is an alert made concrete: what the kinds of rule that Azure has are given alike.
type alertRule struct {
	*AlertRuleArgs
	logical     string
	name        pulumi.String
	description pulumi.String
	properties  pulumi.StringMap // carried by every message, for people and for machines
	tags        pulumi.StringMap
	opts        []pulumi.ResourceOption
}

// NewAlertRule registers the rule for one alert, of the kind that its condition needs. The message carries the runbook's
// address, the claim and the severity.
func NewAlertRule(ctx *pulumi.Context, name string, args *AlertRuleArgs, opts ...pulumi.ResourceOption) error {
	if args == nil {
		args = &AlertRuleArgs{}
	}
	if err := args.validate(name); err != nil {
		return err
	}
	alert, page := args.Alert, RunbookURL(args.RunbookBase, args.Alert.Runbook)
	tags, tagged := Tagged(args.Site)
	rule := alertRule{
		AlertRuleArgs: args,
		logical:       name,
		name:          pulumi.String(args.Site.Names.Alert(strings.TrimPrefix(args.Set+"-"+alert.What, "-"))),
		description:   pulumi.String(alert.Summary + " Runbook: " + page),
		properties: pulumi.StringMap{
			"runbook": pulumi.String(page), "claim": pulumi.String(alert.Claim), "severity": pulumi.String(severityWords()[alert.Severity]),
		},
		tags: tags,
		opts: named(opts, tagged),
	}
	for key, value := range args.Details {
		rule.properties[key] = pulumi.String(value)
	}
	if err := rule.register(ctx); err != nil {
		return fmt.Errorf("alert %s: %w", rule.name, err)
	}
	return nil
}

func (args *AlertRuleArgs) validate(name string) error {
	problems := Check("azure.AlertRuleArgs of "+name, args.Site)
	problems.Missing("ResourceGroup", args.ResourceGroup, "ActionGroupID", args.ActionGroupID)
	CheckRunbookBase(problems, "RunbookBase", args.RunbookBase)
	args.Alert.Check(problems, "Alert")
	switch scopes := len(args.Scopes); {
	case args.Alert.Query != nil && args.WorkspaceID == nil:
		problems.Add("WorkspaceID", "is missing, and the alert asks it")
	case args.Alert.Test != nil && scopes != testScopes:
		problems.Addf("Scopes", "are %d; allowed: an availability test and its component", scopes)
	case (args.Alert.Metric != nil || args.Alert.Event != nil) && (scopes != 1 || args.Scopes[0] == nil):
		problems.Addf("Scopes", "are %d; allowed: one, which the alert watches", scopes)
	}
	return problems.Err()
}

// testScopes is how many scopes the alert on an availability test has: the test, and the component that it belongs to.
const testScopes = 2
