package workload_test

import (
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

var update = flag.Bool("update", false, "write the manifests in testdata anew")

const (
	registry = "crtrelicaprodeus2.azurecr.io"
	digest   = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
)

// of is a workload of a kind, with everything that the kind can have.
func of(kind workload.Kind) *workload.Args {
	a := &workload.Args{
		Site: azure.Site{
			Names: naming.Names{Organisation: "trelica", Environment: "prod", Region: "eastus2"}, Location: "eastus2",
			SubscriptionID: pulumitest.SubscriptionID, TenantID: pulumitest.TenantID,
			Tags: map[string]string{"environment": "prod", "owner": "platform", "cost-centre": "production"},
		},
		Name: string(kind), Kind: kind, Namespace: "product", Ready: pulumi.String("product"),
		Image: registry + "/trelica/" + string(kind) + "@" + digest, Registry: registry,
		Identity: workload.Identity{
			Name: "id-trelica-prod-eus2-" + string(kind), Group: "rg-trelica-prod-eus2-identity",
			ClientID: pulumi.String("6b29fc40-ca47-1067-b31d-00dd010662da"),
		},
		IssuerURL: pulumi.String("https://eastus2.oic.prod-aks.azure.com/t/c/"),
		Resources: workload.Resources{CPU: "250m", Memory: "512Mi", CPULimit: "1", MemoryLimit: "1Gi"},
		Secrets:   []string{"session-signing-key", "sendgrid-key"}, Vault: "kv-trelica-prod-eus2",
		Flows: workload.Flows{Database: true, Vault: true, Internet: true, Endpoints: netip.MustParsePrefix("10.64.128.0/27")},
		Database: &workload.Database{
			Host: "fog-trelica-prod.database.windows.net", Port: 1433, Name: "app", Encrypt: "strict",
		},
	}
	if kind.Runs() {
		a.Replicas = workload.Replicas{Min: 3, Max: 9}
	}
	switch kind {
	case workload.Web:
		a.Serving = workload.Serving{
			Port: 8080, Hosts: []string{"app.example.com", "api.example.com"}, Class: "public",
			Probed: workload.Probed{Host: "origin-eus2.example.com", Path: "/healthz/edge"},
			From:   workload.Peer{Namespace: "ingress", Name: "ingress"},
		}
		a.Flows.From = []workload.Peer{{Namespace: "product", Name: "worker"}}
	case workload.Worker:
		a.Flows.Internet = false
		a.Flows.To = []workload.Peer{{Namespace: "product", Name: "web", Port: 8080}}
		a.Replicas = workload.Replicas{Min: 2, Max: 2}
	case workload.Cron:
		a.Schedule, a.Secrets, a.Vault = "*/10 * * * *", nil, ""
		a.Flows = workload.Flows{Vault: true, Endpoints: a.Flows.Endpoints}
		a.Database = nil
	case workload.Migrate:
		a.Secrets, a.Vault = nil, ""
		a.Flows = workload.Flows{Database: true, Endpoints: a.Flows.Endpoints}
		a.Setup = &workload.Setup{ActiveRegion: "eastus2", Users: []workload.User{
			{Name: "id-trelica-prod-eus2-web", ClientID: pulumi.String("6b29fc40-ca47-1067-b31d-00dd010662da")},
			{Name: "id-trelica-prod-cus-web", ClientID: pulumi.String("00000000-0000-4000-8000-000000000009")},
		}}
	}
	return a
}

// both is a program that has a provider of Kubernetes and one of Azure.
func both(program func(ctx *pulumi.Context, providers pulumi.ResourceOption) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		kubernetes, err := pulumitest.Provider(ctx, "kubernetes")
		if err != nil {
			return err
		}
		azureNative, err := pulumitest.Provider(ctx, "azure-native")
		if err != nil {
			return err
		}
		return program(ctx, pulumi.Providers(kubernetes, azureNative))
	}
}

func making(a *workload.Args) pulumi.RunFunc {
	return both(func(ctx *pulumi.Context, providers pulumi.ResourceOption) error {
		_, err := workload.New(ctx, "w", a, providers)
		return err
	})
}

