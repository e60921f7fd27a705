package database

import (
	"fmt"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// FailoverGroupType is the failover group's type token.
const FailoverGroupType = "trelica:database:FailoverGroup"

// Side is one of the two servers of a pair.
type Side string

// The sides.
const (
	// HomeSide is the server that the group was made on.
	HomeSide Side = "home"
	// RecoverySide is the other.
	RecoverySide Side = "recovery"
)

// FailoverGroupArgs describe a failover group of one database and its replica.
type FailoverGroupArgs struct {
	// Home is the database on the home side, Recovery the one made as its replica.
	Home, Recovery *Database
	// PrimarySide says whose server takes writes now, after whatever failovers there were. While it is RecoverySide nothing
	// about the group can be changed from here: Azure takes changes only on the primary, and this program's group lies on the
	// home side. It is then left exactly as it is, and not taken away either.
	PrimarySide Side
}

// FailoverGroup is a pair of databases under one host name.
type FailoverGroup struct {
	pulumi.ResourceState

	// ID is the ARM identifier, on the home side.
	ID pulumi.StringOutput
	// Name, Listener and ReadOnlyListener are known at once. Listener always leads to the primary: it is what applications
	// connect to. ReadOnlyListener leads to the replica, whose data may be older.
	Name, Listener, ReadOnlyListener string

	database string
}

// NewFailoverGroup registers a failover group over a database and a replica that exists already, whose replication it takes
// over. Made the other way round, Azure would make the replica by itself, with seven days of backups and without zones.
//
// Failover is a decision of people (policy Manual): Azure's own takes hours, and must not happen while nobody has looked
// whether the key can be reached.
func NewFailoverGroup(ctx *pulumi.Context, name string, args *FailoverGroupArgs, opts ...pulumi.ResourceOption) (*FailoverGroup, error) {
	if args == nil {
		args = &FailoverGroupArgs{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	site := args.Home.Server.site
	group := &FailoverGroup{Name: site.Names.SQLFailoverGroup(), database: args.Home.Name}
	group.Listener, group.ReadOnlyListener = host(group.Name), group.Name+".secondary.database.windows.net"
	if err := ctx.RegisterComponentResource(FailoverGroupType, name, group, opts...); err != nil {
		return nil, fmt.Errorf("failover group %s: %w", group.Name, err)
	}
	tags, tagged := azure.Tagged(site)
	inputs := args.group(group.Name)
	inputs.Tags = tags
	made, err := sql.NewFailoverGroup(ctx, name+"-group", inputs, azure.ChildOptions(group, append(args.options(), tagged)...)...)
	if err != nil {
		return nil, fmt.Errorf("failover group %s: %w", group.Name, err)
	}
	group.ID = made.ID().ToStringOutput()
	err = ctx.RegisterResourceOutputs(group, pulumi.Map{
		"id": group.ID, "listener": pulumi.String(group.Listener), "readOnlyListener": pulumi.String(group.ReadOnlyListener),
		"primarySide": pulumi.String(args.PrimarySide),
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of failover group %s: %w", group.Name, err)
	}
	return group, nil
}

func (args *FailoverGroupArgs) group(groupName string) *sql.FailoverGroupArgs {
	home := args.Home.Server
	return &sql.FailoverGroupArgs{
		ResourceGroupName: home.resourceGroup,
		ServerName:        home.nameOutput,
		FailoverGroupName: pulumi.String(groupName),
		PartnerServers:    sql.PartnerInfoArray{sql.PartnerInfoArgs{Id: args.Recovery.Server.ID}},
		Databases:         pulumi.StringArray{args.Home.ID},
		SecondaryType:     pulumi.String(sql.FailoverGroupDatabasesSecondaryTypeGeo),
		// No grace period: with this policy Azure refuses one.
		ReadWriteEndpoint: sql.FailoverGroupReadWriteEndpointArgs{FailoverPolicy: pulumi.String(sql.ReadWriteEndpointFailoverPolicyManual)},
		// Readers are not sent to the primary when the replica is gone.
		ReadOnlyEndpoint: sql.FailoverGroupReadOnlyEndpointArgs{FailoverPolicy: pulumi.String(sql.ReadOnlyEndpointFailoverPolicyDisabled)},
	}
}

// options are the group's. It waits for both databases with their backup policies. See PrimarySide for the rest.
func (args *FailoverGroupArgs) options() []pulumi.ResourceOption {
	ready := append(append([]pulumi.Resource{}, args.Home.ready...), args.Recovery.ready...)
	options := []pulumi.ResourceOption{pulumi.DependsOn(ready), pulumi.Protect(args.Home.Server.site.Protect)}
	if args.PrimarySide == RecoverySide {
		options = append(options, pulumi.RetainOnDelete(true), pulumi.IgnoreChanges([]string{
			"databases", "partnerServers", "readWriteEndpoint", "readOnlyEndpoint", "secondaryType", "tags",
		}))
	}
	return options
}
