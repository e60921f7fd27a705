package kube

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	configMap  = "kubernetes:core/v1:ConfigMap"
	namespace  = "kubernetes:core/v1:Namespace"
	secretType = "kubernetes:core/v1:Secret"
	deployment = "kubernetes:apps/v1:Deployment"
	service    = "kubernetes:core/v1:Service"
)

func TestTypesThatDoNotExistAreRefusedInWords(t *testing.T) {
	t.Parallel()
	const only = "the local Kubernetes models built-in kinds of stable API versions only"
	tests := []struct{ reason, token, want string }{
		{"custom resources need their definition", "kubernetes:example.com/v1:Widget", "kubernetes:example.com/v1:Widget is not known: " + only + ", and a custom resource needs a cluster that has its definition"},
		{"definitions extend the API", "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition extends the API of a cluster: " + only},
		{"charts are components", "kubernetes:helm.sh/v4:Chart", "kubernetes:helm.sh/v4:Chart is a component that reads files or charts: " + only + "; declare the objects themselves"},
		{"beta versions have a stable one", "kubernetes:policy/v1beta1:PodDisruptionBudget", "kubernetes:policy/v1beta1:PodDisruptionBudget is not known: " + only + "; use kubernetes:policy/v1:PodDisruptionBudget"},
		{"patches change what others own", "kubernetes:core/v1:ConfigMapPatch", "kubernetes:core/v1:ConfigMapPatch changes an object that something else owns: " + only + "; declare the object itself"},
		{"lists are for manifests", "kubernetes:core/v1:ConfigMapList", "kubernetes:core/v1:ConfigMapList cannot be created directly: list resources exist for manifests and charts; declare each object"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, Options{})
			_, failures := h.check(test.token, props(t, "metadata: {name: it}"))
			assert.Equal(t, []string{test.want}, failures)
			_, _, err := h.tryCreate(test.token, "it", props(t, "metadata: {name: it}"), false)
			assert.EqualError(t, err, test.want)
		})
	}
}

func TestCheckCompletesInputs(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.configure(resource.PropertyMap{
		"kubeconfig": resource.NewProperty(testKubeconfig), "namespace": resource.NewProperty("shop"), "version": resource.NewProperty(Version),
	})
	inputs, failures := h.check(secretType, props(t, "{metadata: {name: it, uid: x, resourceVersion: '7'}, stringData: !secret {a: b}}"))
	assert.Empty(t, failures)
	assert.Equal(t, props(t, "{apiVersion: v1, kind: Secret, metadata: {name: it, namespace: shop}, stringData: !secret {a: b}}"), inputs)

	_, failures = h.check(configMap, props(t, "{apiVersion: v2, metadata: {name: it}}"))
	assert.Equal(t, []string{`apiVersion: must be "v1" for a resource of type kubernetes:core/v1:ConfigMap, is "v2"`}, failures)
}

func TestCollectReportsAndAccepts(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{Collect: true})
	bad := props(t, "{metadata: {name: It}, data: {a: 1}}")
	_, failures := h.check(configMap, bad)
	assert.Empty(t, failures)
	urn := urnOf(configMap, "it")
	require.Len(t, h.log.lines, 2)
	assert.Equal(t, urn+" data[a]: must be a string, is a number (1)", h.log.lines[0])
	assert.True(t, strings.HasPrefix(h.log.lines[1], urn+" metadata.name: Invalid value"))

	_, outputs, err := h.tryCreate(configMap, "it", bad, true)
	require.NoError(t, err, "the preview goes on, to find the mistakes of other resources")
	assert.Equal(t, bad, outputs)
	_, _, err = h.tryCreate(configMap, "it", bad, false)
	require.ErrorContains(t, err, "data[a]: must be a string", "but nothing faulty is ever created")
	assert.Empty(t, h.store.objects)
}

func TestCreateReturnsWhatAGetReturns(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	id, outputs := h.create(namespace, props(t, "metadata: {name: shop, annotations: {pulumi.com/skipAwait: 'true', pulumi.com/patchForce: 'true'}}"))
	assert.Equal(t, "shop", id)
	assert.Equal(t, props(t, lines(
		"apiVersion: v1",
		"kind: Namespace",
		"metadata:",
		"  name: shop",
		"  uid: uid-1",
		"  resourceVersion: '2'",
		"  creationTimestamp: '2026-03-01T12:00:00Z'",
		"  labels: {kubernetes.io/metadata.name: shop}",
		"  annotations: {pulumi.com/skipAwait: 'true', pulumi.com/patchForce: 'true'}",
		"  managedFields: [{manager: pulumi-kubernetes-b26ea931, operation: Apply, apiVersion: v1, time: '2026-03-01T12:00:00Z'}]",
		"spec: {finalizers: [kubernetes]}",
		"status: {phase: Active}",
		"__inputs: {metadata: {name: shop, annotations: {pulumi.com/skipAwait: 'true', pulumi.com/patchForce: 'true'}}}",
		"__initialApiVersion: v1",
		"__fieldManager: pulumi-kubernetes-b26ea931",
	)), outputs)
}