// manifests renders what was registered as people read it, a document for each resource.
func manifests(t *testing.T, resources []pulumitest.Resource) string {
	t.Helper()
	var text strings.Builder
	for _, r := range resources {
		if !r.Custom {
			continue
		}
		assert.Equal(t, "w", r.Parent, r.Name)
		assert.NotEmpty(t, r.Provider, r.Name)
		text.WriteString("---\n# " + r.Type + " " + r.Name + "\n")
		encoder := yaml.NewEncoder(&text)
		encoder.SetIndent(2)
		require.NoError(t, encoder.Encode(pulumitest.Plain(r.Inputs)))
		require.NoError(t, encoder.Close())
	}
	return text.String()
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
	assert.Equal(t, string(want), got, "%s: look at the difference, then go test ./components/workload -update", path)
}

// TestManifestsGolden compares all that each kind of workload consists of with what was reviewed.
func TestManifestsGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range []workload.Kind{workload.Web, workload.Worker, workload.Cron, workload.Migrate} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			golden(t, string(kind)+".yaml", manifests(t, pulumitest.Run(t, making(of(kind)))))
		})
	}
}

func TestPreviewRegistersTheSame(t *testing.T) {
	t.Parallel()
	for _, kind := range []workload.Kind{workload.Web, workload.Worker, workload.Cron, workload.Migrate} {
		assert.Equal(t, pulumitest.Names(pulumitest.Run(t, making(of(kind)))),
			pulumitest.Names(pulumitest.Run(t, making(of(kind)), pulumitest.Preview())), kind)
	}
}

// TestPodsStartLast looks at what must be there before a pod of each kind starts.
func TestPodsStartLast(t *testing.T) {
	t.Parallel()
	for kind, want := range map[workload.Kind]struct{ typ, name string }{
		workload.Web:     {"kubernetes:apps/v1:Deployment", "w-deployment"},
		workload.Migrate: {"kubernetes:batch/v1:Job", "w-job"},
		workload.Cron:    {"kubernetes:batch/v1:CronJob", "w-cron"},
	} {
		pods := pulumitest.Find(t, pulumitest.Run(t, making(of(kind))), want.typ, want.name)
		assert.Subset(t, pods.DependsOn, []string{"w-account", "w-credential", "w-flows"}, kind)
	}
	web := pulumitest.Find(t, pulumitest.Run(t, making(of(workload.Web))), "kubernetes:apps/v1:Deployment", "w-deployment")
	assert.Contains(t, web.DependsOn, "w-secrets")
	migration := pulumitest.Find(t, pulumitest.Run(t, making(of(workload.Migrate))), "kubernetes:batch/v1:Job", "w-job")
	assert.Contains(t, migration.DependsOn, "w-setup")
}

// TestAWorkloadWaitsForTheMigration passes one on to another.
func TestAWorkloadWaitsForTheMigration(t *testing.T) {
	t.Parallel()
	resources := pulumitest.Run(t, both(func(ctx *pulumi.Context, providers pulumi.ResourceOption) error {
		migration, err := workload.New(ctx, "migrate", of(workload.Migrate), providers)
		if err != nil {
			return err
		}
		web := of(workload.Web)
		web.After = []pulumi.Resource{migration.Running}
		_, err = workload.New(ctx, "web", web, providers)
		return err
	}))
	assert.Contains(t, pulumitest.Find(t, resources, "kubernetes:apps/v1:Deployment", "web-deployment").DependsOn, "migrate-job")
}

func TestCredentialFollowsTheConventions(t *testing.T) {
	t.Parallel()
	pulumitest.AssertConventions(t, pulumitest.Run(t, making(of(workload.Web))))
}

