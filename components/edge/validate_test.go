package edge_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestArgumentsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		reason string
		change func(*edge.Args)
		want   []string
	}{
		"Everything": {
			reason: "nothing but a site was given",
			change: func(a *edge.Args) { *a = edge.Args{Site: site()} },
			want: []string{
				"ResourceGroup: is missing",
				`SKU: is ""; allowed: "Premium_AzureFrontDoor", "Standard_AzureFrontDoor"`,
				"Zone.Name: is empty", "Zone.ResourceGroup: is empty",
				"Hosts: is empty; allowed: one host or more",
				"Origins: is empty; allowed: one region or more",
				`ReportTo: ""; allowed: mailto: and an address, or an https address`,
				"RateLimits: is empty; allowed: one limit or more",
				"ResponseTimeoutSeconds: is 0; allowed: 16 to 240",
				"Sinks: is empty; allowed: a workspace, an archive or both",
			},
		},
		"Hosts": {
			reason: "hosts lie below the zone, each once",
			change: func(a *edge.Args) {
				a.Hosts = []string{"trelica.example", "app.other.example", "App.trelica.example", "a.trelica.example", "a.trelica.example"}
			},
			want: []string{
				`Hosts[0]: "trelica.example"; allowed: a host in lower case below the zone "trelica.example"`,
				`Hosts[1]: "app.other.example"; allowed: a host in lower case below the zone "trelica.example"`,
				`Hosts[2]: "App.trelica.example"; allowed: a host in lower case below the zone "trelica.example"`,
				`Hosts[4]: "a.trelica.example" is there twice; allowed: one of each`,
			},
		},
		"Origins": {
			reason: "origins have a region, an address and a priority of their own",
			change: func(a *edge.Args) {
				a.Origins = []edge.Origin{{Region: "mars", Priority: 5}, {Region: "eastus2", AddressID: pulumi.String("/a"), Priority: 1}, {Region: "eastus2", AddressID: pulumi.String("/a"), Priority: 1}}
			},
			want: []string{
				`Origins[0].Region: "mars" is not in the table of regions`,
				"Origins[0].AddressID: is missing",
				"Origins[0].Priority: is 5; allowed: 1 to 4",
				`Origins[2].Region: "eastus2" is there twice; allowed: one of each`,
				`Origins[2].Priority: "1" is there twice; allowed: one of each`,
			},
		},
		"Home": {
			reason: "the front must be changeable while the first region is out",
			change: func(a *edge.Args) { a.Site.Location = "eastus2" },
			want: []string{
				`Site.Location: "eastus2" is the first origin's region: while it is out nothing of the edge could be changed; allowed: another region`,
			},
		},
		"Maintenance": {
			reason: "with two regions one origin must never be ill",
			change: func(a *edge.Args) { a.MaintenanceHost = nil },
			want:   []string{"MaintenanceHost: is missing: with several regions Front Door needs an origin that is never ill"},
		},
		"Authorities": {
			reason: "Front Door's own authority is there already",
			change: func(a *edge.Args) { a.Authorities, a.ReportTo = []string{"Let's Encrypt", "digicert.com"}, "security" },
			want: []string{
				`Authorities[0]: "Let's Encrypt"; allowed: an authority's domain, such as "letsencrypt.org"`,
				`Authorities[1]: "digicert.com" is there twice; allowed: one of each`,
				`ReportTo: "security"; allowed: mailto: and an address, or an https address`,
			},
		},
		"Limits": {
			reason: "limits have names that Azure takes and bounds that it counts",
			change: func(a *edge.Args) {
				a.RateLimits = []edge.RateLimit{{Name: "sign-in", PerMinute: 1}, {Name: "A", PerMinute: 10}, {Name: "A", PerMinute: 10}}
			},
			want: []string{
				`RateLimits[0].Name: "sign-in"; allowed: letters and digits, a letter first`,
				"RateLimits[0].PerMinute: is 1; allowed: 10 to 1000000",
				`RateLimits[2].Name: "A" is there twice; allowed: one of each`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := args()
			c.change(a)
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				_, err := edge.New(ctx, "edge", a)
				require.ErrorAs(t, err, &refused)
				return nil
			})
			assert.Equal(t, c.want, refused.Problems, c.reason)
			assert.Empty(t, resources)
		})
	}
	assert.ErrorContains(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := edge.New(ctx, "edge", nil)
		return err
	}), "Site.Location: is empty")
}

// One region needs no maintenance page, and its front may lie where the region does: there is nowhere else.
func TestOneRegionMayLieWithItsFront(t *testing.T) {
	t.Parallel()
	a := args()
	a.Origins, a.MaintenanceHost = a.Origins[1:], nil
	resources := run(t, a)
	assert.Len(t, pulumitest.OfType(resources, cdnTypes+"AFDOrigin"), 1)
}
