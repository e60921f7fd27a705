package database

import (
	"fmt"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// ServerType is the server's type token.
const ServerType = "trelica:database:Server"

// ServerArgs describe the logical server of one region.
type ServerArgs struct {
	Site azure.Site
	// Group is the name of the resource group as known beforehand, ResourceGroup the same from the group itself, so that the
	// server comes after it. It lies in the server's region.
	Group         string
	ResourceGroup pulumi.StringInput
	// Administrators is the Entra group whose members administer the server. Nobody signs in in any other way.
	Administrators Administrators
	// IdentityID is the ARM identifier of the user-assigned identity that the server reaches its key as. Give it together
	// with the role that makes it useful (azure.Once): the server looks for its key with it.
	IdentityID pulumi.StringInput
	// AllowOutbound lets statements in the database reach any storage account and any other SQL server: what exports, bulk
	// inserts and elastic queries need, and what somebody who carries data off would use. Off, they reach none. What the
	// server itself sends (audit records to the workspace, its key) is none of these (Azure SQL documentation,
	// outbound-firewall-rule-overview). A pair of servers has the same setting.
	AllowOutbound bool
	// Endpoints are the private ways in: one in each region from which applications connect, so that they still reach the
	// primary when it is the other region's server.
	Endpoints []Endpoint
	// Audit says where the record of sign-ins and changes goes, and who is told of attacks.
	Audit Audit
}

// Administrators is an Entra group. People make it; its members change without touching the server.
type Administrators struct {
	Name     string // the group's display name, which Azure shows as the administrator's login
	ObjectID string // the group's object identifier, a GUID
}

// Endpoint is a private way into a server from one network. The network may be in another region than the server.
type Endpoint struct {
	// Site is the network's; nil for the server's own.
	Site *azure.Site
	// Role names the endpoint: "sql" in the server's own region, "sql-cus" for one that leads to another's server.
	Role string
	// ResourceGroup is the network's.
	ResourceGroup pulumi.StringInput
	// SubnetID is the private-endpoint subnet.
	SubnetID pulumi.StringInput
	// ZoneID is the private DNS zone for SQL servers in the network's region. Two endpoints of one server cannot share a
	// zone, so each region has its own.
	ZoneID pulumi.StringInput
}

// Server is a region's logical server.
type Server struct {
	pulumi.ResourceState

	// ID is the ARM identifier; what takes it waits for the server.
	ID pulumi.StringOutput
	// Name and Host are known at once. Applications connect to Host only where there is no failover group; the certificate is
	// for this name and never for the private one.
	Name, Host string

	site  azure.Site
	group string
	// resourceGroup and nameOutput are what the server's children take, and so wait for it.
	resourceGroup pulumi.StringInput
	nameOutput    pulumi.StringOutput
	// settled is the last of the settings that NewServer makes. Azure refuses two writes to a server at once
	// (ConflictingServerOperation), so whatever else is written to it comes after.
	settled pulumi.Resource
}

// NewServer registers a server, its endpoints, its audit and the lock on it. The error names every mistake in the arguments;
// nothing has been registered then.
func NewServer(ctx *pulumi.Context, name string, args *ServerArgs, opts ...pulumi.ResourceOption) (*Server, error) {
	if args == nil {
		args = &ServerArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	server := &Server{
		Name: args.Site.Names.SQLServer(), Host: host(args.Site.Names.SQLServer()),
		site: args.Site, group: args.Group, resourceGroup: args.ResourceGroup,
	}
	if err := ctx.RegisterComponentResource(ServerType, name, server, opts...); err != nil {
		return nil, fmt.Errorf("SQL server %s: %w", server.Name, err)
	}
	for _, step := range []func(*pulumi.Context, string, *ServerArgs) error{server.addServer, server.addEndpoints, server.addAudit} {
		if err := step(ctx, name, args); err != nil {
			return nil, fmt.Errorf("SQL server %s: %w", server.Name, err)
		}
	}
	err := ctx.RegisterResourceOutputs(server, pulumi.Map{
		"id": server.ID, "name": pulumi.String(server.Name), "host": pulumi.String(server.Host),
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of SQL server %s: %w", server.Name, err)
	}
	return server, nil
}

// host is the address of a server or of a failover group, which share their names.
func host(name string) string { return name + ".database.windows.net" }

// addServer makes the server itself and, where the site is protected, the lock on it and on everything below it.
//
// The administrators are ignored once the server is there: Azure takes them at creation only, and an edit would replace the
// server with every database on it. The group's members change in Entra; another group is set through Azure's own interface for
// it. The key is not named here (keyId): NewEncryption says why.
func (s *Server) addServer(ctx *pulumi.Context, name string, args *ServerArgs) error {
	inputs := args.server()
	tags, tagged := azure.Tagged(args.Site)
	inputs.Tags = tags
	made, err := sql.NewServer(ctx, name+"-server", inputs, azure.ChildOptions(s, tagged,
		pulumi.Protect(args.Site.Protect), pulumi.IgnoreChanges([]string{"administrators"}))...)
	if err != nil {
		return err
	}
	s.ID = made.ID().ToStringOutput()
	s.nameOutput = azure.Once(pulumi.String(s.Name), made)
	if !args.Site.Protect {
		return nil
	}
	_, err = azure.NewLock(ctx, name+"-lock", &azure.LockArgs{
		Site: args.Site, Scope: s.ID, ScopeID: s.scopeID(), What: "sql",
		Notes: "It holds customers' data, and with it the backups that restore to any point in time are lost.",
	}, pulumi.Parent(s))
	return err
}

// server is a closed server that knows no password.
func (args *ServerArgs) server() *sql.ServerArgs {
	outbound := sql.ServerNetworkAccessFlagEnabled
	if args.AllowOutbound {
		outbound = sql.ServerNetworkAccessFlagDisabled
	}
	return &sql.ServerArgs{
		ResourceGroupName: args.ResourceGroup,
		ServerName:        pulumi.String(args.Site.Names.SQLServer()),
		Location:          pulumi.String(args.Site.Location),
		Version:           pulumi.String("12.0"),
		Administrators: sql.ServerExternalAdministratorArgs{
			AdministratorType:         pulumi.String(sql.AdministratorTypeActiveDirectory),
			PrincipalType:             pulumi.String(sql.PrincipalTypeGroup),
			Login:                     pulumi.String(args.Administrators.Name),
			Sid:                       pulumi.String(args.Administrators.ObjectID),
			TenantId:                  pulumi.String(args.Site.TenantID),
			AzureADOnlyAuthentication: pulumi.Bool(true),
		},
		Identity: sql.ResourceIdentityArgs{
			Type:                   pulumi.String(sql.IdentityTypeUserAssigned),
			UserAssignedIdentities: pulumi.StringArray{args.IdentityID.ToStringOutput()},
		},
		PrimaryUserAssignedIdentityId: args.IdentityID.ToStringOutput(),
		MinimalTlsVersion:             pulumi.String(MinimalTLS),
		PublicNetworkAccess:           pulumi.String(sql.ServerPublicNetworkAccessFlagDisabled),
		RestrictOutboundNetworkAccess: pulumi.String(outbound),
		IsIPv6Enabled:                 pulumi.String(sql.ServerNetworkAccessFlagDisabled),
	}
}

// scopeID is the server's ARM identifier as known before it exists.
func (s *Server) scopeID() string { return s.site.ResourceID(s.group, "Microsoft.Sql/servers", s.Name) }

func (s *Server) addEndpoints(ctx *pulumi.Context, name string, args *ServerArgs) error {
	for _, endpoint := range args.Endpoints {
		site := args.Site
		if endpoint.Site != nil {
			site = *endpoint.Site
		}
		_, err := azure.NewPrivateEndpoint(ctx, name+"-endpoint-"+endpoint.Role, &azure.PrivateEndpointArgs{
			Site:          site,
			ResourceGroup: endpoint.ResourceGroup,
			Role:          endpoint.Role,
			Service:       azure.PrivateSQL,
			TargetID:      s.ID,
			SubnetID:      endpoint.SubnetID,
			ZoneID:        endpoint.ZoneID,
		}, pulumi.Parent(s))
		if err != nil {
			return err
		}
	}
	return nil
}
