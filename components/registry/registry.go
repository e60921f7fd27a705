package registry

import (
	"fmt"

	containerregistry "github.com/pulumi/pulumi-azure-native-sdk/containerregistry/v2/v20230701"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// Type is the component's type token.
const Type = "trelica:registry:Registry"

// Registry is what New made.
type Registry struct {
	pulumi.ResourceState

	// ID is the ARM identifier, once the registry and all its replicas are there.
	ID pulumi.StringOutput
	// Name and LoginServer are known at once.
	Name, LoginServer string
	// Ready is the login server, once the private endpoints and their DNS records are there too: what pulls waits for it.
	Ready pulumi.StringOutput
	// Granted are the role assignments by the name of their grant.
	Granted map[string]pulumi.Resource
}

// New makes a registry with its replicas, ways in, roles and logs. The error names every mistake in the arguments; nothing
// has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Registry, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	registryName := args.Site.Names.Registry()
	r := &Registry{Name: registryName, LoginServer: LoginServer(registryName), Granted: map[string]pulumi.Resource{}}
	if err := ctx.RegisterComponentResource(Type, name, r, opts...); err != nil {
		return nil, fmt.Errorf("registry %s: %w", registryName, err)
	}
	for _, step := range []func(*pulumi.Context, string, *Args) error{
		r.newRegistry, r.newEndpoints, r.newGrants, r.newDiagnostics,
	} {
		if err := step(ctx, name, args); err != nil {
			return nil, fmt.Errorf("registry %s: %w", registryName, err)
		}
	}
	outputs := pulumi.Map{"id": r.ID, "name": pulumi.String(r.Name), "loginServer": pulumi.String(r.LoginServer)}
	if err := ctx.RegisterResourceOutputs(r, outputs); err != nil {
		return nil, fmt.Errorf("outputs of registry %s: %w", registryName, err)
	}
	return r, nil
}

// LoginServer is the host that images of a registry are named after, computed from its name so that nothing has to be asked
// for it: a rebuilt environment composes it while the registry's home region is out.
func LoginServer(registryName string) string { return registryName + ".azurecr.io" }

// newRegistry makes the registry, its replicas and, where the site is protected, the lock on it. Everything that the API
// would default is said, because some of its defaults are the opposite: public access on, exports on.
//
// Images are deployed by digest and imported without a tag where they have none, so untagged manifests are never purged:
// they may be running. Quarantine would hold every image back until a scanner released it; Defender scans afterwards.
// Content trust signs tags, which nothing here pulls by.
func (r *Registry) newRegistry(ctx *pulumi.Context, name string, args *Args) error {
	site := args.Site
	tags, tagged := azure.Tagged(site)
	made, err := containerregistry.NewRegistry(ctx, name+"-registry", &containerregistry.RegistryArgs{
		ResourceGroupName:   args.ResourceGroup,
		RegistryName:        pulumi.String(r.Name),
		Location:            pulumi.String(site.Location),
		Sku:                 containerregistry.SkuArgs{Name: containerregistry.SkuNamePremium},
		AdminUserEnabled:    pulumi.Bool(false),
		PublicNetworkAccess: containerregistry.PublicNetworkAccessDisabled,
		NetworkRuleSet: containerregistry.NetworkRuleSetArgs{
			DefaultAction: containerregistry.DefaultActionDeny,
			IpRules:       containerregistry.IPRuleArray{},
		},
		// Defender and imports come in past the firewall as themselves.
		NetworkRuleBypassOptions: containerregistry.NetworkRuleBypassOptionsAzureServices,
		// Layers come from hosts of the registry's own, and never from storage's.
		DataEndpointEnabled: pulumi.Bool(true),
		ZoneRedundancy:      zoneRedundancy(site.Location),
		Policies: containerregistry.PoliciesArgs{
			ExportPolicy:     containerregistry.ExportPolicyArgs{Status: containerregistry.ExportPolicyStatusDisabled},
			QuarantinePolicy: containerregistry.QuarantinePolicyArgs{Status: containerregistry.PolicyStatusDisabled},
			RetentionPolicy:  containerregistry.RetentionPolicyArgs{Days: pulumi.Int(7), Status: containerregistry.PolicyStatusDisabled},
			TrustPolicy: containerregistry.TrustPolicyArgs{
				Type: containerregistry.TrustPolicyTypeNotary, Status: containerregistry.PolicyStatusDisabled,
			},
		},
		Tags: tags,
	}, azure.ChildOptions(r, tagged, pulumi.Protect(site.Protect))...)
	if err != nil {
		return err
	}
	replicas, err := r.newReplicas(ctx, name, args, made)
	if err != nil {
		return err
	}
	r.ID = azure.Once(made.ID().ToStringOutput(), replicas...)
	if !site.Protect {
		return nil
	}
	_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: site, Scope: made.ID().ToStringOutput(), ScopeID: args.id(), What: "registry",
		Notes: "Every node that starts pulls from here, in both regions.",
	}, pulumi.Parent(r))
	return err
}

