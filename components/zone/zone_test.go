package zone_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/zone"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const (
	zoneType = "azure-native:network/v20180501:Zone"
	lockType = "azure-native:authorization/v20200501:ManagementLockByScope"
)

func args(protect bool) *zone.Args {
	site := azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: "centralus"},
		Location:       "centralus",
		SubscriptionID: pulumitest.SubscriptionID,
		TenantID:       pulumitest.TenantID,
		Tags:           map[string]string{"environment": "prod"},
		Protect:        protect,
	}
	return &zone.Args{Site: site, ResourceGroup: azure.ExistingResourceGroup(site, "dns"), Name: "trelica.example"}
}

func run(t *testing.T, a *zone.Args) []pulumitest.Resource {
	t.Helper()
	return pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
		_, err := zone.New(ctx, "zone", a, provider)
		return err
	}))
}

func TestTheZoneIsPublicGlobalAndTagged(t *testing.T) {
	t.Parallel()
	made := pulumitest.Find(t, run(t, args(true)), zoneType, "zone-zone")
	assert.Equal(t, map[string]any{
		"resourceGroupName": "rg-trelica-prod-cus-dns", "zoneName": "trelica.example", "location": "global", "zoneType": "Public",
		"tags": map[string]any{"environment": "prod"},
	}, pulumitest.Plain(made.Inputs))
	assert.True(t, made.Protect)
}

func TestAZoneIsLockedWhereItIsProtected(t *testing.T) {
	t.Parallel()
	locks := pulumitest.OfType(run(t, args(true)), lockType)
	require.Len(t, locks, 1)
	assert.Equal(t, map[string]any{
		"scope": "/subscriptions/" + pulumitest.SubscriptionID + "/resourceGroups/rg-trelica-prod-cus-dns/providers/Microsoft.Network/dnsZones/trelica.example/SOA/@",
		"level": "CanNotDelete", "lockName": "lock-zone",
		"notes": "A new zone has other name servers: until the parent domain names them, nothing of ours is found.",
	}, pulumitest.Plain(locks[0].Inputs), "on the one record set that only goes with the zone: the others come and go")
	assert.True(t, locks[0].Protect)
	open := run(t, args(false))
	assert.Empty(t, pulumitest.OfType(open, lockType), "dev can be thrown away")
	assert.False(t, pulumitest.Find(t, open, zoneType, "zone-zone").Protect)
}

func TestMistakesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "trelica", "Trelica.example", "trelica.example.", "-a.example"} {
		a := args(true)
		a.Name, a.ResourceGroup = name, nil
		err := pulumitest.RunError(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
			_, err := zone.New(ctx, "zone", a, provider)
			return err
		}))
		assert.ErrorContains(t, err, "ResourceGroup: is missing")
		assert.ErrorContains(t, err, "a name of at least two lower-case labels")
	}
}
