package edge

import (
	"fmt"

	cdn "github.com/pulumi/pulumi-azure-native-sdk/cdn/v2/v20240901"
	waf "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240201"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Microsoft's managed rule sets (Web Application Firewall documentation, afds/waf-front-door-drs). A set of version 2 or newer
// scores what it finds, and needs to be told what to do with a request whose score is too high.
const (
	attackRules, attackVersion = "Microsoft_DefaultRuleSet", "2.1"
	botRules, botVersion       = "Microsoft_BotManagerRuleSet", "1.1"
)

// firstPriority is that of the first rate limit; custom rules are tried before the managed sets, lowest number first.
const firstPriority = 100

// addFirewall makes the firewall policy and binds it to every host, and to the endpoint itself: there is no way around it.
func (e *Edge) addFirewall(ctx *pulumi.Context, name string, args *Args) error {
	tags, tagged := azure.Tagged(args.Site)
	policy, err := waf.NewPolicy(ctx, name+"-firewall", &waf.PolicyArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		PolicyName:        pulumi.String(args.Site.Names.FirewallPolicy()),
		Location:          pulumi.String("Global"),
		Sku:               waf.SkuArgs{Name: pulumi.String(string(args.SKU))},
		PolicySettings: waf.FrontDoorPolicySettingsArgs{
			EnabledState:                  pulumi.String("Enabled"),
			Mode:                          pulumi.String("Prevention"),
			RequestBodyCheck:              pulumi.String("Enabled"),
			CustomBlockResponseStatusCode: pulumi.Int(403),
			State:                         pulumi.String("Enabled"), // of log scrubbing: the provider has it one level up
			ScrubbingRules:                scrubbingRules(),
		},
		CustomRules:  waf.CustomRuleListArgs{Rules: rateLimits(args.RateLimits)},
		ManagedRules: managedRules(args.SKU),
		Tags:         tags,
	}, azure.ChildOptions(e, tagged)...)
	if err != nil {
		return fmt.Errorf("firewall policy: %w", err)
	}
	e.FirewallID = policy.ID().ToStringOutput()
	guarded := cdn.ActivatedResourceReferenceArray{
		cdn.ActivatedResourceReferenceArgs{Id: e.endpoint.ID().ToStringOutput()},
	}
	for _, domain := range e.domains {
		guarded = append(guarded, cdn.ActivatedResourceReferenceArgs{Id: domain.ID().ToStringOutput()})
	}
	_, err = cdn.NewSecurityPolicy(ctx, name+"-security", &cdn.SecurityPolicyArgs{
		ResourceGroupName:  args.ResourceGroup.NameOutput,
		ProfileName:        e.profileName,
		SecurityPolicyName: pulumi.String(args.Site.Names.FrontDoorSecurityPolicy("firewall")),
		Parameters: cdn.SecurityPolicyWebApplicationFirewallParametersArgs{
			Type:      pulumi.String("WebApplicationFirewall"),
			WafPolicy: cdn.ResourceReferenceArgs{Id: e.FirewallID},
			Associations: cdn.SecurityPolicyWebApplicationFirewallAssociationArray{
				cdn.SecurityPolicyWebApplicationFirewallAssociationArgs{
					Domains: guarded, PatternsToMatch: pulumi.ToStringArray([]string{"/*"}),
				},
			},
		},
	}, azure.ChildOptions(e)...)
	if err != nil {
		return fmt.Errorf("security policy: %w", err)
	}
	return nil
}

// scrubbed are what the firewall's log must not hold. Without it the log says in clear what in a request matched a rule, be it a
// password, a cookie or a token, and the archive keeps that for years; the profile's scrubbing is of the access log alone (Web
// Application Firewall documentation, afds/waf-sensitive-data-protection-frontdoor). The whole address is among it: it holds the
// query, and no document says that the rule for the query's values reaches it there. The access log has the address under the same
// tracking reference, without those values. Client addresses are kept; they are what the audit trail is for.
var scrubbed = [...]string{
	"QueryStringArgNames", "RequestHeaderNames", "RequestCookieNames", "RequestBodyPostArgNames", "RequestBodyJsonArgNames", "RequestUri",
}

// scrubbingRules take every value of each kind out of the log.
func scrubbingRules() waf.WebApplicationFirewallScrubbingRulesArray {
	var rules waf.WebApplicationFirewallScrubbingRulesArray
	for _, variable := range scrubbed {
		rules = append(rules, waf.WebApplicationFirewallScrubbingRulesArgs{
			MatchVariable: pulumi.String(variable), SelectorMatchOperator: pulumi.String("EqualsAny"), State: pulumi.String("Enabled"),
		})
	}
	return rules
}

// managedRules are the rule sets that Microsoft keeps, where the tier has them.
func managedRules(sku SKU) waf.ManagedRuleSetListArgs {
	if sku != Premium {
		return waf.ManagedRuleSetListArgs{ManagedRuleSets: waf.FrontDoorManagedRuleSetArray{}}
	}
	return waf.ManagedRuleSetListArgs{ManagedRuleSets: waf.FrontDoorManagedRuleSetArray{
		waf.FrontDoorManagedRuleSetArgs{
			RuleSetType: pulumi.String(attackRules), RuleSetVersion: pulumi.String(attackVersion), RuleSetAction: pulumi.String("Block"),
		},
		waf.FrontDoorManagedRuleSetArgs{RuleSetType: pulumi.String(botRules), RuleSetVersion: pulumi.String(botVersion)},
	}}
}

// rateLimits are the custom rules: each counts the requests of one address. The address is that of the connection, which a
// client cannot choose, unlike X-Forwarded-For.
func rateLimits(limits []RateLimit) waf.CustomRuleArray {
	var rules waf.CustomRuleArray
	for i, limit := range limits {
		rules = append(rules, waf.CustomRuleArgs{
			Name:                       pulumi.String(limit.Name),
			RuleType:                   pulumi.String("RateLimitRule"),
			EnabledState:               pulumi.String("Enabled"),
			Priority:                   pulumi.Int(firstPriority + i),
			RateLimitDurationInMinutes: pulumi.Int(1),
			RateLimitThreshold:         pulumi.Int(limit.PerMinute),
			GroupBy:                    waf.GroupByVariableArray{waf.GroupByVariableArgs{VariableName: pulumi.String("SocketAddr")}},
			MatchConditions:            limit.conditions(),
			Action:                     pulumi.String("Block"),
		})
	}
	return rules
}

// conditions are the requests that a limit counts: a rule must have one, so "all" is every address there is.
func (l RateLimit) conditions() waf.FrontDoorMatchConditionArray {
	if len(l.PathContains) == 0 {
		return waf.FrontDoorMatchConditionArray{waf.FrontDoorMatchConditionArgs{
			MatchVariable: pulumi.String("SocketAddr"), Operator: pulumi.String("IPMatch"), NegateCondition: pulumi.Bool(false),
			MatchValue: pulumi.ToStringArray([]string{"0.0.0.0/0", "::/0"}),
		}}
	}
	return waf.FrontDoorMatchConditionArray{waf.FrontDoorMatchConditionArgs{
		MatchVariable: pulumi.String("RequestUri"), Operator: pulumi.String("Contains"), NegateCondition: pulumi.Bool(false),
		MatchValue: pulumi.ToStringArray(l.PathContains), Transforms: pulumi.ToStringArray([]string{"Lowercase", "UrlDecode"}),
	}}
}