// newReplicas makes the registry's copies in other regions. Requests are routed to them from the first day.
func (r *Registry) newReplicas(ctx *pulumi.Context, name string, args *Args, registry *containerregistry.Registry) ([]pulumi.Resource, error) {
	var replicas []pulumi.Resource
	names := args.Site.Names
	for _, replica := range args.Replicas {
		names.Region = replica
		tags, tagged := azure.Tagged(args.Site)
		made, err := containerregistry.NewReplication(ctx, name+"-replica-"+replica, &containerregistry.ReplicationArgs{
			ResourceGroupName:     args.ResourceGroup,
			RegistryName:          azure.Once(pulumi.String(r.Name), registry),
			ReplicationName:       pulumi.String(names.Replication()),
			Location:              pulumi.String(replica),
			RegionEndpointEnabled: pulumi.Bool(true),
			ZoneRedundancy:        zoneRedundancy(replica),
			Tags:                  tags,
		}, azure.ChildOptions(r, tagged, pulumi.Protect(args.Site.Protect))...)
		if err != nil {
			return nil, fmt.Errorf("replica in %s: %w", replica, err)
		}
		replicas = append(replicas, made)
	}
	return replicas, nil
}

// zoneRedundancy is on wherever the region has zones; it can only be chosen when a registry or a replica is made.
func zoneRedundancy(location string) pulumi.StringPtrInput {
	if region, ok := regions.Lookup(location); ok && region.Zones > 0 {
		return containerregistry.ZoneRedundancyEnabled
	}
	return containerregistry.ZoneRedundancyDisabled
}

func (r *Registry) newEndpoints(ctx *pulumi.Context, name string, args *Args) error {
	ready := []any{pulumi.String(r.LoginServer).ToStringOutput(), r.ID}
	for _, endpoint := range args.Endpoints {
		made, err := azure.NewPrivateEndpoint(ctx, name+"-endpoint-"+endpoint.name(), &azure.PrivateEndpointArgs{
			Site:          endpoint.Site,
			ResourceGroup: endpoint.ResourceGroup,
			Role:          endpoint.Role,
			Service:       azure.PrivateRegistry,
			TargetID:      r.ID,
			SubnetID:      endpoint.SubnetID,
			ZoneID:        endpoint.ZoneID,
		}, pulumi.Parent(r))
		if err != nil {
			return err
		}
		ready = append(ready, made.Ready)
	}
	r.Ready = pulumi.All(ready...).ApplyT(firstOf).(pulumi.StringOutput)
	return nil
}

// firstOf returns the first of the resolved values.
func firstOf(values []any) (string, error) {
	first, ok := values[0].(string)
	if !ok {
		return "", fmt.Errorf("expected a string, got %T", values[0])
	}
	return first, nil
}

func (r *Registry) newGrants(ctx *pulumi.Context, name string, args *Args) error {
	for _, grant := range args.Grants {
		role := grant.Role
		if role == "" {
			role = azure.RoleAcrPull
		}
		assignment, err := azure.NewRoleAssignment(ctx, name+"-grant-"+grant.Name, &azure.RoleAssignmentArgs{
			Site:          args.Site,
			Scope:         r.ID,
			ScopeID:       args.id(),
			PrincipalID:   grant.PrincipalID,
			Principal:     grant.Principal,
			PrincipalType: azure.PrincipalService,
			Role:          role,
			Description:   grant.Why,
		}, pulumi.Parent(r))
		if err != nil {
			return fmt.Errorf("grant %q: %w", grant.Name, err)
		}
		r.Granted[grant.Name] = assignment
	}
	return nil
}

// newDiagnostics sends who signed in and what was pushed, pulled and deleted, and the metrics, to each sink.
func (r *Registry) newDiagnostics(ctx *pulumi.Context, name string, args *Args) error {
	for _, sink := range args.Sinks {
		_, err := azure.NewDiagnosticSetting(ctx, name+"-diagnostic-"+sink.Name, &azure.DiagnosticSettingArgs{
			Site:       args.Site,
			ResourceID: r.ID,
			Logs:       azure.AllLogs(),
			Metrics:    true,
			Sinks:      sink.LogSinks,
			Sink:       sink.Name,
		}, pulumi.Parent(r))
		if err != nil {
			return fmt.Errorf("logs to %s: %w", sink.Name, err)
		}
	}
	return nil
}
