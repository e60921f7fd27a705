package governance

import (
	"fmt"
	"maps"
	"slices"

	authorization "github.com/pulumi/pulumi-azure-native-sdk/authorization/v2/v20220601"
	resources "github.com/pulumi/pulumi-azure-native-sdk/resources/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:governance:Governance"

// Governance is what New made.
type Governance struct {
	pulumi.ResourceState

	// Assignments are the policies that are assigned, those that refuse first.
	Assignments []Assignment
}

// New sets what counts for the subscription. The error names every mistake in the arguments; nothing has been registered
// then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Governance, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	g := &Governance{Assignments: Assignments(args.Policies)}
	if err := ctx.RegisterComponentResource(Type, name, g, opts...); err != nil {
		return nil, fmt.Errorf("governance: %w", err)
	}
	for _, sink := range args.Sinks {
		if err := azure.NewActivityLog(ctx, name+"-activity-"+sink.Name, args.Site, sink.Name, sink.LogSinks, azure.ChildOptions(g)...); err != nil {
			return nil, fmt.Errorf("governance: %w", err)
		}
	}
	names := args.Site.Names
	deployments := []pulumi.Resource{}
	for _, part := range []struct {
		what     string
		template Template
	}{
		{"defender", Defender(args.Plans, args.Contacts)},
		{"budget", Costs(names.Budget("monthly"), args.Budget)},
	} {
		deployment, err := g.deploy(ctx, name+"-"+part.what, names.Deployment(part.what), part.template, args)
		if err != nil {
			return nil, fmt.Errorf("governance: %w", err)
		}
		deployments = append(deployments, deployment)
	}
	after := slices.Concat(deployments, args.After)
	keys := pulumi.StringArray{}
	for _, assignment := range g.Assignments {
		keys = append(keys, pulumi.String(assignment.Key))
		if err := g.assign(ctx, name+"-policy-"+assignment.Key, assignment, args, after); err != nil {
			return nil, fmt.Errorf("governance: %w", err)
		}
	}
	if err := ctx.RegisterResourceOutputs(g, pulumi.Map{"policies": keys}); err != nil {
		return nil, fmt.Errorf("outputs of governance: %w", err)
	}
	return g, nil
}

// assign assigns a policy to the subscription. It is registered last: an assignment begins to count minutes after it is made, for
// whatever is asked for then (Azure Policy documentation, evaluation triggers). The mode is said although it is the default,
// because the other one would leave the assignment there and switch it off.
func (g *Governance) assign(ctx *pulumi.Context, name string, assignment Assignment, args *Args, after []pulumi.Resource) error {
	values := assignment.Values()
	parameters := authorization.ParameterValuesValueMap{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		parameters[key] = authorization.ParameterValuesValueArgs{Value: pulumi.Any(values[key])}
	}
	_, err := authorization.NewPolicyAssignment(ctx, name, &authorization.PolicyAssignmentArgs{
		Scope:                 pulumi.String(args.Site.SubscriptionScope()),
		PolicyAssignmentName:  pulumi.String(args.Site.Names.PolicyAssignment(assignment.Key)),
		PolicyDefinitionId:    pulumi.String(assignment.DefinitionID()),
		DisplayName:           pulumi.String(assignment.Claim + " " + assignment.Key),
		Description:           pulumi.String(assignment.Reason),
		EnforcementMode:       authorization.EnforcementModeDefault,
		Parameters:            parameters,
		NonComplianceMessages: authorization.NonComplianceMessageArray{authorization.NonComplianceMessageArgs{Message: pulumi.String(assignment.Reason)}},
	}, azure.ChildOptions(g, pulumi.DependsOn(after), pulumi.ReplaceOnChanges([]string{"scope", "policyDefinitionId"}))...)
	if err != nil {
		return fmt.Errorf("policy %s: %w", assignment, err)
	}
	return nil
}

// deploy brings a template to the subscription. Its location is said: it is where the record of it is kept, and stays.
func (g *Governance) deploy(ctx *pulumi.Context, name, azureName string, template Template, args *Args) (pulumi.Resource, error) {
	tags, tagged := azure.Tagged(args.Site)
	deployment, err := resources.NewDeploymentAtSubscriptionScope(ctx, name, &resources.DeploymentAtSubscriptionScopeArgs{
		DeploymentName: pulumi.String(azureName),
		Location:       pulumi.String(args.Site.Location),
		Properties: resources.DeploymentPropertiesArgs{
			Mode:     resources.DeploymentModeIncremental,
			Template: pulumi.Any(template.Value()),
		},
		Tags: tags,
	}, azure.ChildOptions(g, tagged)...)
	if err != nil {
		return nil, fmt.Errorf("deployment %s: %w", azureName, err)
	}
	return deployment, nil
}
