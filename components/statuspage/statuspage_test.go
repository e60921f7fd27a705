package statuspage_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/statuspage"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestStatusPageHasTheseResources(t *testing.T) {
	t.Parallel()
	want := []string{
		statuspage.Type + " page",
		fileTypes + "StorageAccount page-account",
		logType + " page-account-diagnostics",
		appTypes + "Job page-backup",
		appTypes + "Certificate page-certificate",
		logType + " page-diagnostics",
		appTypes + "ManagedEnvironment page-environment",
		fileTypes + "FileServiceProperties page-files",
		lockType + " page-lock",
		appTypes + "ContainerApp page-maintenance",
		appTypes + "ManagedEnvironmentsStorage page-mount-backup",
		appTypes + "ManagedEnvironmentsStorage page-mount-history",
		recordType + " page-record-asuid",
		recordType + " page-record-host",
		fileTypes + "FileShare page-share-backup",
		fileTypes + "FileShare page-share-history",
		appTypes + "ContainerApp page-status",
	}
	resources := run(t, args())
	assert.Equal(t, want, pulumitest.Names(resources))
	pulumitest.AssertConventions(t, resources)
	for _, r := range resources[1:] {
		assert.Equal(t, "page", r.Parent, r.Name)
	}
	assert.Equal(t, want, pulumitest.Names(run(t, args(), pulumitest.Preview())))
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "environmentName": "cae-trelica-prod-wus2", "location": "westus2",
		"appLogsConfiguration":        map[string]any{"destination": "azure-monitor"},
		"vnetConfiguration":           map[string]any{"infrastructureSubnetId": subnet, "internal": false},
		"infrastructureResourceGroup": group + "-apps",
		"zoneRedundant":               true,
		"workloadProfiles":            []any{map[string]any{"name": "Consumption", "workloadProfileType": "Consumption"}},
		"peerTrafficConfiguration":    map[string]any{"encryption": map[string]any{"enabled": true}},
		"tags":                        map[string]any{"environment": "prod"},
	}, inputs(t, resources, appTypes+"ManagedEnvironment", "page-environment"))
	assert.Equal(t, environment, inputs(t, resources, logType, "page-diagnostics")["resourceUri"])
}

// The one account with a shared key: its key opens it from one subnet alone.
func TestAccountIsClosedButForItsSubnet(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	account := pulumitest.Find(t, resources, fileTypes+"StorageAccount", "page-account")
	service := map[string]any{"enabled": true, "keyType": "Account"}
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "accountName": "sttrelicaprodwus2sts", "location": "westus2", "kind": "StorageV2",
		"sku":                   map[string]any{"name": "Standard_ZRS"},
		"allowBlobPublicAccess": false, "allowCrossTenantReplication": false, "allowSharedKeyAccess": true,
		"defaultToOAuthAuthentication": true, "enableHttpsTrafficOnly": true, "isHnsEnabled": false, "isLocalUserEnabled": false,
		"isSftpEnabled": false, "minimumTlsVersion": "TLS1_2", "publicNetworkAccess": "Enabled",
		"networkRuleSet": map[string]any{
			"defaultAction": "Deny", "bypass": "None",
			"virtualNetworkRules": []any{map[string]any{"virtualNetworkResourceId": subnet, "action": "Allow"}},
		},
		"encryption": map[string]any{
			"keySource": "Microsoft.Storage", "requireInfrastructureEncryption": true,
			"services": map[string]any{"blob": service, "file": service},
		},
		"tags": map[string]any{"environment": "prod"},
	}, pulumitest.Plain(account.Inputs))
	assert.True(t, account.Protect)
	assert.Equal(t, map[string]any{"smb": map[string]any{
		"versions": "SMB3.1.1", "channelEncryption": "AES-128-GCM;AES-256-GCM", "authenticationMethods": "NTLMv2",
	}}, inputs(t, resources, fileTypes+"FileServiceProperties", "page-files")["protocolSettings"])
	assert.True(t, pulumitest.Find(t, resources, fileTypes+"FileShare", "page-share-history").Protect)

	open := args()
	open.Site.Protect = false
	assert.Empty(t, pulumitest.OfType(run(t, open), lockType), "outside production nothing is locked")
}

