package statuspage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/statuspage"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	appTypes    = "azure-native:app/v20240301:"
	fileTypes   = "azure-native:storage/v20240101:"
	recordType  = "azure-native:network/v20180501:RecordSet"
	logType     = "azure-native:insights/v20210501preview:DiagnosticSetting"
	lockType    = "azure-native:authorization/v20200501:ManagementLockByScope"
	group       = "rg-trelica-prod-wus2-status"
	scope       = "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/" + group + "/providers/"
	environment = scope + "Microsoft.App/managedEnvironments/cae-trelica-prod-wus2"
	domain      = "test.westus2.azurecontainerapps.io"
	subnet      = "/subnets/snet-apps"
)

var (
	gatusImage = "ghcr.io/twin/gatus@sha256:" + strings.Repeat("a", 64)
	webImage   = "ghcr.io/nginx/nginx-unprivileged@sha256:" + strings.Repeat("b", 64)
)

func page() statuspage.Page {
	return statuspage.Page{
		Title: "Trelica", Description: "Whether Trelica can be reached.", Link: "https://app.trelica.example",
		Probes: []statuspage.Probe{
			{Name: "Product", URL: "https://app.trelica.example/healthz", Method: "HEAD", Status: 200, Within: 2 * time.Second, CertificateFor: 14 * 24 * time.Hour, Every: time.Minute},
			{Name: "Sign-in", URL: "https://app.trelica.example/signin", Method: "GET", Status: 200, Within: 3 * time.Second, CertificateFor: 14 * 24 * time.Hour, Every: time.Minute},
		},
		Outside: []string{"From outside Azure"},
	}
}

func args() *statuspage.Args {
	site := pulumitest.Site("westus2")
	return &statuspage.Args{
		Site: site, ResourceGroup: azure.ExistingResourceGroup(site, "status"), SubnetID: pulumi.String(subnet),
		Zone: azure.Zone{Name: "trelica.example", ResourceGroup: "rg-trelica-prod-dns"}, Host: "status.trelica.example",
		Page: page(), Tokens: []pulumi.StringInput{pulumi.String("outside-token")},
		Images:      statuspage.Images{Gatus: gatusImage, Web: webImage},
		Certificate: &statuspage.Certificate{PFX: pulumi.String("cGZ4"), Password: pulumi.String("hush")},
		Sinks:       azure.LogSinks{WorkspaceID: pulumi.String("/workspace")},
	}
}

func run(t *testing.T, a *statuspage.Args, opts ...pulumitest.Option) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := statuspage.New(ctx, "page", a, provider)
		return err
	}), opts...)
}

func inputs(t *testing.T, resources []pulumitest.Resource, typ, name string) map[string]any {
	t.Helper()
	return pulumitest.Plain(pulumitest.Find(t, resources, typ, name).Inputs)
}

// within follows keys and indexes into a value.
func within(t *testing.T, value any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch key := step.(type) {
		case string:
			value = value.(map[string]any)[key]
		case int:
			value = value.([]any)[key]
		}
	}
	return value
}

// configuration is an app's. All of it is a secret to the engine, because a part is; here it is taken out.
func configuration(t *testing.T, resources []pulumitest.Resource, name string) any {
	t.Helper()
	value := pulumitest.Find(t, resources, appTypes+"ContainerApp", name).Inputs["configuration"]
	if value.IsSecret() {
		value = value.SecretValue().Element
	}
	return pulumitest.Plain(value.ObjectValue())
}
