package ingress_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/ingress"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

var update = flag.Bool("update", false, "write the manifests and configurations in testdata anew")

const (
	registry    = "crtrelicaprodeus2.azurecr.io"
	digest      = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	frontDoorID = "3FA85F64-5717-4562-b3fc-2c963f66afa6"
)

func args() *ingress.Args {
	return &ingress.Args{
		Site: azure.Site{
			Names: naming.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"}, Location: "eastus2",
			SubscriptionID: pulumitest.SubscriptionID, TenantID: pulumitest.TenantID,
			Tags: map[string]string{"environment": "prod", "owner": "platform", "cost-centre": "production"},
		},
		Namespace: "ingress", Ready: pulumi.String("ingress"),
		Image: registry + "/traefik@" + digest, Registry: registry, Replicas: 3,
		Identity: ingress.Identity{
			Name: "id-trelica-prod-eus2-ingress", Group: "rg-trelica-prod-eus2-identity",
			ClientID: pulumi.String("6b29fc40-ca47-1067-b31d-00dd010662da"),
		},
		IssuerURL: pulumi.String("https://eastus2.oic.prod-aks.azure.com/t/c/"),
		Vault:     "kv-trelica-prod-eus2", Certificate: "ingress-certificate",
		FrontDoorID: pulumi.String(frontDoorID),
		Address:     ingress.Address{Name: "pip-trelica-prod-eus2-ingress", Group: "rg-trelica-prod-eus2-address"},
		Class:       "public",
		Backends:    []ingress.Backend{{Namespace: "product", Name: "web", Port: 8080, Ready: pulumi.String("product")}},
	}
}

func making(a *ingress.Args) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		kubernetes, err := pulumitest.Provider(ctx, "kubernetes")
		if err != nil {
			return err
		}
		azureNative, err := pulumitest.Provider(ctx, "azure-native")
		if err != nil {
			return err
		}
		_, err = ingress.New(ctx, "i", a, pulumi.Providers(kubernetes, azureNative))
		return err
	}
}

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "%s: look at the difference, then go test ./components/ingress -update", path)
}

// TestManifestsGolden compares all that an ingress consists of with what was reviewed.
func TestManifestsGolden(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, making(args()))
	pulumitest.AssertConventions(t, resources)
	var text strings.Builder
	for _, r := range resources {
		if !r.Custom {
			continue
		}
		assert.Equal(t, "i", r.Parent, r.Name)
		assert.True(t, r.DeleteBeforeReplace, r.Name)
		text.WriteString("---\n# " + r.Type + " " + r.Name + "\n")
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		require.NoError(t, encoder.Encode(pulumitest.Plain(r.Inputs)))
		require.NoError(t, encoder.Close())
	}
	golden(t, "ingress.yaml", text.String())
}

func TestPreviewRegistersTheSame(t *testing.T) {
	t.Parallel()
	assert.Equal(t, pulumitest.Names(pulumitest.Run(t, making(args()))),
		pulumitest.Names(pulumitest.Run(t, making(args()), pulumitest.Preview())))
}

func TestPodsStartLast(t *testing.T) {
	t.Parallel()
	deployment := pulumitest.Find(t, pulumitest.Run(t, making(args())), "kubernetes:apps/v1:Deployment", "i-deployment")
	assert.Subset(t, deployment.DependsOn, []string{
		"i-account", "i-binding-ingress", "i-binding-product", "i-certificate-class", "i-cluster-binding", "i-credential", "i-flows",
		"i-rules", "i-static",
	})
}

func TestConfigurationsGolden(t *testing.T) {
	t.Parallel()
	static, err := ingress.StaticConfig("public", []string{"ingress", "product"})
	require.NoError(t, err)
	golden(t, "static.yaml", static)
	rules, err := ingress.DynamicConfig(frontDoorID, "ingress-certificate")
	require.NoError(t, err)
	golden(t, "rules.yaml", rules)
}

