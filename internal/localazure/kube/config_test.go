package kube

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestKubeconfigMistakesAreNamed(t *testing.T) {
	t.Parallel()
	change := func(from, to string) string { return strings.ReplaceAll(testKubeconfig, from, to) }
	tests := []struct {
		reason, contents string
		want             []string
	}{
		{"a good one has none", testKubeconfig, nil},
		{"an empty one is none", " ", []string{"is empty; pass the contents of a kubeconfig"}},
		{"a path is not its contents", "~/.kube/config", []string{"is neither YAML nor JSON of a kubeconfig (line 1); pass the contents of the file, not its path"}},
		{"text that does not parse is not repeated", "a: [very-secret-token", []string{"is neither YAML nor JSON of a kubeconfig (line 1); pass the contents of the file, not its path"}},
		{"the context must exist", change("current-context: admin", "current-context: other"), []string{`context "other" is not among contexts`}},
		{"some context must be named", change("current-context: admin", ""), []string{"current-context is missing, and the provider names no context"}},
		{"several mistakes at once", strings.NewReplacer("user: someone", "user: nobody", testServer, "http://x", "kind: Config", "kind: Secret").Replace(testKubeconfig), []string{
			"kind must be Config", `user "nobody" of context "admin" is not among users`, `server of cluster "aks" must be a URL that begins with https://`}},
		{"the cluster must exist", change("cluster: aks,", "cluster: eks,"), []string{`cluster "eks" of context "admin" is not among clusters`}},
		{"certificates are base64", change("Q0E=", "not base64"), []string{`certificate-authority-data of cluster "aks" must be base64`}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			_, got := parseKubeconfig(test.contents, "", "")
			assert.Equal(t, test.want, got)
			assert.NotContains(t, strings.Join(got, ""), "very-secret-token")
		})
	}
	parsed, _ := parseKubeconfig(testKubeconfig, "", "")
	assert.Equal(t, kubeconfig{server: testServer, host: "aks-test-abc.hcp.eastus2.azmk8s.io", authority: "Q0E="}, parsed)
}

func TestCheckConfig(t *testing.T) {
	t.Parallel()
	good := resource.NewProperty(testKubeconfig)
	tests := []struct {
		reason string
		args   resource.PropertyMap
		want   []string
	}{
		{"a kubeconfig suffices", resource.PropertyMap{"kubeconfig": good}, nil},
		{"it may be secret", resource.PropertyMap{"kubeconfig": resource.MakeSecret(good), "enableServerSideApply": resource.NewProperty(true)}, nil},
		{"it may be unknown", resource.PropertyMap{"kubeconfig": resource.MakeComputed(resource.NewProperty(""))}, nil},
		{"it may not be missing", resource.PropertyMap{}, []string{"kubeconfig: is missing; the local Kubernetes never looks for one in the environment"}},
		{"another version is another provider", resource.PropertyMap{"kubeconfig": good, "version": resource.NewProperty("3.0.0")}, []string{
			"version 3.0.0 of the kubernetes provider was asked for, the local Kubernetes is modelled on 4.33.0"}},
		{"arguments that change everything are refused, unknown ones too", resource.PropertyMap{
			"kubeconfig": good, "renderYamlToDirectory": resource.NewProperty("out"), "enableServerSideApply": resource.NewProperty(false),
			"kubeconfg": resource.NewProperty("x"),
		}, []string{
			"enableServerSideApply must not be false: the local Kubernetes models server-side apply only",
			"kubeconfg is no argument of the kubernetes provider",
			"renderYamlToDirectory is not modelled by the local Kubernetes; leave it out"}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, Options{})
			response, err := h.server.CheckConfig(t.Context(), &pulumirpc.CheckRequest{News: h.marshal(test.args)})
			require.NoError(t, err)
			var got []string
			for _, f := range response.GetFailures() {
				assert.Empty(t, f.GetProperty(), "the engine would print the property's value")
				got = append(got, f.GetReason())
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.args, h.unmarshal(response.GetInputs()))
			_, err = h.server.Configure(t.Context(), &pulumirpc.ConfigureRequest{Args: h.marshal(test.args)})
			assert.Equal(t, test.want != nil, err != nil, "Configure refuses the same")
		})
	}
}

func TestUnknownKubeconfigIsConfiguredButCreatesNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.configure(resource.PropertyMap{"kubeconfig": resource.MakeComputed(resource.NewProperty(""))})
	_, failures := h.check(configMap, props(t, "{metadata: {name: it}, data: {a: 1}}"))
	assert.NotEmpty(t, failures, "manifests are judged without a cluster")
	_, _, err := h.tryCreate(configMap, "it", props(t, "metadata: {name: it}"), true)
	require.NoError(t, err)
	_, _, err = h.tryCreate(configMap, "it", props(t, "metadata: {name: it}"), false)
	require.EqualError(t, err, "configured Kubernetes cluster is unreachable: the kubeconfig is not known yet")
}

func TestDiffConfig(t *testing.T) {
	t.Parallel()
	with := func(contents string, more ...resource.PropertyMap) resource.PropertyMap {
		m := resource.PropertyMap{"kubeconfig": resource.NewProperty(contents)}
		for _, extra := range more {
			m = withMerged(m, extra)
		}
		return m
	}
	identifier := resource.PropertyMap{"clusterIdentifier": resource.NewProperty("one")}
	elsewhere := strings.ReplaceAll(testKubeconfig, testServer, "https://other.example.com")
	tests := []struct {
		reason          string
		old, news       resource.PropertyMap
		diffs, replaces []string
	}{
		{"equal is equal", with(testKubeconfig), with(testKubeconfig), nil, nil},
		{"a new token is an update", with(testKubeconfig), with(strings.ReplaceAll(testKubeconfig, "very-secret-token", "other")), []string{"kubeconfig"}, nil},
		{"another cluster replaces", with(testKubeconfig), with(elsewhere), []string{"kubeconfig"}, []string{"kubeconfig"}},
		{"an unknown kubeconfig may lead anywhere", with(testKubeconfig), resource.PropertyMap{"kubeconfig": resource.MakeComputed(resource.NewProperty(""))}, []string{"kubeconfig"}, []string{"kubeconfig"}},
		{"an identifier that stays says it is the same cluster", with(testKubeconfig, identifier), with(elsewhere, identifier), []string{"kubeconfig"}, nil},
		{"an identifier that changes says it is another", with(testKubeconfig, identifier), with(testKubeconfig, resource.PropertyMap{"clusterIdentifier": resource.NewProperty("two")}), []string{"clusterIdentifier"}, []string{"clusterIdentifier"}},
		{"another namespace is an update", with(testKubeconfig), with(testKubeconfig, resource.PropertyMap{"namespace": resource.NewProperty("shop")}), []string{"namespace"}, nil},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, Options{})
			response, err := h.server.DiffConfig(t.Context(), &pulumirpc.DiffRequest{Olds: h.marshal(test.old), News: h.marshal(test.news)})
			require.NoError(t, err)
			assert.Equal(t, test.diffs, response.GetDiffs())
			assert.Equal(t, test.replaces, response.GetReplaces())
			assert.Equal(t, test.diffs == nil, response.GetChanges() == pulumirpc.DiffResponse_DIFF_NONE)
		})
	}
}
