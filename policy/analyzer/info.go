package analyzer

import (
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/trelica/infrastructure/policy/controls"
)

// The pack's name and version, as the CLI shows them.
const (
	Name    = "trelica-security-practices"
	Version = "1.0.0"
	// Page is where the catalogue is read; a rule's or a claim's heading is its anchor.
	Page = "https://github.com/trelica/infrastructure/blob/main/docs/controls.md"
)

var severities = map[controls.Severity]pulumirpc.PolicySeverity{
	controls.Low: pulumirpc.PolicySeverity_POLICY_SEVERITY_LOW, controls.Medium: pulumirpc.PolicySeverity_POLICY_SEVERITY_MEDIUM,
	controls.High: pulumirpc.PolicySeverity_POLICY_SEVERITY_HIGH, controls.Critical: pulumirpc.PolicySeverity_POLICY_SEVERITY_CRITICAL,
}

var levels = map[controls.Level]pulumirpc.EnforcementLevel{
	controls.Mandatory: pulumirpc.EnforcementLevel_MANDATORY, controls.Advisory: pulumirpc.EnforcementLevel_ADVISORY,
}

// info describes the pack. It needs no stack: `pulumi policy publish` asks for it alone.
func (s *Server) info() (*pulumirpc.AnalyzerInfo, error) {
	policies := make([]*pulumirpc.PolicyInfo, 0, len(s.judge.Rules))
	for _, rule := range s.judge.Rules {
		policy := &pulumirpc.PolicyInfo{
			Name: rule.ID, DisplayName: rule.Title, Description: rule.Claim + ": " + rule.Title + ". " + rule.Why, Message: rule.Fix,
			EnforcementLevel: levels[rule.Level], Severity: severities[rule.Severity], RemediationSteps: rule.Fix, Url: Page + "#" + rule.ID,
			Tags: []string{rule.Claim}, PolicyType: pulumirpc.PolicyType_POLICY_TYPE_RESOURCE,
			Framework: &pulumirpc.PolicyComplianceFramework{Name: "Security practices", Version: "2020-05-06", Reference: rule.Claim, Specification: rule.Title},
		}
		if !ofResources(rule) {
			policy.PolicyType = pulumirpc.PolicyType_POLICY_TYPE_STACK
		}
		if given, ok := settingOf(rule); ok {
			properties, err := structpb.NewStruct(map[string]any{given.name: map[string]any{"type": "string", "description": given.description}})
			if err != nil {
				return nil, err
			}
			policy.ConfigSchema = &pulumirpc.PolicyConfigSchema{Properties: properties}
		}
		policies = append(policies, policy)
	}
	return &pulumirpc.AnalyzerInfo{
		Name: Name, DisplayName: "Security practices", Version: Version, SupportsConfig: true, Policies: policies, Provider: "azure",
		Description: "The company's security practices: what its customers were told, as rules", Tags: []string{"azure", "kubernetes", "security"},
		Repository: "https://github.com/trelica/infrastructure", Readme: "See " + Page,
	}, nil
}

// setting is a property that a policy can be configured with.
type setting struct{ name, description string }

// settingOf is the property of a rule beside the level that each has, if it has one.
func settingOf(rule *controls.Rule) (setting, bool) {
	name, told := rule.Told, rule.Told != ""
	if rule.ID == controls.RuleExceptions {
		name, told = "file", true
	}
	return setting{name, settingTexts[name]}, told
}

// settingTexts say what each property is.
var settingTexts = map[string]string{
	"file":                  "path of another file of exceptions than the one that the pack was built with",
	controls.ToldPrevious:   "path of the stack's last state, as `pulumi stack export` writes it",
	controls.ToldDeclared:   "path of the declared flows, as JSON: addresses by name, and flows (internal/topology, Declaration)",
	controls.ToldNeighbours: "path of what belongs to the other environments, as JSON: a list (internal/topology, Neighbour)",
}
