package mail_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/mail"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const recordType = "azure-native:network/v20180501:RecordSet"

func args() *mail.Args {
	return &mail.Args{
		Site:   pulumitest.Site("centralus"),
		Zone:   azure.Zone{Name: "trelica.example", ResourceGroup: "rg-trelica-prod-dns"},
		Sender: sender(),
	}
}

func sender() mail.Sender {
	return mail.Sender{
		Account: "u1234567", Cluster: "wl123", ReturnPath: "em1234",
		Links: mail.Links{Host: "url1234", Owner: "1234567"},
		DMARC: mail.DMARC{Policy: mail.PolicyReject, Reports: []string{"dmarc@trelica.example"}},
	}
}

// program registers the mail of the arguments.
func program(a *mail.Args) pulumi.RunFunc {
	return pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := mail.New(ctx, "mail", a, provider)
		return err
	})
}
