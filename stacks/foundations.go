package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/database"
	"github.com/trelica/infrastructure/components/registry"
	"github.com/trelica/infrastructure/components/vault"
	"github.com/trelica/infrastructure/stacks/settings"
)

// FoundationsArgs say for which environment foundations are built.
type FoundationsArgs struct {
	Settings *settings.Settings
	// Home is the home region, with its names and addresses; Recovery is the recovery region, nil where there is none.
	Home     Region
	Recovery *Region
	// Commit is the commit for the tags, see Commit.
	Commit string
	// Lookups are the options of what is asked beforehand: the provider to ask.
	Lookups []pulumi.InvokeOption
	// Limits say what the run is limited to: what lies outside is not asked.
	Limits Limits
}

// Foundations are an environment's: the home region's, and in production the standby's, with what spans both.
type Foundations struct {
	Home *Foundation
	// Standby is nil in an environment without a recovery region.
	Standby *Foundation
	// Database is how an application reaches the database, wherever it is the primary.
	Database database.Connection
	// Registry is the host that images are pulled from.
	Registry string
}

// foundations are those of all regions in the making, with what spans them.
type foundations struct {
	ctx           *pulumi.Context
	set           *settings.Settings
	home, standby *foundation // standby may be nil
	registry      *registry.Registry
	connection    database.Connection
	tokens        map[*foundation]*vault.Vault
	databases     map[*foundation]*databaseSide
	// reachable is what must be there before the database can be reached.
	reachable []pulumi.Resource
}

// NewFoundations registers the foundations of an environment: what each region has for itself in every region first, then what
// leads from one to the other or lies in both.
func NewFoundations(ctx *pulumi.Context, args *FoundationsArgs, opts ...pulumi.ResourceOption) (*Foundations, error) {
	set := args.Settings
	all := &foundations{ctx: ctx, set: set, home: &foundation{
		ctx: ctx, name: partFoundation, set: set, site: site(set, args.Home.Names, args.Commit), plan: args.Home.Plan,
		only: []string{groupRegistry}, reserves: set.Cluster.CapacityReservations, lookups: args.Lookups, limits: args.Limits,
	}}
	if args.Recovery != nil {
		all.standby = &foundation{
			ctx: ctx, name: partStandby, set: set, site: site(set, args.Recovery.Names, args.Commit), plan: args.Recovery.Plan,
			reserves: set.Cluster.RecoveryCapacityReservations, lookups: args.Lookups, limits: args.Limits,
		}
	}
	all.keeper().only = append(all.keeper().only, groupDatabaseKey)
	for _, f := range all.regions() {
		if err := f.begin(opts...); err != nil {
			return nil, err
		}
		if err := f.addBase(); err != nil {
			return nil, err
		}
	}
	for _, step := range []func() error{
		all.addVaultEndpoints, all.addVaultAudits, all.addTokens, all.addRegistry, all.addDatabase, all.addAlerts,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	for _, f := range all.regions() {
		if err := f.finish(); err != nil {
			return nil, err
		}
	}
	for _, f := range all.regions() {
		f.self.Values.Users, f.self.Values.Database = all.users(), all.reachable
	}
	made := &Foundations{Home: all.home.self, Database: all.connection, Registry: all.registry.LoginServer}
	if all.standby != nil {
		made.Standby = all.standby.self
	}
	return made, nil
}

// regions are the foundations there are, home first.
func (all *foundations) regions() []*foundation {
	if all.standby == nil {
		return []*foundation{all.home}
	}
	return []*foundation{all.home, all.standby}
}

// keeper is the foundation that keeps the database's key: the standby, so that the key is there when the home region is not;
// home where there is no standby.
func (all *foundations) keeper() *foundation {
	if all.standby == nil {
		return all.home
	}
	return all.standby
}

// across calls a step for both directions between the two regions, and never where there is one.
func (all *foundations) across(step func(from, to *foundation) error) error {
	if all.standby == nil {
		return nil
	}
	for _, way := range [][2]*foundation{{all.home, all.standby}, {all.standby, all.home}} {
		if err := step(way[0], way[1]); err != nil {
			return fmt.Errorf("from %s to %s: %w", way[0].site.Location, way[1].site.Location, err)
		}
	}
	return nil
}