func TestMountsHoldTheKeyAsASecret(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]any{
		"resourceGroupName": group, "environmentName": "cae-trelica-prod-wus2", "storageName": "st-history",
		"properties": map[string]any{"azureFile": map[string]any{
			"accessMode": "ReadWrite", "accountName": "sttrelicaprodwus2sts", "accountKey": pulumitest.SecretMark, "shareName": "share-history",
		}},
	}, inputs(t, run(t, args()), appTypes+"ManagedEnvironmentsStorage", "page-mount-history"))
}

// TestAPreviewAsksForNoKey: whoever has the key writes, and the identity of previews only reads. What it sends in the key's place
// changes no mount that is there.
func TestAPreviewAsksForNoKey(t *testing.T) {
	t.Parallel()
	for _, mount := range pulumitest.OfType(run(t, args(), pulumitest.Preview()), appTypes+"ManagedEnvironmentsStorage") {
		file := mount.Inputs["properties"].ObjectValue()["azureFile"].ObjectValue()
		assert.Equal(t, "not read by a preview", file["accountKey"].SecretValue().Element.StringValue(), mount.Name)
		assert.Contains(t, mount.IgnoreChanges, "properties.azureFile.accountKey", mount.Name)
	}
}

func TestStatusAppIsOneReplicaOnAShareWithoutByteRangeLocks(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	got := pulumitest.Find(t, resources, appTypes+"ContainerApp", "page-status")
	app := pulumitest.Plain(got.Inputs)
	settings := configuration(t, resources, "page-status")
	assert.True(t, got.Inputs["configuration"].IsSecret(), "it holds a token")
	assert.Equal(t, "Single", within(t, settings, "activeRevisionsMode"))
	assert.Equal(t, map[string]any{"minReplicas": 1.0, "maxReplicas": 1.0}, within(t, app, "template", "scale"))
	assert.Equal(t, map[string]any{
		"external": true, "allowInsecure": false, "targetPort": 8080.0, "transport": "auto",
		"traffic": []any{map[string]any{"latestRevision": true, "weight": 100.0}},
		"customDomains": []any{map[string]any{
			"name": "status.trelica.example", "bindingType": "SniEnabled",
			"certificateId": environment + "/certificates/cert-status-trelica-example-3227f03652c7ea62",
		}},
	}, within(t, settings, "ingress"))
	history := within(t, app, "template", "volumes", 2)
	assert.Equal(t, "st-history", within(t, history, "storageName"))
	assert.Contains(t, within(t, history, "mountOptions"), "nobrl,")
	assert.Equal(t, gatusImage, within(t, app, "template", "containers", 0, "image"))
	assert.Equal(t, webImage, within(t, app, "template", "containers", 1, "image"))
	assert.Equal(t, within(t, app, "template", "containers", 0, "env", 1), within(t, app, "template", "initContainers", 0, "env", 0),
		"the history is copied to the file that Gatus opens")
	assert.Equal(t, map[string]any{"name": "OUTSIDE_TOKEN_0", "secretRef": "outside-token-0"}, within(t, app, "template", "containers", 0, "env", 2))
	assert.Equal(t, "outside-token-0", within(t, settings, "secrets", 2, "name"))
	assert.Subset(t, got.DependsOn, []string{"page-mount-history", "page-record-asuid", "page-environment"},
		"Container Apps refuses a host that is not proven and a storage that is not there")
}

// A change of the configuration must make a new revision, and with it a new file of its own.
func TestANewConfigurationIsANewRevision(t *testing.T) {
	t.Parallel()
	version := func(a *statuspage.Args) any {
		app := inputs(t, run(t, a), appTypes+"ContainerApp", "page-status")
		return within(t, app, "template", "containers", 0, "env", 1, "value")
	}
	other := args()
	other.Page.Probes[0].Every *= 2
	assert.NotEqual(t, version(args()), version(other))
	assert.Equal(t, version(args()), version(args()), "and the same one is none")
}

