package settings_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/stacks/settings"
)

func TestCheckTogether(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spoil  func(dev, prod *settings.Settings)
		want   string
		reason string
	}{
		{func(_, _ *settings.Settings) {}, "", "the samples fit together"},
		{
			func(dev, _ *settings.Settings) { dev.Identity.SubscriptionID = "44444444-4444-4444-8444-444444444444" },
			`Pulumi.prod.yaml: trelica:subscriptionId = "44444444-4444-4444-8444-444444444444": is the subscription of dev in Pulumi.dev.yaml; ` +
				`environments share none (claim SP-04); allowed: a GUID in lower case, of no other environment`,
			"two environments in one subscription",
		},
		{
			func(dev, _ *settings.Settings) { dev.Network.AddressSpace = netip.MustParsePrefix("10.80.16.0/20") },
			`Pulumi.prod.yaml: trelica:recoveryAddressSpace = "10.80.0.0/16": overlaps trelica:addressSpace (10.80.16.0/20) in Pulumi.dev.yaml; ` +
				`allowed: a private IPv4 prefix of /16 to /20 without host bits, such as 10.80.0.0/16, that no other space overlaps; empty without recovery region`,
			"dev inside production's recovery space",
		},
		{
			func(dev, _ *settings.Settings) { dev.Identity.Organisation = "other" },
			`Pulumi.prod.yaml: trelica:organisation = "trelica": differs from Pulumi.dev.yaml ("other"); allowed: "other"`,
			"two organisations",
		},
		{
			func(dev, prod *settings.Settings) {
				*dev = *prod
				dev.Stack, dev.Identity.Kind = "dr", settings.KindRebuild
			},
			"", "a rebuild of production shares all that production has",
		},
		{
			func(dev, prod *settings.Settings) {
				*dev = *prod
				dev.Stack, dev.Identity.Kind = "dr", settings.KindRebuild
				dev.Identity.SubscriptionID = "11111111-1111-4111-8111-111111111111"
				dev.Cluster.RecoveryCapacityReservations = false
			},
			`Pulumi.prod.yaml: trelica:subscriptionId = "44444444-4444-4444-8444-444444444444": differs from Pulumi.dr.yaml ` +
				`("11111111-1111-4111-8111-111111111111"); allowed: "11111111-1111-4111-8111-111111111111"` + "\n" +
				`Pulumi.prod.yaml: trelica:recoveryCapacityReservations = "true": differs from Pulumi.dr.yaml ("false"); allowed: "false"`,
			"a rebuild that would stand on something else than production made",
		},
		{
			func(dev, prod *settings.Settings) {
				*dev = *prod
				dev.Stack = "again"
			},
			`Pulumi.prod.yaml: trelica:kind = "environment": is the kind of Pulumi.again.yaml too, and an environment has one of each; allowed: rebuild, bootstrap`,
			"two stacks that would make the same things",
		},
		{
			func(dev, prod *settings.Settings) {
				*dev = *prod
				dev.Stack, dev.Identity.Kind = "bootstrap-prod", settings.KindBootstrap
			},
			"", "the bootstrap of production shares all that production has",
		},
		{
			func(dev, _ *settings.Settings) { dev.Place.Zone = "dev.trelica.io" },
			`Pulumi.prod.yaml: trelica:zone = "trelica.io": is dev.trelica.io in Pulumi.dev.yaml, or one lies in the other; environments share no zone ` +
				`(claim SP-04); allowed: a DNS name of at least two lower-case labels, at most 180 characters, that is neither another environment's nor lies in one`,
			"a zone within production's, whose owner could write into dev's",
		},
		{
			func(dev, _ *settings.Settings) {
				dev.Operations.OpsAddressSpace = netip.MustParsePrefix("10.96.32.0/22")
			},
			`Pulumi.prod.yaml: trelica:opsAddressSpace = "10.96.32.0/20": overlaps trelica:opsAddressSpace (10.96.32.0/22) in Pulumi.dev.yaml; ` +
				`allowed: a private IPv4 prefix of /16 to /22 without host bits, such as 10.96.32.0/20, that no other space overlaps`,
			"two ops networks at the same addresses",
		},
		{
			func(dev, _ *settings.Settings) {
				dev.Front.WatchAddressSpace = netip.MustParsePrefix("10.96.32.0/24")
			},
			`Pulumi.prod.yaml: trelica:opsAddressSpace = "10.96.32.0/20": overlaps trelica:watchAddressSpace (10.96.32.0/24) in Pulumi.dev.yaml; ` +
				`allowed: a private IPv4 prefix of /16 to /22 without host bits, such as 10.96.32.0/20, that no other space overlaps`,
			"a watch network among the addresses of another's ops network",
		},
		{
			func(dev, prod *settings.Settings) {
				*dev = *prod
				dev.Stack, dev.Identity.Kind = "bootstrap-prod", settings.KindBootstrap
				prod.Front.OutsideProbeToken = "only-production-needs-it"
			},
			"", "secrets are each stack's own",
		},
	} {
		dev, prod := load(t, "dev"), load(t, "prod")
		c.spoil(dev, prod)
		for _, order := range [][]*settings.Settings{{dev, prod}, {prod, dev}} {
			err := settings.CheckTogether(order)
			if c.want == "" {
				assert.NoError(t, err, c.reason)
			} else {
				assert.EqualError(t, err, c.want, c.reason)
			}
		}
	}
}

