package monitoring

import (
	"fmt"
	"net/mail"
	"slices"

	insights "github.com/pulumi/pulumi-azure-native-sdk/insights/v2/v20230101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// longestShortName is Azure's limit of an action group's short name (azure-rest-api-specs, Microsoft.Insights 2023-01-01
// actionGroups_API.json).
const longestShortName = 12

// ActionGroupArgs describe the people who are told of alerts.
type ActionGroupArgs struct {
	// ShortName is what a message is signed with, 1 to 12 characters: "prod-oncall".
	ShortName string
	// Emails are those who are written to. One at least: an alert that reaches nobody is none.
	Emails []Email
}

// Email is a person, or a service that pages one.
type Email struct {
	// Name is unique in the group: "on-call".
	Name string
	// Address is written to: "oncall@trelica.example".
	Address string
}

// newActionGroup registers the group. It belongs to no region, so that it works while one is out, and sends the common
// alert schema, one form for every kind of alert.
func newActionGroup(ctx *pulumi.Context, name string, args *WorkspaceArgs, parent pulumi.Resource) (*insights.ActionGroup, error) {
	emails := make(insights.EmailReceiverArray, 0, len(args.OnCall.Emails))
	for _, email := range args.OnCall.Emails {
		emails = append(emails, insights.EmailReceiverArgs{
			Name:                 pulumi.String(email.Name),
			EmailAddress:         pulumi.String(email.Address),
			UseCommonAlertSchema: pulumi.Bool(true),
		})
	}
	tags, tagged := azure.Tagged(args.Site)
	group, err := insights.NewActionGroup(ctx, name, &insights.ActionGroupArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		ActionGroupName:   pulumi.String(args.actionGroupName()),
		Location:          pulumi.String("Global"),
		GroupShortName:    pulumi.String(args.OnCall.ShortName),
		Enabled:           pulumi.Bool(true),
		EmailReceivers:    emails,
		Tags:              tags,
	}, azure.ChildOptions(parent, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("action group: %w", err)
	}
	return group, nil
}

func (args ActionGroupArgs) check(problems *azure.Problems) {
	if n := len(args.ShortName); n < 1 || n > longestShortName {
		problems.Addf("OnCall.ShortName", "%q has %d characters; allowed: 1 to %d", args.ShortName, n, longestShortName)
	}
	if len(args.Emails) == 0 {
		problems.Add("OnCall.Emails", "is empty: alerts would reach nobody; allowed: one address or more")
	}
	names := make([]string, 0, len(args.Emails))
	for i, email := range args.Emails {
		field := fmt.Sprintf("OnCall.Emails[%d]", i)
		problems.Missing(field+".Name", email.Name)
		if slices.Contains(names, email.Name) {
			problems.Addf(field+".Name", "%q is there twice", email.Name)
		}
		names = append(names, email.Name)
		if parsed, err := mail.ParseAddress(email.Address); err != nil || parsed.Address != email.Address {
			problems.Addf(field+".Address", "%q is not an e-mail address", email.Address)
		}
	}
}
