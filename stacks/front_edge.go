package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/components/mail"
	"github.com/trelica/infrastructure/stacks/settings"
)

// responseSeconds is how long the product may take to answer, where the settings say nothing: Front Door's own default.
const responseSeconds = 60

// addEdge makes Front Door with the origins of all regions there are, and the maintenance page behind them. Its logs go to the
// watch region's workspace, which is asked by the alerts on it, and to the archive of the region that the front lies in: it
// belongs to no region itself, so that any archive takes them, and they must be there when the home region is not.
func (f *front) addEdge() error {
	said := f.set.Front
	sku := edge.Premium
	if said.Edge.SKU == "Standard" {
		sku = edge.Standard
	}
	timeout := said.Edge.ResponseSeconds
	if timeout == 0 {
		timeout = responseSeconds
	}
	var err error
	f.edge, err = edge.New(f.ctx, f.name+"-edge", &edge.Args{
		Site:            f.at,
		ResourceGroup:   f.groups[groupFront],
		SKU:             sku,
		Zone:            publicZone(f.set),
		Hosts:           f.set.FullHosts(),
		Origins:         f.origins(),
		MaintenanceHost: f.status.MaintenanceHost,
		Authorities:     said.CertificateAuthorities,
		ReportTo:        "mailto:" + said.SecurityContact,
		RateLimits: []edge.RateLimit{
			{Name: "SignIn", PathContains: said.Edge.SignInPaths, PerMinute: said.Edge.SignInsPerMinute},
			{Name: "Everything", PerMinute: said.Edge.RequestsPerMinute},
		},
		ResponseTimeoutSeconds: timeout,
		Sinks:                  azure.LogSinks{WorkspaceID: f.workspace.ID, ArchiveID: f.beside().Values.Sinks.ArchiveID},
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("edge: %w", err)
	}
	return nil
}

// origins are the regions that can answer: the home region first, and the recovery region behind it from the first day, so that a
// disaster needs no change here.
func (f *front) origins() []edge.Origin {
	all := []edge.Origin{{Region: f.set.Place.Region, AddressID: f.foundations.Home.IngressAddressID, Priority: 1}}
	if standby := f.foundations.Standby; standby != nil {
		all = append(all, edge.Origin{Region: f.set.Place.RecoveryRegion, AddressID: standby.IngressAddressID, Priority: 2})
	}
	return all
}

// beside is the foundation of the region that the front lies in.
func (f *front) beside() *Foundation {
	if f.foundations.Standby != nil {
		return f.foundations.Standby
	}
	return f.foundations.Home
}

// addMail writes the records that mail needs.
func (f *front) addMail() error {
	_, err := mail.New(f.ctx, f.name+"-mail", &mail.Args{
		Site: f.at, Zone: publicZone(f.set), Sender: sender(f.set.Front.Mail),
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// sender is what the settings say of mail as the component takes it. SPF fails hard only where DMARC refuses nothing: see mail.SPF.
func sender(said settings.Mail) mail.Sender {
	return mail.Sender{
		Account: said.Account, Cluster: said.Cluster, ReturnPath: said.ReturnPath,
		Links: mail.Links{Host: said.Links.Host, Owner: said.Links.Owner},
		SPF:   mail.SPF{HardFail: said.DMARCPolicy == mail.PolicyNone},
		DMARC: mail.DMARC{Policy: said.DMARCPolicy, Reports: said.DMARCReports},
	}
}

// frontDoorID is Front Door's identifier as a stack finds it that did not make the front: by the profile's name, or as the settings
// say it on a day on which Front Door cannot be asked.
func frontDoorID(ctx *pulumi.Context, set *settings.Settings, commit string, opts ...pulumi.InvokeOption) (pulumi.StringOutput, error) {
	return edge.LookupFrontDoorID(ctx, frontSite(set, commit), set.Front.FrontDoorID, opts...)
}