func TestDefaultsAppearInOutputs(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	id, outputs := h.create(deployment, props(t, lines(
		"metadata: {name: web, annotations: {pulumi.com/patchFieldManager: me}}",
		"spec:",
		"  selector: {matchLabels: {app: web}}",
		"  template:",
		"    metadata: {labels: {app: web}}",
		"    spec:",
		"      containers:",
		"        - {name: a, image: 'r.example.com:5000/a', ports: [{containerPort: 80}]}",
		"        - {name: b, image: 'r.example.com/b:latest'}",
		"        - {name: c, image: 'r.example.com/c:1'}",
		"        - {name: d, image: 'r.example.com/d@sha256:0000000000000000000000000000000000000000000000000000000000000000'}",
	)))
	assert.Equal(t, "default/web", id, "an object without a namespace is in the default one")
	for at, want := range map[string]any{
		"metadata.generation":          1.0,
		"__fieldManager":               "me",
		"spec.replicas":                1.0,
		"spec.strategy":                map[string]any{"type": "RollingUpdate", "rollingUpdate": map[string]any{"maxSurge": "25%", "maxUnavailable": "25%"}},
		"spec.template.spec.dnsPolicy": "ClusterFirst",
		"spec.template.spec.containers[0].imagePullPolicy":          "Always",
		"spec.template.spec.containers[1].imagePullPolicy":          "Always",
		"spec.template.spec.containers[2].imagePullPolicy":          "IfNotPresent",
		"spec.template.spec.containers[3].imagePullPolicy":          "IfNotPresent",
		"spec.template.spec.containers[0].ports[0].protocol":        "TCP",
		"spec.template.spec.containers[0].terminationMessagePath":   "/dev/termination-log",
		"spec.template.spec.containers[0].terminationMessagePolicy": "File",
		"status.availableReplicas":                                  1.0,
		"status.observedGeneration":                                 1.0,
		"status.conditions[0].type":                                 "Available",
		"status.conditions[0].status":                               "True",
	} {
		assert.Equal(t, want, get(outputs, at), at)
	}
}

func TestServicesGetAddresses(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	seen := map[any]bool{}
	for _, name := range []string{"a", "b", "c", "d"} {
		_, outputs := h.create(service, props(t, "{metadata: {name: "+name+", annotations: {service.beta.kubernetes.io/azure-load-balancer-ipv4: 20.1.2.3}}, spec: {type: LoadBalancer, ports: [{port: 80}]}}"))
		address := get(outputs, "spec.clusterIP")
		assert.True(t, strings.HasPrefix(address.(string), "10.0."), "from AKS's default range")
		assert.False(t, seen[address] || seen[get(outputs, "spec.ports[0].nodePort")], "addresses and node ports are given once")
		seen[address], seen[get(outputs, "spec.ports[0].nodePort")] = true, true
		assert.Equal(t, "20.1.2.3", get(outputs, "status.loadBalancer.ingress[0].ip"))
	}
	old := props(t, "{metadata: {name: a}, spec: {type: LoadBalancer, ports: [{port: 80}]}}")
	outputs, err := h.tryUpdate(service, "default/a", old, props(t, "{metadata: {name: a}, spec: {type: ClusterIP, ports: [{port: 80}]}}"), false)
	require.NoError(t, err)
	assert.Nil(t, get(outputs, "spec.externalTrafficPolicy"), "what belongs to the former type goes")
	assert.Nil(t, get(outputs, "spec.ports[0].nodePort"))
	assert.True(t, seen[get(outputs, "spec.clusterIP")], "the address stays")

	taken := map[string]bool{}
	for i := range 4 {
		address, err := freeAddress("x", "10.9.0.0/28", taken)
		require.NoError(t, err, i)
		taken[address] = true
	}
	_, err = freeAddress("x", "10.9.0.0/28", taken)
	require.EqualError(t, err, "the cluster's service range 10.9.0.0/28 is used up")
}

