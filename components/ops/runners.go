package ops

import (
	"fmt"

	environments "github.com/pulumi/pulumi-azure-native-sdk/app/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// RunnersType is the runners' type token.
const RunnersType = "trelica:ops:Runners"

// consumption is the workload profile that costs while a job runs and nothing otherwise.
const consumption = "Consumption"

// Runners are an environment's runners.
type Runners struct {
	pulumi.ResourceState

	// JobID is the ARM identifier of the job whose executions are the runners.
	JobID pulumi.StringOutput
}

// NewRunners makes the runners: the environment of Container Apps in the network's runner subnet, the identity that fetches the
// registration key, and the job.
func NewRunners(ctx *pulumi.Context, name string, args *RunnersArgs, opts ...pulumi.ResourceOption) (*Runners, error) {
	if args == nil {
		args = &RunnersArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	r := &Runners{}
	if err := ctx.RegisterComponentResource(RunnersType, name, r, opts...); err != nil {
		return nil, fmt.Errorf("runners %q: %w", name, err)
	}
	environment, err := r.addEnvironment(ctx, name, args)
	if err != nil {
		return nil, err
	}
	identity, err := r.addIdentity(ctx, name, args)
	if err != nil {
		return nil, err
	}
	if r.JobID, err = r.addJob(ctx, name, args, environment, identity); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(r, pulumi.Map{"jobId": r.JobID}); err != nil {
		return nil, fmt.Errorf("outputs of runners %q: %w", name, err)
	}
	return r, nil
}

// addEnvironment makes the environment. It is internal, so that it has no public address to be reached by: runners call out,
// and nobody calls in. Its load balancer lies in a group that Azure makes, under a name of ours.
func (r *Runners) addEnvironment(ctx *pulumi.Context, name string, args *RunnersArgs) (pulumi.StringOutput, error) {
	environmentName := args.Site.Names.ContainerEnvironment()
	tags, tagged := azure.Tagged(args.Site)
	inputs := &environments.ManagedEnvironmentArgs{
		ResourceGroupName:           args.ResourceGroup.NameOutput,
		EnvironmentName:             pulumi.String(environmentName),
		Location:                    pulumi.String(args.Site.Location),
		InfrastructureResourceGroup: pulumi.String(args.Site.Names.ResourceGroup("runners-managed")),
		VnetConfiguration: environments.VnetConfigurationArgs{
			InfrastructureSubnetId: args.SubnetID.ToStringOutput(), Internal: pulumi.Bool(true),
		},
		WorkloadProfiles: environments.WorkloadProfileArray{environments.WorkloadProfileArgs{
			Name: pulumi.String(consumption), WorkloadProfileType: pulumi.String(consumption),
		}},
		ZoneRedundant: pulumi.Bool(args.ZoneRedundant),
		Tags:          tags,
	}
	logged := args.Sinks.WorkspaceID != nil || args.Sinks.ArchiveID != nil
	if logged {
		// The other way into a workspace takes its shared key, which it does not have.
		inputs.AppLogsConfiguration = environments.AppLogsConfigurationArgs{Destination: pulumi.String("azure-monitor")}
	}
	environment, err := environments.NewManagedEnvironment(ctx, name+"-environment", inputs, azure.ChildOptions(r, tagged)...)
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("environment %s: %w", environmentName, err)
	}
	if !logged {
		return environment.ID().ToStringOutput(), nil
	}
	setting, err := azure.NewDiagnosticSetting(ctx, name+"-environment-diagnostics", &azure.DiagnosticSettingArgs{
		Site: args.Site, ResourceID: environment.ID().ToStringOutput(), Logs: azure.AllLogs(), Metrics: true, Sinks: args.Sinks,
	}, pulumi.Parent(r))
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("environment %s: %w", environmentName, err)
	}
	return azure.Once(environment.ID().ToStringOutput(), setting), nil
}

// addIdentity makes the identity that fetches the registration key, and lets it read that one secret.
func (r *Runners) addIdentity(ctx *pulumi.Context, name string, args *RunnersArgs) (pulumi.StringOutput, error) {
	identity, err := azure.NewIdentity(ctx, name+"-identity", &azure.IdentityArgs{
		Site: args.Site, ResourceGroup: args.ResourceGroup.NameOutput, Role: "runners",
	}, pulumi.Parent(r))
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	role, err := azure.NewRoleAssignment(ctx, name+"-key-reader", &azure.RoleAssignmentArgs{
		Site:    args.Site,
		Scope:   args.App.VaultID.ToStringOutput().ApplyT(args.App.secretID).(pulumi.StringOutput),
		ScopeID: args.App.secretID(args.App.VaultScope), Role: azure.RoleKeyVaultSecretsUser,
		PrincipalID: identity.PrincipalID, Principal: identity.Name, PrincipalType: azure.PrincipalService,
		Description: "Runners register themselves with GitHub by this key.",
	}, pulumi.Parent(r))
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	return azure.Once(identity.ID, role), nil
}

// secretID is the ARM identifier of the app's key in its vault.
func (a App) secretID(vault string) string { return vault + "/secrets/" + a.Secret }