// TestMistakesInAWorkload makes one mistake each.
func TestMistakesInAWorkload(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		kind   workload.Kind
		change func(a *workload.Args)
		want   string
	}{
		{"what a tag names changes", workload.Web, func(a *workload.Args) { a.Image = registry + "/trelica/web:1.2" }, "is no image by digest"},
		{"a digest is whole", workload.Web, func(a *workload.Args) { a.Image = registry + "/web@sha256:0123" }, "is not well formed"},
		{"images come from our registry", workload.Web, func(a *workload.Args) { a.Image = "docker.io/library/web@" + digest }, "comes from docker.io; allowed: the environment's own registry"},
		{"a pod has bounds", workload.Web, func(a *workload.Args) { a.Resources.MemoryLimit = "" }, `Resources.MemoryLimit: ""`},
		{"what is kept fits into what is allowed", workload.Web, func(a *workload.Args) { a.Resources.CPU = "2" }, "Resources.CPU: 2; allowed: at most 1"},
		{"there is a pod", workload.Worker, func(a *workload.Args) { a.Replicas.Min = 0 }, "Replicas: 0 to 2"},
		{"a maximum is not below the minimum", workload.Web, func(a *workload.Args) { a.Replicas.Max = 2 }, "Replicas: 3 to 2"},
		{"of a migration there is one", workload.Migrate, func(a *workload.Args) { a.Replicas = workload.Replicas{Min: 1, Max: 1} }, "none for a migrate"},
		{"pods may not listen on low ports", workload.Web, func(a *workload.Args) { a.Serving.Port = 80 }, "Serving.Port: 80"},
		{"the probes have their own port", workload.Web, func(a *workload.Args) { a.Serving.Port = workload.HealthPort }, "which is the probes'"},
		{"nobody calls a worker", workload.Worker, func(a *workload.Args) { a.Serving.Hosts = []string{"a.example.com"} }, "which nobody calls"},
		{"hosts are names", workload.Web, func(a *workload.Args) { a.Serving.Hosts[0] = "*.example.com" }, "full names in lower case"},
		{"a host is given once", workload.Web, func(a *workload.Args) { a.Serving.Hosts[1] = a.Serving.Hosts[0] }, "is given twice"},
		{"what is probed has a host", workload.Web, func(a *workload.Args) { a.Serving.Hosts = nil }, "and the workload has no host"},
		{"the probe has a name of its own", workload.Web, func(a *workload.Args) { a.Serving.Probed.Host = "app.example.com" }, "that is none of Hosts"},
		{"the probe has one path", workload.Web, func(a *workload.Args) { a.Serving.Probed.Path = "/" }, "allowed: one path"},
		{"a cron has times", workload.Cron, func(a *workload.Args) { a.Schedule = "daily" }, `Schedule: "daily"`},
		{"nothing else has times", workload.Web, func(a *workload.Args) { a.Schedule = "0 0 * * *" }, "nothing for other kinds"},
		{"the server's certificate is verified", workload.Web, func(a *workload.Args) { a.Database.Encrypt = "optional" }, "claim SP-10"},
		{"a connection is declared", workload.Web, func(a *workload.Args) { a.Flows.Database = false }, "Flows.Database: is false"},
		{"endpoints have addresses", workload.Web, func(a *workload.Args) { a.Flows.Endpoints = netip.Prefix{} }, "Flows.Endpoints: is missing"},
		{"secrets lie in a vault", workload.Web, func(a *workload.Args) { a.Vault = "" }, "Vault: is empty"},
		{"a secret is mounted once", workload.Web, func(a *workload.Args) { a.Secrets[1] = a.Secrets[0] }, "is given twice"},
		{"only a migration sets up", workload.Worker, func(a *workload.Args) { a.Setup = &workload.Setup{ActiveRegion: "eastus2"} }, "is given for a worker"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			a := of(test.kind)
			test.change(a)
			err := pulumitest.RunError(t, making(a))
			require.Error(t, err)
			assert.ErrorContains(t, err, test.want)
			assert.ErrorContains(t, err, "has 1 problem(s)", "one mistake is one problem")
		})
	}
	assert.ErrorContains(t, pulumitest.RunError(t, making(nil)), "problem(s)", "nothing panics on no arguments")
}
