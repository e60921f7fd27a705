package statuspage

import (
	"fmt"

	app "github.com/pulumi/pulumi-azure-native-sdk/app/v2/v20240301"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// addCertificate puts the host's certificate into the environment.
//
// Container Apps refuses another certificate under a name that is taken, so a renewed one has a name of its own: it is made, the
// page is bound to it, and only then is the old one taken away (terraform-provider-azurerm,
// container_app_environment_certificate; microsoft/azure-container-apps, issue 744).
func (p *StatusPage) addCertificate(ctx *pulumi.Context, name string, args *Args) error {
	tags, tagged := azure.Tagged(args.Site)
	named := pulumi.Unsecret(args.Certificate.PFX.ToStringOutput().ApplyT(func(pfx string) string {
		return certificateName(args, pfx)
	})).(pulumi.StringOutput)
	certificate, err := app.NewCertificate(ctx, name+"-certificate", &app.CertificateArgs{
		ResourceGroupName: args.ResourceGroup.NameOutput,
		EnvironmentName:   p.environmentName,
		CertificateName:   named,
		Location:          pulumi.String(args.Site.Location),
		Properties: app.CertificatePropertiesArgs{
			Value:    pulumi.ToSecret(args.Certificate.PFX.ToStringOutput()).(pulumi.StringOutput),
			Password: pulumi.ToSecret(args.Certificate.Password.ToStringOutput()).(pulumi.StringOutput),
		},
		Tags: tags,
	}, azure.ChildOptions(p, tagged)...)
	if err != nil {
		return fmt.Errorf("certificate: %w", err)
	}
	identifier := named.ApplyT(func(name string) string { return certificateID(args, name) }).(pulumi.StringOutput)
	p.certificateID = azure.Once(identifier, certificate)
	return nil
}

// certificateName names a certificate by its host and by what is in the file. It is no secret: it is a part of the hash of a file that
// nobody can guess.
func certificateName(args *Args, pfx string) string {
	return args.Site.Names.ContainerCertificate(args.Host, digest(pfx))
}

// certificateID is the ARM identifier of a certificate of the environment.
func certificateID(args *Args, certificate string) string {
	return args.Site.ResourceID(args.ResourceGroup.Name, "Microsoft.App/managedEnvironments/certificates",
		args.Site.Names.ContainerEnvironment(), certificate)
}
