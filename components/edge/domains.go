package edge

import (
	"fmt"

	cdn "github.com/pulumi/pulumi-azure-native-sdk/cdn/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// addDomains makes a custom domain for each host, with a certificate that Front Door gets and renews by itself. TLS 1.3 is
// always on; the minimum is 1.2. Which suites a 1.2 client may use is Microsoft's choice: no API version of the provider can
// say it (Front Door documentation, standard-premium/tls-policy).
func (e *Edge) addDomains(ctx *pulumi.Context, name string, args *Args) error {
	zone := args.Site.ResourceID(args.Zone.ResourceGroup, "Microsoft.Network/dnsZones", args.Zone.Name)
	for _, host := range args.Hosts {
		relative, _ := args.Zone.Relative(host)
		domain, err := cdn.NewAFDCustomDomain(ctx, name+"-domain-"+relative, &cdn.AFDCustomDomainArgs{
			ResourceGroupName: args.ResourceGroup.NameOutput,
			ProfileName:       e.profileName,
			CustomDomainName:  pulumi.String(args.Site.Names.FrontDoorDomain(host)),
			HostName:          pulumi.String(host),
			AzureDnsZone:      cdn.ResourceReferenceArgs{Id: pulumi.String(zone)},
			TlsSettings: cdn.AFDDomainHttpsParametersArgs{
				CertificateType:   pulumi.String("ManagedCertificate"),
				MinimumTlsVersion: cdn.AfdMinimumTlsVersion(azure.MinimalTLSOfFrontDoor),
			},
		}, azure.ChildOptions(e)...)
		if err != nil {
			return fmt.Errorf("domain %s: %w", host, err)
		}
		e.domains = append(e.domains, domain)
	}
	return nil
}

// addRoute sends every request to every host to the origin group: HTTPS only, and HTTP answered with a redirect by Front
// Door itself. The endpoint's own name leads nowhere. Nothing is cached. The route waits for the origins, because Front Door
// refuses one to a group without any.
func (e *Edge) addRoute(ctx *pulumi.Context, name string, args *Args) error {
	headers, rules, err := e.addHeaders(ctx, name, args)
	if err != nil {
		return err
	}
	var domains cdn.ActivatedResourceReferenceArray
	for _, domain := range e.domains {
		domains = append(domains, cdn.ActivatedResourceReferenceArgs{Id: domain.ID().ToStringOutput()})
	}
	_, err = cdn.NewRoute(ctx, name+"-route", &cdn.RouteArgs{
		ResourceGroupName:   args.ResourceGroup.NameOutput,
		ProfileName:         e.profileName,
		EndpointName:        e.endpointName,
		RouteName:           pulumi.String(args.Site.Names.FrontDoorRoute("product")),
		EnabledState:        pulumi.String("Enabled"),
		CustomDomains:       domains,
		LinkToDefaultDomain: pulumi.String("Disabled"),
		OriginGroup:         cdn.ResourceReferenceArgs{Id: e.group.ID().ToStringOutput()},
		PatternsToMatch:     pulumi.ToStringArray([]string{"/*"}),
		SupportedProtocols:  pulumi.ToStringArray([]string{"Http", "Https"}),
		HttpsRedirect:       pulumi.String("Enabled"),
		ForwardingProtocol:  pulumi.String("HttpsOnly"),
		RuleSets:            cdn.ResourceReferenceArray{cdn.ResourceReferenceArgs{Id: headers.ID().ToStringOutput()}},
	}, azure.ChildOptions(e, pulumi.DependsOn(append(rules, e.origins...)))...)
	if err != nil {
		return fmt.Errorf("route: %w", err)
	}
	return nil
}
