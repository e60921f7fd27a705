package cluster_test

import (
	"encoding/base64"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestKubeconfigInFull(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason string
		entry  cluster.Entry
		login  string
	}{
		"azurecli": {
			reason: "a person's or a pipeline's own session",
			entry:  cluster.Entry{Login: "azurecli", ClientID: "ignored"},
			login:  "",
		},
		"workloadidentity": {
			reason: "the application is named, the token file comes from the environment",
			entry:  cluster.Entry{Login: "workloadidentity", ClientID: "app"},
			login:  "                - --client-id\n                - app\n",
		},
		"workloadidentity of the environment": {
			reason: "without an application the environment names it", entry: cluster.Entry{Login: "workloadidentity"}, login: "",
		},
		"devicecode": {
			reason: "people sign in through the public client of AKS", entry: cluster.Entry{Login: "devicecode"},
			login: "                - --client-id\n                - 80faf920-1908-4b52-b5ef-a8e7bedfc67a\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entry := test.entry
			entry.Cluster, entry.FQDN, entry.CAData, entry.TenantID = "aks-x", "aks-x-1.hcp.eastus2.azmk8s.io", "Q0E=", "tenant"
			text, err := cluster.Kubeconfig(entry)
			require.NoError(t, err)
			assert.Equal(t, `apiVersion: v1
kind: Config
current-context: aks-x
clusters:
    - name: aks-x
      cluster:
        server: https://aks-x-1.hcp.eastus2.azmk8s.io:443
        certificate-authority-data: Q0E=
contexts:
    - name: aks-x
      context:
        cluster: aks-x
        user: aks-x-`+entry.Login+`
users:
    - name: aks-x-`+entry.Login+`
      user:
        exec:
            apiVersion: client.authentication.k8s.io/v1beta1
            command: kubelogin
            args:
                - get-token
                - --environment
                - AzurePublicCloud
                - --login
                - `+entry.Login+`
                - --server-id
                - 6dae42f8-4368-4678-94ff-3960e28e3630
                - --tenant-id
                - tenant
`+test.login+`            interactiveMode: IfAvailable
            provideClusterInfo: false
            installHint: kubelogin fetches the token for this cluster; see https://azure.github.io/kubelogin
`, text, test.reason)
		})
	}
}

func TestKubeconfigNeedsAServerAndACertificate(t *testing.T) {
	t.Parallel()
	for _, entry := range []cluster.Entry{{Cluster: "c", CAData: "Q0E="}, {Cluster: "c", FQDN: "f"}} {
		_, err := cluster.Kubeconfig(entry)
		assert.ErrorContains(t, err, "the API server's name and certificate are needed",
			"a kubeconfig without them would talk to anybody")
	}
}

func TestClusterRendersItsKubeconfig(t *testing.T) {
	t.Parallel()
	var kubeconfig string
	pulumitest.Run(t, program(args(), &kubeconfig))
	assert.Contains(t, kubeconfig, "certificate-authority-data: dGVzdA==", "the certificate is the one that AKS hands out")
	assert.Contains(t, kubeconfig, "server: https://aks-trelica-prod-eus2-test.hcp.eastus2.azmk8s.io:443")
	assert.Contains(t, kubeconfig, "command: kubelogin")
}

// An answer to the call that fails the program shows that it was made: it must not be in a preview of a new cluster.
func TestPreviewOfANewClusterAsksForNoCredentials(t *testing.T) {
	t.Parallel()
	unusable := pulumitest.Answer(credentials, resource.PropertyMap{"kubeconfigs": resource.NewProperty([]resource.PropertyValue{})})
	var kubeconfig string
	assert.ErrorContains(t, pulumitest.RunError(t, program(args(), &kubeconfig), unusable), "AKS returned none",
		"the update does ask")

	previewed := pulumitest.Run(t, program(args(), &kubeconfig), pulumitest.Preview(), unusable)
	assert.Empty(t, kubeconfig, "nothing is known of a cluster that does not exist")
	assert.Equal(t, pulumitest.Names(run(t, args())), pulumitest.Names(previewed), "the preview shows every resource")
	made := pulumitest.Plain(pulumitest.Find(t, previewed, clusterType, "cluster-cluster").Inputs)
	assert.Equal(t, true, made["disableLocalAccounts"], "what matters for security is known before anything exists")
}

// An answer that fails the program would show that the call was made.
func TestAKnownKubeconfigAsksForNone(t *testing.T) {
	t.Parallel()
	unusable := pulumitest.Answer(credentials, resource.PropertyMap{"kubeconfigs": resource.NewProperty([]resource.PropertyValue{})})
	known := args()
	known.Access.Kubeconfig = "rendered before"
	var kubeconfig string
	pulumitest.Run(t, program(known, &kubeconfig), unusable)
	assert.Equal(t, "rendered before", kubeconfig, "the region of the cluster may be out")
}

func TestCredentialsThatCannotBeUsedSayWhy(t *testing.T) {
	t.Parallel()
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	tests := map[string]struct{ reason, value, want string }{
		"not base64":     {"the answer is base64 or nothing", "***", "not base64"},
		"not YAML":       {"the answer is a kubeconfig", encoded("\t: ["), "not a kubeconfig"},
		"two clusters":   {"the right one could not be told", encoded("clusters: [{name: a}, {name: b}]"), "must name one cluster"},
		"no certificate": {"a server that is not checked is not trusted", encoded("clusters: [{name: a, cluster: {server: s}}]"), "certificate-authority-data"},
		"nothing at all": {"an empty answer has no certificate", "", "must name one cluster"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := pulumitest.Answer(credentials, resource.PropertyMap{"kubeconfigs": resource.NewProperty([]resource.PropertyValue{
				resource.NewProperty(resource.PropertyMap{"name": resource.NewProperty("u"), "value": resource.NewProperty(test.value)}),
			})})
			var kubeconfig string
			assert.ErrorContains(t, pulumitest.RunError(t, program(args(), &kubeconfig), answer), test.want, test.reason)
		})
	}
}
