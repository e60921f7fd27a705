package statuspage

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Args describe the status page.
type Args struct {
	// Site is the watch region's: neither production's home nor its recovery region.
	Site azure.Site
	// ResourceGroup is the page's own, in that region.
	ResourceGroup *azure.ResourceGroup
	// SubnetID is a subnet of the watch region for Container Apps: /27 or larger, delegated to Microsoft.App/environments, with the
	// service endpoint Microsoft.Storage. The account of the history admits nobody else.
	SubnetID pulumi.StringInput
	// Zone is the environment's public zone.
	Zone azure.Zone
	// Host is the page's name in it: "status.trelica.example".
	Host string
	// Page is what is shown and asked.
	Page Page
	// Tokens are what the probes outside Azure sign with, one for each of Page.Outside, in their order.
	Tokens []pulumi.StringInput
	// Images are what runs.
	Images Images
	// Certificate is the host's, nil until somebody has brought it: the page then has Container Apps' own name only.
	Certificate *Certificate
	// Sinks take the logs.
	Sinks azure.LogSinks
}

// Images are container images by digest, from a public mirror: "ghcr.io/twin/gatus@sha256:…".
type Images struct {
	// Gatus asks and shows.
	Gatus string
	// Web is nginx without root privileges, with a shell: it serves both pages and copies the history.
	Web string
}

// Certificate is a certificate with its key, from an authority that the zone's CAA records name.
type Certificate struct {
	// PFX is the file in base64.
	PFX pulumi.StringInput
	// Password opens it.
	Password pulumi.StringInput
}

// imagePattern is a registry's host, a repository and a digest.
var imagePattern = regexp.MustCompile(`\A[a-z0-9][a-z0-9.-]*\.[a-z]{2,}(:\d+)?(/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}\z`)

func (args *Args) validate(name string) error {
	wrong := azure.Check("statuspage.Args of "+name, args.Site)
	if args.ResourceGroup == nil {
		wrong.Add("ResourceGroup", "is missing")
	}
	wrong.Missing("SubnetID", args.SubnetID)
	args.Zone.Check(wrong, "Zone")
	if relative, inside := args.Zone.Relative(args.Host); !inside || relative == "@" {
		wrong.Addf("Host", "%q; allowed: a host below the zone %q", args.Host, args.Zone.Name)
	}
	for _, image := range []struct{ field, value string }{{"Images.Gatus", args.Images.Gatus}, {"Images.Web", args.Images.Web}} {
		if !imagePattern.MatchString(image.value) {
			wrong.Addf(image.field, "%q; allowed: a public image with its digest, host/repository@sha256:…", image.value)
		}
	}
	if args.Certificate != nil {
		wrong.Missing("Certificate.PFX", args.Certificate.PFX, "Certificate.Password", args.Certificate.Password)
	}
	if args.Sinks.WorkspaceID == nil && args.Sinks.ArchiveID == nil {
		wrong.Add("Sinks", "is empty; allowed: a workspace, an archive or both")
	}
	if len(args.Tokens) != len(args.Page.Outside) {
		wrong.Addf("Tokens", "%d for %d probes outside; allowed: one each", len(args.Tokens), len(args.Page.Outside))
	}
	args.Page.check(wrong)
	return wrong.Err()
}

func (p Page) check(wrong *azure.Problems) {
	wrong.Missing("Page.Title", p.Title, "Page.Description", p.Description)
	if !strings.HasPrefix(p.Link, "https://") {
		wrong.Addf("Page.Link", "%q; allowed: an https address", p.Link)
	}
	for i, probe := range p.Probes {
		field := fmt.Sprintf("Page.Probes[%d]", i)
		if probe.Method != http.MethodGet && probe.Method != http.MethodHead {
			wrong.Addf(field+".Method", "%q; allowed: GET, HEAD", probe.Method)
		}
		if probe.Status < 200 || probe.Status > 499 {
			wrong.Addf(field+".Status", "is %d; allowed: 200 to 499", probe.Status)
		}
		if probe.Within <= 0 || probe.Within > askTimeout {
			wrong.Addf(field+".Within", "is %s; allowed: up to %s", probe.Within, askTimeout)
		}
		if probe.CertificateFor <= 0 {
			wrong.Addf(field+".CertificateFor", "is %s; allowed: some time, or an expired certificate counts as well", probe.CertificateFor)
		}
		if probe.Every < leastInterval {
			wrong.Addf(field+".Every", "is %s; allowed: %s or more", probe.Every, leastInterval)
		}
	}
	if _, err := Render(p); err != nil {
		wrong.Add("Page", err.Error())
	}
}
