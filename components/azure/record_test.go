package azure_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

const recordType = "azure-native:network/v20180501:RecordSet"

func publicZone() azure.Zone {
	return azure.Zone{Name: "trelica.example", ResourceGroup: "rg-dns"}
}

func TestRelativeNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reason, host, want string
		inside             bool
	}{
		{"a host below the zone", "app.trelica.example", "app", true},
		{"a host further below", "_dnsauth.app.trelica.example", "_dnsauth.app", true},
		{"the zone itself", "trelica.example", "@", true},
		{"a host of another zone", "app.other.example", "", false},
		{"a name that only ends alike", "nottrelica.example", "", false},
		{"nothing before the zone", ".trelica.example", "", false},
	} {
		got, inside := publicZone().Relative(c.host)
		assert.Equal(t, c.inside, inside, c.reason)
		if inside {
			assert.Equal(t, c.want, got, c.reason)
		}
	}
	_, inside := azure.Zone{}.Relative("")
	assert.False(t, inside, "an empty zone holds nothing")
}

func TestRecordsHoldWhatTheyAreGiven(t *testing.T) {
	t.Parallel()
	for reason, c := range map[string]struct {
		args azure.RecordArgs
		want map[string]any
	}{
		"an alias follows an address": {
			azure.RecordArgs{Host: "origin.trelica.example", Alias: pulumi.String("/address")},
			map[string]any{"relativeRecordSetName": "origin", "recordType": "A", "targetResource": map[string]any{"id": "/address"}},
		},
		"a CNAME stands for another name": {
			azure.RecordArgs{Host: "app.trelica.example", CNAME: pulumi.String("x.example")},
			map[string]any{"relativeRecordSetName": "app", "recordType": "CNAME", "cnameRecord": map[string]any{"cname": "x.example"}},
		},
		"each text is a record": {
			azure.RecordArgs{Host: "trelica.example", TXT: []pulumi.StringInput{pulumi.String("a"), pulumi.String("b")}},
			map[string]any{"relativeRecordSetName": "@", "recordType": "TXT", "txtRecords": []any{
				map[string]any{"value": []any{"a"}}, map[string]any{"value": []any{"b"}},
			}},
		},
		"each statement is a record": {
			azure.RecordArgs{Host: "trelica.example", CAA: []azure.CAA{{Tag: "issue", Value: "ca.example"}}},
			map[string]any{"relativeRecordSetName": "@", "recordType": "CAA", "caaRecords": []any{
				map[string]any{"flags": 0.0, "tag": "issue", "value": "ca.example"},
			}},
		},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			c.args.Site, c.args.Zone = site(), publicZone()
			resources := pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
				_, err := azure.NewRecord(ctx, "record", &c.args, provider)
				return err
			}))
			record := pulumitest.Find(t, resources, recordType, "record")
			c.want["resourceGroupName"], c.want["zoneName"], c.want["ttl"] = "rg-dns", "trelica.example", 300.0
			assert.Equal(t, c.want, pulumitest.Plain(record.Inputs))
			assert.True(t, record.DeleteBeforeReplace)
		})
	}
}

func TestRecordsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	for reason, c := range map[string]struct {
		args *azure.RecordArgs
		want []string
	}{
		"nothing is given": {&azure.RecordArgs{Site: site()}, []string{
			"Zone.Name: is empty", "Zone.ResourceGroup: is empty", `Host: "" is not in the zone ""`,
			"Alias, CNAME, TXT, CAA: 0 of them are given; allowed: exactly one",
		}},
		"two kinds are given, and one where DNS allows none": {
			&azure.RecordArgs{Site: site(), Zone: publicZone(), Host: "trelica.example", Alias: pulumi.String("/a"), CNAME: pulumi.String("x")},
			[]string{
				"Alias, CNAME, TXT, CAA: 2 of them are given; allowed: exactly one",
				"CNAME: stands at the zone's apex, where DNS allows none; allowed: a host below it",
			},
		},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				_, err := azure.NewRecord(ctx, "record", c.args)
				require.ErrorAs(t, err, &refused)
				return nil
			})
			assert.Equal(t, c.want, refused.Problems)
			assert.Empty(t, resources)
		})
	}
	assert.ErrorContains(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := azure.NewRecord(ctx, "record", nil)
		return err
	}), "Zone.Name: is empty")
}