// TestAStrangeIdentifierIsNoRule gives what would end the rule, or let everybody in.
func TestAStrangeIdentifierIsNoRule(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "`) || PathPrefix(`/", "afd-trelica-prod"} {
		_, err := ingress.DynamicConfig(id, "ingress-certificate")
		assert.ErrorContains(t, err, "identifier of Front Door", id)
	}
	a := args()
	a.FrontDoorID = pulumi.String("none")
	assert.ErrorContains(t, pulumitest.RunError(t, making(a)), "identifier of Front Door")
}

func TestMistakesInAnIngress(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		change func(a *ingress.Args)
		want   string
	}{
		{"what a tag names changes", func(a *ingress.Args) { a.Image = registry + "/traefik:3.6" }, "is no image by digest"},
		{"images come from our registry", func(a *ingress.Args) { a.Image = "docker.io/library/traefik@" + digest }, "comes from docker.io"},
		{"one pod is none in a rollout", func(a *ingress.Args) { a.Replicas = 1 }, "Replicas: 1; allowed: 2 or more"},
		{"without an identifier everybody could come", func(a *ingress.Args) { a.FrontDoorID = nil }, "FrontDoorID: is missing"},
		{"the certificate has a name", func(a *ingress.Args) { a.Certificate = "Ingress_Cert" }, `Certificate: "Ingress_Cert"`},
		{"the address is reserved", func(a *ingress.Args) { a.Address.Name = "" }, "Address.Name: is empty"},
		{"a backend listens somewhere", func(a *ingress.Args) { a.Backends[0].Port = 0 }, "Backends: product/web:0"},
		{"a class has a name", func(a *ingress.Args) { a.Class = "" }, `Class: ""`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			a := args()
			test.change(a)
			err := pulumitest.RunError(t, making(a))
			require.Error(t, err)
			assert.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "has 1 problem(s)", "one mistake is one problem")
		})
	}
	assert.ErrorContains(t, pulumitest.RunError(t, making(nil)), "problem(s)", "nothing panics on no arguments")
}

// TestTheLogHasThePathAndNoQuery: an audit asks what was called, and a query holds what nobody may read later: codes of a sign-in, tokens.
func TestTheLogHasThePathAndNoQuery(t *testing.T) {
	t.Parallel()
	var static struct {
		AccessLog struct {
			Fields struct {
				Names   map[string]string
				Headers struct {
					DefaultMode string `yaml:"defaultMode"`
					Names       map[string]string
				}
			}
		} `yaml:"accessLog"`
		EntryPoints struct {
			HTTPS struct {
				HTTP struct{ Middlewares []string }
			}
		} `yaml:"entryPoints"`
	}
	var rules struct {
		HTTP struct{ Middlewares map[string]map[string]any }
	}
	text, err := ingress.StaticConfig("public", []string{"product"})
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal([]byte(text), &static))
	text, err = ingress.DynamicConfig(frontDoorID, "ingress-certificate")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal([]byte(text), &rules))

	fields := static.AccessLog.Fields
	for _, field := range []string{"RequestPath", "RequestLine"} {
		assert.Equal(t, "drop", fields.Names[field], "%s has the query", field)
	}
	assert.Equal(t, "drop", fields.Headers.DefaultMode, "Referer, Cookie and Authorization are headers too")
	assert.Equal(t, map[string]string{
		"X-Replaced-Path": "keep", "X-Azure-SocketIP": "keep", "X-Azure-Ref": "keep", "User-Agent": "keep",
	}, fields.Headers.Names)
	assert.Equal(t, []string{"hsts@file", "no-logged-path@file", "logged-path@file"}, static.EntryPoints.HTTPS.HTTP.Middlewares,
		"what a client has written goes before the path is kept")
	assert.Equal(t, map[string]any{"customRequestHeaders": map[string]any{"X-Replaced-Path": ""}}, rules.HTTP.Middlewares["no-logged-path"]["headers"])
	assert.Equal(t, map[string]any{"regex": "^(.*)$", "replacement": "$1"}, rules.HTTP.Middlewares["logged-path"]["replacePathRegex"],
		"the path stays what it was")
}