func TestCreateRefusals(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	inputs := props(t, "metadata: {name: it, namespace: shop}")
	_, _, err := h.tryCreate(configMap, "it", inputs, false)
	require.ErrorContains(t, err, `namespaces "shop" not found`)
	_, outputs, err := h.tryCreate(configMap, "it", inputs, true)
	require.NoError(t, err, "the namespace may be about to be created")
	assert.Equal(t, inputs, outputs)

	h.namespace("shop")
	h.create(configMap, inputs)
	_, _, err = h.tryCreate(configMap, "it", inputs, false)
	require.ErrorContains(t, err, `configmaps "it" already exists`)
	_, _, err = h.tryCreate(configMap, "it", props(t, "metadata: {name: it, namespace: shop, labels: {a: ((unknown))}}"), false)
	require.ErrorContains(t, err, "a create needs every value, but metadata.labels.a is not known")

	h.configure(resource.PropertyMap{"kubeconfig": resource.NewProperty(testKubeconfig), "upsertExistingObjects": resource.NewProperty(true)})
	_, outputs, err = h.tryCreate(configMap, "it", props(t, "{metadata: {name: it, namespace: shop}, data: {a: b}}"), false)
	require.NoError(t, err, "upsertExistingObjects takes an object over")
	assert.Equal(t, "b", get(outputs, "data.a"))

	elsewhere := strings.ReplaceAll(testKubeconfig, testServer, "https://gone.example.com")
	h.configure(resource.PropertyMap{"kubeconfig": resource.NewProperty(elsewhere)})
	_, _, err = h.tryCreate(configMap, "other", props(t, "metadata: {name: other}"), false)
	require.EqualError(t, err, `configured Kubernetes cluster is unreachable: unable to load schema information from the API server: `+
		`Get "https://gone.example.com/openapi/v2?timeout=32s": dial tcp: lookup gone.example.com: no such host`)
	_, _, err = h.tryCreate(configMap, "other", props(t, "metadata: {name: other}"), true)
	require.NoError(t, err, "a preview needs no cluster")
}

func TestPreviewForesees(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	id, outputs, err := h.tryCreate(service, "it", props(t, "{metadata: {name: web}, spec: {ports: [{port: 80}]}}"), true)
	require.NoError(t, err)
	assert.Equal(t, "default/web", id)
	for _, at := range []string{"metadata.uid", "metadata.resourceVersion", "metadata.creationTimestamp", "spec.clusterIP"} {
		assert.Equal(t, unknown{}, get(outputs, at), at)
	}
	assert.Equal(t, "ClusterIP", get(outputs, "spec.type"))
	assert.Nil(t, get(outputs, "status"))
	assert.Empty(t, h.store.objects, "a preview stores nothing")

	_, _, err = h.tryCreate(service, "twin", props(t, "{metadata: {name: web}, spec: {ports: [{port: 81}]}}"), true)
	require.ErrorContains(t, err, `services "web" already exists: the resource `+urnOf(service, "it")+" of the same program creates it too")
	readID, _, _ := h.read(service, "default/web", nil)
	assert.Equal(t, "default/web", readID, "what the preview made can be read in it")
	h.server.Disconnected("")
	h.configure(resource.PropertyMap{"kubeconfig": resource.NewProperty(testKubeconfig)})
	readID, _, _ = h.read(service, "default/web", nil)
	assert.Empty(t, readID, "and is gone with its connection")

	partly := props(t, "{metadata: {name: web, labels: {a: ((unknown))}}, spec: {ports: [{port: ((unknown))}]}}")
	id, outputs, err = h.tryCreate(service, "it", partly, true)
	require.NoError(t, err)
	assert.Equal(t, "default/web", id)
	assert.Equal(t, partly, outputs, "with unknown values the inputs are all that can be said")

	shy := newHarness(t, Options{WithholdPreviewIDs: true})
	id, _, err = shy.tryCreate(service, "it", props(t, "{metadata: {name: web}, spec: {ports: [{port: 80}]}}"), true)
	require.NoError(t, err)
	assert.Empty(t, id)
}