func TestPlaceholder(t *testing.T) {
	t.Parallel()
	assert.Empty(t, load(t, "prod").Placeholder(), "a stack with real values has none")
	dev := load(t, "dev",
		change{"11111111-1111-4111-8111-111111111111", "00000000-0000-0000-0000-0000000000d1"},
		change{"22222222-2222-4222-8222-222222222222", "00000000-0000-0000-0000-0000000000d2"},
		change{"zone: trelica.dev", "zone: trelica-dev.example"},
		change{"groupId: 99999999-9999-4999-8999-999999999999", "groupId: 00000000-0000-0000-0000-0000000000d5"},
		change{"99999999-9999-4999-8999-999999999992", "00000000-0000-0000-0000-0000000000d7"},
		change{"addresses: [20.1.2.3/32]", "addresses: [203.0.113.4/32]"},
		change{"Ranges: [20.1.2.3/32]", "Ranges: [20.1.2.3/32, 203.0.113.0/28]"},
		change{"[33333333-3333-4333-8333-333333333333]", "[00000000-0000-0000-0000-0000000000d3]"},
		change{"88888888-8888-4888-8888-888888888888", "00000000-0000-0000-0000-0000000000d4"},
		change{"security@trelica.io", "security@example.com"},
		change{"[dmarc@trelica.io]", "[dmarc@trelica.io, dmarc@example.net]"},
		change{`gatusImage: "ghcr.io/twin/gatus@sha256:` + strings.Repeat("0123456789abcdef", 4), `gatusImage: "ghcr.io/twin/gatus@sha256:` + strings.Repeat("0", 64)},
		change{"[platform@trelica.io]", "[platform@trelica.io, a@example.com, b@mail.Example.ORG, c@host.invalid, d@myexample.com]"},
	)
	assert.Equal(t, []string{
		"trelica:subscriptionId", "trelica:tenantId", "trelica:zone", "trelica:breakGlass.groupId", "trelica:breakGlass.accountIds[1]",
		"trelica:breakGlass.addresses[0]", "trelica:securityContact", "trelica:mail.dmarcReports[1]", "trelica:statusPage.gatusImage",
		"trelica:apiServerAuthorizedRanges[1]", "trelica:clusterAdminGroupIds[0]",
		"trelica:alertEmails[1]", "trelica:alertEmails[2]", "trelica:alertEmails[3]", "trelica:databaseAdminGroup.objectId",
	}, dev.Placeholder())

	ranges := load(t, "dev", change{"Ranges: [20.1.2.3/32]", "Ranges: [203.0.113.0/28, 20.1.2.3/32]"})
	assert.Equal(t, []string{"trelica:apiServerAuthorizedRanges[0]"}, ranges.Placeholder())
	ranges.Identity.Kind = settings.KindBootstrap
	assert.Empty(t, ranges.Placeholder(), "the bootstrap makes the address, and has no API server to name it to")
}