// While the status page is changed or its share is away, the maintenance page must stand.
func TestMaintenanceAppNeedsNothing(t *testing.T) {
	t.Parallel()
	app := inputs(t, run(t, args()), appTypes+"ContainerApp", "page-maintenance")
	assert.Equal(t, "ca-trelica-prod-wus2-mtn", app["containerAppName"])
	assert.Equal(t, map[string]any{"minReplicas": 2.0, "maxReplicas": 10.0}, within(t, app, "template", "scale"))
	for i := range within(t, app, "template", "volumes").([]any) {
		assert.Equal(t, "Secret", within(t, app, "template", "volumes", i, "storageType"))
	}
	server := within(t, app, "configuration", "secrets", 0, "value").(string)
	assert.Contains(t, server, `add_header Strict-Transport-Security "max-age=63072000; includeSubDomains" always;`)
	assert.Contains(t, server, "location = /healthz/edge {\n        default_type text/plain;\n        return 200", "Front Door must never find it ill")
	assert.Contains(t, server, "return 503;")
	assert.Contains(t, within(t, app, "configuration", "secrets", 1, "value"), "https://status.trelica.example/")
}

func TestBackupRunsDaily(t *testing.T) {
	t.Parallel()
	job := inputs(t, run(t, args()), appTypes+"Job", "page-backup")
	assert.Equal(t, map[string]any{
		"triggerType": "Schedule", "replicaTimeout": 600.0, "replicaRetryLimit": 2.0,
		"scheduleTriggerConfig": map[string]any{"cronExpression": "17 3 * * *", "parallelism": 1.0, "replicaCompletionCount": 1.0},
	}, job["configuration"])
	assert.Len(t, within(t, job, "template", "volumes"), 2)
}

func TestRecords(t *testing.T) {
	t.Parallel()
	resources := run(t, args())
	proof := inputs(t, resources, recordType, "page-record-asuid")
	assert.Equal(t, "asuid.status", proof["relativeRecordSetName"])
	assert.Regexp(t, `^[0-9a-f-]{36}$`, within(t, proof, "txtRecords", 0, "value", 0))
	assert.Equal(t, map[string]any{"cname": "ca-trelica-prod-wus2-sts." + domain}, inputs(t, resources, recordType, "page-record-host")["cnameRecord"])
}

func TestCertificateStaysSecret(t *testing.T) {
	t.Parallel()
	certificate := inputs(t, run(t, args()), appTypes+"Certificate", "page-certificate")
	assert.Equal(t, map[string]any{"value": pulumitest.SecretMark, "password": pulumitest.SecretMark}, certificate["properties"])
}

// Container Apps refuses another certificate under the same name, and to take away one that a page is bound to.
func TestARenewedCertificateHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	names := func(a *statuspage.Args, opts ...pulumitest.Option) (certificate, bound any) {
		resources := run(t, a, opts...)
		certificate = inputs(t, resources, appTypes+"Certificate", "page-certificate")["certificateName"]
		bound = within(t, configuration(t, resources, "page-status"), "ingress", "customDomains", 0, "certificateId")
		return certificate, bound
	}
	renewed := args()
	renewed.Certificate.PFX = pulumi.String("bmV3ZXI=")
	before, boundBefore := names(args())
	after, boundAfter := names(renewed)
	assert.NotEqual(t, before, after)
	assert.Equal(t, environment+"/certificates/"+before.(string), boundBefore)
	assert.Equal(t, environment+"/certificates/"+after.(string), boundAfter)
	again, _ := names(args(), pulumitest.Preview())
	assert.Equal(t, before, again, "the same file keeps its name, which a preview knows")
}