func TestSecretsAreStoredAsAnAPIServerDoes(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	inputs := props(t, "{metadata: {name: s}, stringData: {password: hunter2}, data: {other: b3RoZXI=}}")
	_, outputs := h.create(secretType, inputs)
	assert.True(t, outputs["data"].IsSecret(), "secret even where the program did not say so")
	assert.Nil(t, get(outputs, "stringData"))
	assert.Equal(t, map[string]any{"password": "aHVudGVyMg==", "other": "b3RoZXI="}, get(outputs, "data"))
	assert.Equal(t, "Opaque", get(outputs, "type"))
	assert.True(t, outputs["__inputs"].ObjectValue()["stringData"].IsSecret())

	_, refreshed, _ := h.read(secretType, "default/s", inputs)
	assert.Equal(t, "hunter2", get(refreshed, "stringData.password"))
	assert.True(t, refreshed["stringData"].IsSecret() && refreshed["data"].IsSecret())

	stored := h.store.objects["v1/Secret/default/s"]
	child(stored, "data")["password"] = "Y2hhbmdlZA=="
	_, refreshed, _ = h.read(secretType, "default/s", inputs)
	assert.Equal(t, "changed", get(refreshed, "stringData.password"), "drift shows where the program wrote it")

	outputs, err := h.tryUpdate(secretType, "default/s", inputs, props(t, "{metadata: {name: s}, stringData: {token: t}}"), false)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"token": "dA=="}, get(outputs, "data"), "keys that the program no longer has go")
}

func TestDeletingANamespaceDeletesWhatIsInIt(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.namespace("shop")
	h.namespace("other")
	h.create(configMap, props(t, "metadata: {name: it, namespace: shop}"))
	h.create(configMap, props(t, "metadata: {name: it, namespace: other}"))
	kind := kindNamed(t, "Namespace")
	h.clear(kind, "shop")
	assert.Equal(t, []string{"v1/ConfigMap/other/it", "v1/Namespace/other"}, sortedKeys(h.store.objects))
	h.clear(kind, "shop") // Gone already is gone.
	_, err := h.server.Delete(t.Context(), &pulumirpc.DeleteRequest{Urn: urnOf(namespace, "it"), Id: "default"})
	require.ErrorContains(t, err, `namespaces "default" is forbidden: this namespace may not be deleted`)
}

// TestTheAccountDefaultIsThere meets what the controllers make in every namespace: a create is refused, as the official provider
// refuses it since 4.29.0, and a provider that adopts takes it over.
func TestTheAccountDefaultIsThere(t *testing.T) {
	t.Parallel()
	const account = "kubernetes:core/v1:ServiceAccount"
	h := newHarness(t, Options{})
	h.namespace("shop")
	inputs := props(t, "{metadata: {name: default, namespace: shop}, automountServiceAccountToken: false}")
	_, _, err := h.tryCreate(account, "it", inputs, false)
	require.ErrorContains(t, err, `serviceaccounts "default" already exists`)
	_, _, err = h.tryCreate(account, "it", props(t, "{metadata: {name: default, namespace: none}}"), false)
	require.ErrorContains(t, err, `namespaces "none" not found`, "without its namespace it is not there")

	h.configure(resource.PropertyMap{"kubeconfig": resource.NewProperty(testKubeconfig), "upsertExistingObjects": resource.NewProperty(true)})
	id, outputs, err := h.tryCreate(account, "it", inputs, false)
	require.NoError(t, err)
	assert.Equal(t, "shop/default", id)
	assert.Equal(t, false, get(outputs, "automountServiceAccountToken"))
	h.clear(kindNamed(t, "ServiceAccount"), id)
	id, _, live := h.read(account, id, inputs)
	assert.Equal(t, "shop/default", id, "the controllers make it again")
	assert.Nil(t, get(live, "automountServiceAccountToken"), "without what was ours")
}

func TestUnreachableClusters(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	elsewhere := resource.NewProperty(strings.ReplaceAll(testKubeconfig, testServer, "https://gone.example.com"))
	h.configure(resource.PropertyMap{"kubeconfig": elsewhere})
	_, err := h.server.Delete(t.Context(), &pulumirpc.DeleteRequest{Urn: urnOf(configMap, "it"), Id: "default/it"})
	require.ErrorContains(t, err, "PULUMI_K8S_DELETE_UNREACHABLE")
	_, err = h.server.Read(t.Context(), &pulumirpc.ReadRequest{Urn: urnOf(configMap, "it"), Id: "default/it"})
	require.ErrorContains(t, err, "failed to read resource state due to unreachable cluster")

	h.configure(resource.PropertyMap{"kubeconfig": elsewhere, "deleteUnreachable": resource.NewProperty("true")})
	h.clear(kindNamed(t, "ConfigMap"), "default/it")
	id, _, _ := h.read(configMap, "default/it", nil)
	assert.Empty(t, id)
}
