package pipeline

import (
	"fmt"
	"strings"

	managedidentity "github.com/pulumi/pulumi-azure-native-sdk/managedidentity/v2/v20230131"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:pipeline:Pipeline"

// Pipeline is what New made.
type Pipeline struct {
	pulumi.ResourceState

	// Preview and Deploy are the identities. Their client identifiers are what workflows sign in as.
	Preview, Deploy *azure.Identity
	// Ready are the roles that deployments wait for, in the order in which they were made.
	Ready []pulumi.Resource

	// own are the roles of our own that are made, by title.
	own map[string]pulumi.Resource
}

// New makes the pipeline's identities. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Pipeline, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	p := &Pipeline{own: map[string]pulumi.Resource{}}
	if err := ctx.RegisterComponentResource(Type, name, p, opts...); err != nil {
		return nil, fmt.Errorf("pipeline %q: %w", name, err)
	}
	var err error
	if p.Preview, err = p.addIdentity(ctx, name, args, "preview", args.Preview, PreviewRights()); err != nil {
		return nil, err
	}
	if p.Deploy, err = p.addIdentity(ctx, name, args, "deploy", args.Deploy, DeployRights()); err != nil {
		return nil, err
	}
	if group := args.BreakGlassGroupID; group != "" {
		who := principal{role: "break-glass", id: pulumi.String(group), name: group, kind: azure.PrincipalGroup}
		if err := p.addRights(ctx, name, args, who, DeployRights()); err != nil {
			return nil, err
		}
	}
	if len(args.Features) > 0 {
		if err := p.addFeatures(ctx, name, args); err != nil {
			return nil, err
		}
	}
	err = ctx.RegisterResourceOutputs(p, pulumi.Map{
		"previewClientId": p.Preview.ClientID, "deployClientId": p.Deploy.ClientID,
		"deployPrincipalId": p.Deploy.PrincipalID,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of pipeline %q: %w", name, err)
	}
	return p, nil
}

// addIdentity makes one identity with its roles and those who may act with it.
func (p *Pipeline) addIdentity(
	ctx *pulumi.Context, name string, args *Args, role string, subjects []Subject, rights []Right,
) (*azure.Identity, error) {
	identity, err := azure.NewIdentity(ctx, name+"-"+role, &azure.IdentityArgs{
		Site: args.Site, ResourceGroup: args.ResourceGroup.NameOutput, Role: role,
	}, pulumi.Parent(p))
	if err != nil {
		return nil, err
	}
	who := principal{role: role, id: identity.PrincipalID, name: identity.Name, kind: azure.PrincipalService}
	if err := p.addRights(ctx, name, args, who, rights); err != nil {
		return nil, err
	}
	return identity, p.addCredentials(ctx, name+"-"+role, args, identity, subjects)
}

// addCredentials makes an identity's credentials one after another: Entra refuses writes to one identity at the same time
// (error ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity).
func (p *Pipeline) addCredentials(ctx *pulumi.Context, name string, args *Args, identity *azure.Identity, subjects []Subject) error {
	var before pulumi.Resource = identity.Resource
	for _, subject := range subjects {
		credential := args.Site.Names.FederatedCredential(subject.Name())
		made, err := managedidentity.NewFederatedIdentityCredential(ctx, name+"-"+subject.Name(), &managedidentity.FederatedIdentityCredentialArgs{
			ResourceGroupName:                       args.ResourceGroup.NameOutput,
			ResourceName:                            azure.Once(pulumi.String(identity.Name), identity.Resource),
			FederatedIdentityCredentialResourceName: pulumi.String(credential),
			Issuer:                                  pulumi.String(issuer),
			Subject:                                 pulumi.String(subject.Claim(args.Repository)),
			Audiences:                               pulumi.StringArray{pulumi.String(audience)},
		}, azure.ChildOptions(p, pulumi.DependsOn([]pulumi.Resource{before}))...)
		if err != nil {
			return fmt.Errorf("credential %s of identity %s: %w", credential, identity.Name, err)
		}
		before = made
	}
	return nil
}

// principal is who gets rights.
type principal struct {
	role string // "preview", in logical names
	id   pulumi.StringInput
	name string // the stable name, for the assignment's
	kind string
}

// addRights gives the rights of a table.
func (p *Pipeline) addRights(ctx *pulumi.Context, name string, args *Args, who principal, rights []Right) error {
	for _, right := range rights {
		scope := args.scope(right.On)
		assignment := &azure.RoleAssignmentArgs{
			Site: args.Site, Scope: scope.ID, ScopeID: scope.ScopeID,
			PrincipalID: who.id, Principal: who.name, PrincipalType: who.kind,
			Role: right.Role, Description: right.Why,
		}
		options := []pulumi.ResourceOption{pulumi.Parent(p)}
		if right.Own != nil {
			definition, err := p.ownRole(ctx, name, args.Site, *right.Own)
			if err != nil {
				return err
			}
			assignment.Role = right.Own.Role(args.Site)
			options = append(options, pulumi.DependsOn([]pulumi.Resource{definition}))
		}
		if right.Constrained {
			assignment.Condition = DelegationCondition(args.Grantable)
		}
		made, err := azure.NewRoleAssignment(ctx, name+"-"+who.role+"-"+right.Name, assignment, options...)
		if err != nil {
			return fmt.Errorf("pipeline's identity %s: %w", who.role, err)
		}
		p.Ready = append(p.Ready, made)
	}
	return nil
}

// ownRole makes a role of our own, once for all who get it.
func (p *Pipeline) ownRole(ctx *pulumi.Context, name string, site azure.Site, own azure.OwnRole) (pulumi.Resource, error) {
	if made, there := p.own[own.Title]; there {
		return made, nil
	}
	resource := name + "-role-" + strings.ReplaceAll(strings.ToLower(own.Title), " ", "-")
	made, err := azure.NewRoleDefinition(ctx, resource, site, own, pulumi.Parent(p))
	if err != nil {
		return nil, fmt.Errorf("pipeline's own role: %w", err)
	}
	p.own[own.Title] = made
	return made, nil
}

// scope is where a place is in this environment.
func (args *Args) scope(place Place) Scope {
	switch place {
	case OnState:
		return args.State
	case OnSecretsKey:
		return args.SecretsKey
	default:
		subscription := args.Site.SubscriptionScope()
		return Scope{ID: pulumi.String(subscription), ScopeID: subscription}
	}
}
