package edge

import (
	"fmt"

	cdn "github.com/pulumi/pulumi-azure-native-sdk/cdn/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// StrictTransport is the HSTS header's value: two years, and every host below.
const StrictTransport = "max-age=63072000; includeSubDomains"

// Rule is a rule of the rule set: what is done to the headers of every answer.
type Rule struct {
	// What names the rule.
	What string
	// Headers are what it does, five at most (Front Door documentation, front-door-rules-engine).
	Headers []Header
}

// Header is a header of an answer. An empty value takes the header away.
type Header struct{ Name, Value string }

// Rules are what is done to every answer, in order. Each overwrites what the application sent, so that no application can
// weaken it; a policy on contents and on frames is the application's own affair, which alone knows what it loads. What names
// the software behind is taken away.
//
// Front Door's own answers (a blocked request, an error page) are made before any rule runs and carry none of this
// (Front Door documentation, front-door-routing-architecture); browsers have the HSTS policy from earlier answers.
func Rules() []Rule {
	return []Rule{
		{What: "strict-transport", Headers: []Header{{"Strict-Transport-Security", StrictTransport}}},
		{What: "hardening", Headers: []Header{
			{"X-Content-Type-Options", "nosniff"},
			{"Referrer-Policy", "strict-origin-when-cross-origin"},
			{"Server", ""},
			{"X-Powered-By", ""},
		}},
	}
}

// addHeaders makes the rule set and its rules, and returns both: a route that names the set should come after the rules.
func (e *Edge) addHeaders(ctx *pulumi.Context, name string, args *Args) (*cdn.RuleSet, []pulumi.Resource, error) {
	setName := args.Site.Names.FrontDoorRuleSet("headers")
	set, err := cdn.NewRuleSet(ctx, name+"-headers", &cdn.RuleSetArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		ProfileName:       e.profileName,
		RuleSetName:       pulumi.String(setName),
	}, azure.ChildOptions(e)...)
	if err != nil {
		return nil, nil, fmt.Errorf("rule set: %w", err)
	}
	var made []pulumi.Resource
	for i, rule := range Rules() {
		resource, err := cdn.NewRule(ctx, name+"-rule-"+rule.What, &cdn.RuleArgs{
			ResourceGroupName:       args.ResourceGroup.NameOutput,
			ProfileName:             e.profileName,
			RuleSetName:             azure.Once(pulumi.String(setName), set),
			RuleName:                pulumi.String(args.Site.Names.FrontDoorRule(rule.What)),
			Order:                   pulumi.Int(i + 1),
			Actions:                 rule.actions(),
			MatchProcessingBehavior: pulumi.String("Continue"),
		}, azure.ChildOptions(e)...)
		if err != nil {
			return nil, nil, fmt.Errorf("rule %s: %w", rule.What, err)
		}
		made = append(made, resource)
	}
	return set, made, nil
}

// actions is the rule as Azure takes it.
func (r Rule) actions() pulumi.Array {
	actions := make(pulumi.Array, 0, len(r.Headers))
	for _, header := range r.Headers {
		parameters := cdn.HeaderActionParametersArgs{
			TypeName:     pulumi.String("DeliveryRuleHeaderActionParameters"),
			HeaderName:   pulumi.String(header.Name),
			HeaderAction: pulumi.String("Delete"),
		}
		if header.Value != "" {
			parameters.HeaderAction, parameters.Value = pulumi.String("Overwrite"), pulumi.String(header.Value)
		}
		actions = append(actions, cdn.DeliveryRuleResponseHeaderActionArgs{
			Name: pulumi.String("ModifyResponseHeader"), Parameters: parameters,
		})
	}
	return actions
}