func TestOutputs(t *testing.T) {
	t.Parallel()
	for reason, c := range map[string]struct {
		certificate bool
		want        string
	}{
		"the page is at its own host once there is a certificate": {true, "https://status.trelica.example"},
		"and at Container Apps' name until then":                  {false, "https://ca-trelica-prod-wus2-sts." + domain},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			if !c.certificate {
				a.Certificate = nil
			}
			var url, host string
			resources := pulumitest.Run(t, pulumitest.WithProvider("azure-native", func(ctx *pulumi.Context, provider pulumi.ResourceOption) error {
				made, err := statuspage.New(ctx, "page", a, provider)
				if err != nil {
					return err
				}
				made.URL.ApplyT(func(v string) string { url = v; return v })
				made.MaintenanceHost.ApplyT(func(v string) string { host = v; return v })
				return nil
			}))
			assert.Equal(t, c.want, url)
			assert.Equal(t, "ca-trelica-prod-wus2-mtn."+domain, host)
			bound := within(t, configuration(t, resources, "page-status"), "ingress", "customDomains")
			assert.Equal(t, c.certificate, bound != nil, "nothing is bound without a certificate")
		})
	}
}

func TestArgumentsAreRefusedWithAllTheirMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*statuspage.Args)
		want   []string
	}{
		"Site": {
			func(a *statuspage.Args) {
				a.ResourceGroup, a.SubnetID, a.Zone.ResourceGroup, a.Host, a.Sinks, a.Tokens = nil, nil, "", "trelica.example", azure.LogSinks{}, nil
				a.Images = statuspage.Images{Gatus: "twin/gatus:latest", Web: "ghcr.io/nginx/nginx-unprivileged:1.29"}
				a.Certificate = &statuspage.Certificate{}
			},
			[]string{
				"ResourceGroup: is missing", "SubnetID: is missing", "Zone.ResourceGroup: is empty",
				`Host: "trelica.example"; allowed: a host below the zone "trelica.example"`,
				`Images.Gatus: "twin/gatus:latest"; allowed: a public image with its digest, host/repository@sha256:…`,
				`Images.Web: "ghcr.io/nginx/nginx-unprivileged:1.29"; allowed: a public image with its digest, host/repository@sha256:…`,
				"Certificate.PFX: is missing", "Certificate.Password: is missing",
				"Sinks: is empty; allowed: a workspace, an archive or both",
				"Tokens: 0 for 1 probes outside; allowed: one each",
			},
		},
		"Page": {
			func(a *statuspage.Args) {
				a.Page.Title, a.Page.Description, a.Page.Link = "", "", "http://x"
				a.Page.Probes = []statuspage.Probe{{Name: "A", URL: "http://a.example", Method: "POST"}}
			},
			[]string{
				"Page.Title: is empty", "Page.Description: is empty", `Page.Link: "http://x"; allowed: an https address`,
				`Page.Probes[0].Method: "POST"; allowed: GET, HEAD`,
				"Page.Probes[0].Status: is 0; allowed: 200 to 499",
				"Page.Probes[0].Within: is 0s; allowed: up to 10s",
				"Page.Probes[0].CertificateFor: is 0s; allowed: some time, or an expired certificate counts as well",
				"Page.Probes[0].Every: is 0s; allowed: 30s or more",
				"Page: status page's configuration: gatus configuration:\n  - endpoint \"A\": \"http://a.example\" is no https address",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := args()
			c.change(a)
			var refused *azure.ArgsError
			resources := pulumitest.Run(t, func(ctx *pulumi.Context) error {
				_, err := statuspage.New(ctx, "page", a)
				require.ErrorAs(t, err, &refused)
				return nil
			})
			assert.Equal(t, c.want, refused.Problems)
			assert.Empty(t, resources)
		})
	}
	assert.ErrorContains(t, pulumitest.RunError(t, func(ctx *pulumi.Context) error {
		_, err := statuspage.New(ctx, "page", nil)
		return err
	}), "Site.Location: is empty")
}

// UK West, which development is watched from, has no zones: Azure refuses copies over them, and apps in them.
func TestARegionWithoutZones(t *testing.T) {
	t.Parallel()
	a := args()
	a.Site.Location, a.Site.Names.Region = "ukwest", "ukwest"
	resources := run(t, a)
	assert.Equal(t, map[string]any{"name": "Standard_LRS"}, inputs(t, resources, fileTypes+"StorageAccount", "page-account")["sku"])
	assert.Equal(t, false, inputs(t, resources, appTypes+"ManagedEnvironment", "page-environment")["zoneRedundant"])
}
