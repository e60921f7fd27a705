package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// reach gives the region's network a private way into a service that is at home in the other region. It belongs to the network's
// region, so that it can be changed while the other is out.
func (f *foundation) reach(service azure.PrivateService, role string, targetID pulumi.StringInput) error {
	_, err := azure.NewPrivateEndpoint(f.ctx, f.name+"-endpoint-"+role, &azure.PrivateEndpointArgs{
		Site:          f.site,
		ResourceGroup: f.groups[groupNetwork].NameOutput,
		Role:          role,
		Service:       service,
		TargetID:      targetID,
		SubnetID:      f.data.EndpointSubnetID,
		ZoneID:        f.data.Zones[service].ID,
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("way to %s: %w", role, err)
	}
	return nil
}

// addVaultEndpoints lets each region reach the other's vault: what is written at run time is written to both.
func (all *foundations) addVaultEndpoints() error {
	return all.across(func(from, to *foundation) error {
		return from.reach(azure.PrivateVault, "vault-"+to.code(), to.vault.ID)
	})
}

// The names of log sinks, which tell the diagnostic settings of one resource apart.
const (
	sinkOwn  = "central" // the region's own workspace and archive
	sinkHome = "home"    // the home region's workspace, which is the place to look
)

// sink is one place for logs, with its name. Every component has such a type of its own; see sinksAs.
type sink struct {
	Name string
	azure.LogSinks
}

// sinks are where the logs of the foundation's own things go: to the workspace, and, once there is one, to the archive.
func (f *foundation) sinks() azure.LogSinks {
	sinks := azure.LogSinks{WorkspaceID: f.workspace.ID}
	if f.archive != nil {
		sinks.ArchiveID = f.archive.ID
	}
	return sinks
}

// watched are where the logs go that matter wherever somebody looks: the region's own first, and for the standby's the home
// region's workspace too, where they are looked for every day. Not its archive: that takes logs of its own region only (Azure
// Monitor documentation, diagnostic-settings).
func (all *foundations) watched(f *foundation) []sink {
	sinks := []sink{{Name: sinkOwn, LogSinks: f.sinks()}}
	if f != all.home {
		sinks = append(sinks, sink{Name: sinkHome, LogSinks: azure.LogSinks{WorkspaceID: all.home.workspace.ID}})
	}
	return sinks
}

// sinksAs are sinks in the type of the component that takes them.
func sinksAs[T ~struct {
	Name string
	azure.LogSinks
}](sinks []sink) []T {
	var made []T
	for _, s := range sinks {
		made = append(made, T(s))
	}
	return made
}
