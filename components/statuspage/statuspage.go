package statuspage

import (
	"errors"
	"fmt"

	app "github.com/pulumi/pulumi-azure-native-sdk/app/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/regions"
)

// Type is the component's type token.
const Type = "trelica:statuspage:StatusPage"

// StatusPage is what New made.
type StatusPage struct {
	pulumi.ResourceState

	// URL is where the page is: its host once there is a certificate, and Container Apps' name for it until then.
	URL pulumi.StringOutput
	// MaintenanceHost is where the maintenance page is, for Front Door's last origin.
	MaintenanceHost pulumi.StringOutput
	// AccountID is the ARM identifier of the storage account that holds the history.
	AccountID pulumi.StringOutput

	environment     *app.ManagedEnvironment
	environmentName pulumi.StringOutput
	certificateID   pulumi.StringOutput
	proof           pulumi.Resource
	mounts          []pulumi.Resource
	configuration   string // Gatus's
}

// New makes the status page. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*StatusPage, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.validate(name); err != nil {
		return nil, err
	}
	configuration, err := Render(args.Page)
	if err != nil {
		return nil, err
	}
	p := &StatusPage{configuration: configuration}
	if err := ctx.RegisterComponentResource(Type, name, p, opts...); err != nil {
		return nil, fmt.Errorf("status page %q: %w", name, err)
	}
	for _, step := range []func(*pulumi.Context, string, *Args) error{
		p.addEnvironment, p.addHistory, p.addProof, p.addStatusApp, p.addMaintenanceApp, p.addBackup,
	} {
		if err := step(ctx, name, args); err != nil {
			return nil, fmt.Errorf("status page %q: %w", name, err)
		}
	}
	err = ctx.RegisterResourceOutputs(p, pulumi.Map{"url": p.URL, "maintenanceHost": p.MaintenanceHost})
	if err != nil {
		return nil, fmt.Errorf("outputs of status page %q: %w", name, err)
	}
	return p, nil
}

// workloadProfile is the one that is paid by use.
const workloadProfile = "Consumption"

// addEnvironment makes the Container Apps environment: in a subnet of its own, over all zones that the region has, encrypted
// between its parts, its logs sent by Azure Monitor, which needs no workspace key.
func (p *StatusPage) addEnvironment(ctx *pulumi.Context, name string, args *Args) error {
	site := args.Site
	tags, tagged := azure.Tagged(site)
	region, _ := regions.Lookup(site.Location)
	environmentName := site.Names.ContainerEnvironment()
	environment, err := app.NewManagedEnvironment(ctx, name+"-environment", &app.ManagedEnvironmentArgs{
		ResourceGroupName:    args.ResourceGroup.NameOutput,
		EnvironmentName:      pulumi.String(environmentName),
		Location:             pulumi.String(site.Location),
		AppLogsConfiguration: app.AppLogsConfigurationArgs{Destination: pulumi.String("azure-monitor")},
		VnetConfiguration: app.VnetConfigurationArgs{
			InfrastructureSubnetId: args.SubnetID.ToStringOutput(), Internal: pulumi.Bool(false),
		},
		InfrastructureResourceGroup: pulumi.String(args.ResourceGroup.Name + "-apps"),
		ZoneRedundant:               pulumi.Bool(region.Zones > 1),
		WorkloadProfiles: app.WorkloadProfileArray{app.WorkloadProfileArgs{
			Name: pulumi.String(workloadProfile), WorkloadProfileType: pulumi.String(workloadProfile),
		}},
		PeerTrafficConfiguration: app.ManagedEnvironmentPeerTrafficConfigurationArgs{
			Encryption: app.ManagedEnvironmentEncryptionArgs{Enabled: pulumi.Bool(true)},
		},
		Tags: tags,
	}, azure.ChildOptions(p, tagged)...)
	if err != nil {
		return fmt.Errorf("environment: %w", err)
	}
	p.environment, p.environmentName = environment, azure.Once(pulumi.String(environmentName), environment)
	_, err = azure.NewDiagnosticSetting(ctx, name+"-diagnostics", &azure.DiagnosticSettingArgs{
		Site: site, ResourceID: environment.ID().ToStringOutput(), Logs: azure.AllLogs(), Metrics: true, Sinks: args.Sinks,
	}, pulumi.Parent(p))
	return err
}

// hostOf is the name that Container Apps gives to an app of this environment.
func (p *StatusPage) hostOf(appName string) pulumi.StringOutput {
	return pulumi.Sprintf("%s.%s", appName, p.environment.DefaultDomain)
}

// addProof writes the record that proves that the host is ours, which Container Apps looks for when it is bound, the name
// itself, and the certificate, where it has been brought.
func (p *StatusPage) addProof(ctx *pulumi.Context, name string, args *Args) error {
	verification := p.environment.CustomDomainConfiguration.CustomDomainVerificationId().ApplyT(given).(pulumi.StringOutput)
	proof, err := azure.NewRecord(ctx, name+"-record-asuid", &azure.RecordArgs{
		Site: args.Site, Zone: args.Zone, Host: "asuid." + args.Host, TXT: []pulumi.StringInput{verification},
	}, pulumi.Parent(p))
	if err != nil {
		return err
	}
	p.proof = proof
	_, err = azure.NewRecord(ctx, name+"-record-host", &azure.RecordArgs{
		Site: args.Site, Zone: args.Zone, Host: args.Host, CNAME: p.hostOf(args.Site.Names.ContainerApp("status")),
	}, pulumi.Parent(p))
	if err != nil || args.Certificate == nil {
		return err
	}
	return p.addCertificate(ctx, name, args)
}

// given is a value that Azure always gives; without it the record would say nothing.
func given(value *string) (string, error) {
	if value == nil || *value == "" {
		return "", errors.New("the Container Apps environment has no verification identifier; refresh the stack and try again")
	}
	return *value, nil
}
