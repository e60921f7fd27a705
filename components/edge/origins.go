package edge

import (
	"fmt"

	cdn "github.com/pulumi/pulumi-azure-native-sdk/cdn/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// ProbePath is what Front Door asks every origin for. It answers 200 only in the active region.
const ProbePath = "/healthz/edge"

// How an origin is found ill: it is asked every probeSeconds, and is well while wellSamples of the last samples were.
// Only 200 counts as well (Front Door documentation, health-probes).
const (
	probeSeconds = 30
	samples      = 4
	wellSamples  = 3
	// latencyBand is Front Door's own default. It decides nothing while every origin has a priority of its own.
	latencyBand = 50
)

// originPort is where every origin listens.
const originPort = 443

// origin is one entry of the origin group.
type origin struct {
	what       string // names it: "eus2", "maintenance"
	hostName   pulumi.StringInput
	hostHeader pulumi.StringPtrInput // nil passes on the name that the customer typed
	priority   int
}

// origins are the regions, and the maintenance page where there is one. A region gets the customer's own host name, which its
// ingress chooses the workload by; the maintenance page knows only its own.
func (args *Args) origins() []origin {
	all := make([]origin, 0, len(args.Origins)+1)
	for _, regional := range args.Origins {
		all = append(all, origin{
			what:     code(regional.Region),
			hostName: pulumi.String(OriginHost(regional.Region, args.Zone.Name)),
			priority: regional.Priority,
		})
	}
	if args.MaintenanceHost != nil {
		all = append(all, origin{
			what: "maintenance", hostName: args.MaintenanceHost, hostHeader: args.MaintenanceHost.ToStringOutput().ToStringPtrOutput(),
			priority: maintenancePriority,
		})
	}
	return all
}

// addOrigins makes the origin group and its origins. No session sticks to an origin: a region that stops being active must
// lose all requests at once.
func (e *Edge) addOrigins(ctx *pulumi.Context, name string, args *Args) error {
	groupName := args.Site.Names.FrontDoorOriginGroup("product")
	group, err := cdn.NewAFDOriginGroup(ctx, name+"-origins", &cdn.AFDOriginGroupArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		ProfileName:       e.profileName,
		OriginGroupName:   pulumi.String(groupName),
		HealthProbeSettings: cdn.HealthProbeParametersArgs{
			ProbePath:              pulumi.String(ProbePath),
			ProbeProtocol:          cdn.ProbeProtocolHttps,
			ProbeRequestType:       cdn.HealthProbeRequestTypeHEAD,
			ProbeIntervalInSeconds: pulumi.Int(probeSeconds),
		},
		LoadBalancingSettings: cdn.LoadBalancingSettingsParametersArgs{
			SampleSize:                      pulumi.Int(samples),
			SuccessfulSamplesRequired:       pulumi.Int(wellSamples),
			AdditionalLatencyInMilliseconds: pulumi.Int(latencyBand),
		},
		SessionAffinityState: pulumi.String("Disabled"),
	}, azure.ChildOptions(e)...)
	if err != nil {
		return fmt.Errorf("origin group: %w", err)
	}
	e.group, e.groupName = group, azure.Once(pulumi.String(groupName), group)
	for _, each := range args.origins() {
		made, err := cdn.NewAFDOrigin(ctx, name+"-origin-"+each.what, &cdn.AFDOriginArgs{
			ResourceGroupName: args.ResourceGroup.NameOutput,
			ProfileName:       e.profileName,
			OriginGroupName:   e.groupName,
			OriginName:        pulumi.String(args.Site.Names.FrontDoorOrigin(each.what)),
			HostName:          each.hostName,
			OriginHostHeader:  each.hostHeader,
			HttpPort:          pulumi.Int(80),
			HttpsPort:         pulumi.Int(originPort),
			Priority:          pulumi.Int(each.priority),
			Weight:            pulumi.Int(1000),
			EnabledState:      pulumi.String("Enabled"),
			// The origin's certificate must be publicly trusted and name the origin's host.
			EnforceCertificateNameCheck: pulumi.Bool(true),
		}, azure.ChildOptions(e)...)
		if err != nil {
			return fmt.Errorf("origin %s: %w", each.what, err)
		}
		e.origins = append(e.origins, made)
	}
	return nil
}
