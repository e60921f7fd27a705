package main

import (
	"net/netip"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/stacks/settings"
)

// neighboursOf are the other environments as their settings have them: what a stack of one with these must not name. Their states are not
// read: no identity of one environment may read another's.
func neighboursOf(projectDir string, own *settings.Settings) ([]topology.Neighbour, error) {
	mine := map[string]bool{}
	for _, m := range marksOf(own) {
		mine[m.Text] = true
	}
	neighbours := []topology.Neighbour{}
	for _, name := range settings.Stacks(projectDir) {
		kind, environment := settings.KindOf(name)
		if kind != settings.KindEnvironment || environment == own.Identity.Environment {
			continue
		}
		set, err := settings.FromProject(projectDir, name)
		if err != nil {
			return nil, err
		}
		n := topology.Neighbour{Environment: environment, Marks: []topology.Mark{}, Spaces: spacesOf(set)}
		for _, m := range marksOf(set) {
			if !mine[m.Text] { // what both have, a tenant perhaps, says nothing
				n.Marks = append(n.Marks, m)
			}
		}
		n.Operators = append(append(n.Operators, set.Cluster.APIServerAuthorizedRanges...), set.Operations.BreakGlass.Addresses...)
		neighbours = append(neighbours, n)
	}
	return neighbours, nil
}

// marksOf are the identifiers and names that belong to an environment.
func marksOf(set *settings.Settings) []topology.Mark {
	marks := []topology.Mark{
		{Text: set.Identity.SubscriptionID, What: "the subscription"},
		{Text: set.Identity.TenantID, What: "the tenant", Kind: topology.JoinIdentity},
		{Text: set.Place.Zone, What: "the zone", Kind: topology.JoinDNS},
		{Text: set.Database.AdminGroup.ObjectID, What: "the database's administrators", Kind: topology.JoinIdentity},
		{Text: set.Database.AdminGroup.Name, What: "the database's administrators, by name,", Kind: topology.JoinIdentity},
		{Text: set.Operations.BreakGlass.GroupID, What: "the break-glass group", Kind: topology.JoinIdentity},
	}
	for _, id := range set.Cluster.ClusterAdminGroupIDs {
		marks = append(marks, topology.Mark{Text: id, What: "the cluster's administrators", Kind: topology.JoinIdentity})
	}
	for _, id := range set.Operations.BreakGlass.AccountIDs {
		marks = append(marks, topology.Mark{Text: id, What: "a break-glass account", Kind: topology.JoinIdentity})
	}
	regions := []string{set.Place.Region, set.Place.RecoveryRegion}
	for i, names := range []interface {
		Vault(string) string
		Registry() string
		StorageAccount(string) string
	}{set.Names(), set.RecoveryNames()} {
		if regions[i] == "" {
			continue
		}
		marks = append(marks, topology.Mark{Text: names.Vault(""), What: "the vault", Kind: topology.JoinSecret}, topology.Mark{Text: names.Registry(), What: "the registry"},
			topology.Mark{Text: names.StorageAccount("archive"), What: "the archive"})
	}
	return marks
}

// spacesOf are all private addresses of an environment.
func spacesOf(set *settings.Settings) []netip.Prefix {
	var spaces []netip.Prefix
	for _, space := range []netip.Prefix{
		set.Network.AddressSpace, set.Network.RecoveryAddressSpace, set.Operations.OpsAddressSpace, set.Front.WatchAddressSpace,
	} {
		if space.IsValid() {
			spaces = append(spaces, space)
		}
	}
	return spaces
}
