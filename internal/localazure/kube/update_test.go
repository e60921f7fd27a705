package kube

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUpdate(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.namespace("shop")
	kind := kindNamed(t, "Deployment")
	old := props(t, bases()["Deployment"])
	id, before := h.create(kind.Token(), old)

	key := "apps/v1/Deployment/shop/web"
	child(child(h.store.objects[key], "metadata"), "labels")["other"] = "manager"
	next := withMerged(old, props(t, "{metadata: {labels: {app: null, new: label}}, spec: {replicas: 5}}"))
	_, err := h.tryUpdate(kind.Token(), id, old, next, true)
	require.NoError(t, err)
	assert.Equal(t, 3.0, child(h.store.objects[key], "spec")["replicas"], "a preview changes nothing")

	after, err := h.tryUpdate(kind.Token(), id, old, next, false)
	require.NoError(t, err)
	assert.Equal(t, map[string]any{"new": "label", "other": "manager"}, get(after, "metadata.labels"), "others' labels stay, ours follow the program")
	assert.Equal(t, 5.0, get(after, "status.readyReplicas"))
	assert.Equal(t, get(before, "metadata.uid"), get(after, "metadata.uid"))
	assert.Equal(t, 2.0, get(after, "metadata.generation"))
	assert.NotEqual(t, get(before, "metadata.resourceVersion"), get(after, "metadata.resourceVersion"))

	again, err := h.tryUpdate(kind.Token(), id, next, next, false)
	require.NoError(t, err)
	assert.Equal(t, get(after, "metadata.resourceVersion"), get(again, "metadata.resourceVersion"), "an update that changes nothing is none")

	_, err = h.tryUpdate(kind.Token(), "shop/nothing", old, old, false)
	require.ErrorContains(t, err, `deployments.apps "nothing" not found`)
}

func TestImmutableFields(t *testing.T) {
	t.Parallel()
	tests := []struct{ reason, kind, change, want string }{
		{"a class's policy is for life, and the provider does not replace for it", "StorageClass", "reclaimPolicy: Delete", "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden."},
		{"a class binds as it was made to", "StorageClass", "volumeBindingMode: Immediate", "volumeBindingMode: Forbidden: field is immutable"},
		{"a deployment keeps its selector", "Deployment", "spec: {selector: {matchLabels: {tier: a}}, template: {metadata: {labels: {tier: a}}}}", "spec.selector: Forbidden: field is immutable"},
		{"a stateful set keeps its service", "StatefulSet", "spec: {serviceName: b}", "updates to statefulset spec for fields other than 'replicas'"},
		{"a claim keeps its class", "PersistentVolumeClaim", "spec: {storageClassName: slow}", "spec is immutable after creation except resources.requests"},
		{"a binding keeps its role", "RoleBinding", "roleRef: {name: writer}", "roleRef: Forbidden: cannot change roleRef"},
		{"a priority keeps its value", "PriorityClass", "value: 2", "value: Forbidden: may not be changed in an update."},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, Options{})
			h.namespace("shop")
			kind := kindNamed(t, test.kind)
			old := props(t, bases()[test.kind])
			id, _ := h.create(kind.Token(), old)
			_, err := h.tryUpdate(kind.Token(), id, old, withMerged(old, props(t, test.change)), true)
			require.ErrorContains(t, err, test.want, "the preview knows already")
			_, err = h.tryUpdate(kind.Token(), id, old, withMerged(old, props(t, "metadata: {labels: {x: y}}")), false)
			require.NoError(t, err, "labels change as ever")
		})
	}
}

func TestFrozenDataStays(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	old := props(t, "{metadata: {name: it}, immutable: true, data: {a: b}}")
	id, _ := h.create(configMap, old)
	_, err := h.tryUpdate(configMap, id, old, props(t, "{metadata: {name: it}, immutable: true, data: {a: c}}"), false)
	require.ErrorContains(t, err, "data: Forbidden: field is immutable when `immutable` is set")
}

func TestRefreshShowsDriftOfWhatTheProgramSet(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.namespace("shop")
	inputs := props(t, bases()["Deployment"])
	id, _ := h.create(deployment, inputs)
	stored := h.store.objects["apps/v1/Deployment/shop/web"]
	child(stored, "spec")["replicas"] = 7.0
	child(stored, "spec")["paused"] = true
	delete(child(child(stored, "metadata"), "labels"), "app")

	_, refreshed, outputs := h.read(deployment, id, inputs)
	changes := compare(plainOf(inputs).object, plainOf(refreshed).object, nil)
	var got []string
	for _, c := range changes {
		got = append(got, c.at.String())
	}
	assert.Equal(t, []string{"metadata.labels.app", "spec.replicas"}, got, "paused was never set by the program")
	assert.Equal(t, 7.0, get(refreshed, "spec.replicas"))
	assert.Equal(t, true, get(outputs, "spec.paused"))
}

func TestImportLeavesOutWhatTheServerFillsIn(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.create(namespace, props(t, "metadata: {name: shop, labels: {team: apps}}"))
	_, imported, _ := h.read(namespace, "shop", nil)
	assert.Equal(t, props(t, "{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: apps}}}"), imported)

	h.create(service, props(t, "{metadata: {name: web, namespace: shop}, spec: {type: NodePort, ports: [{port: 80, targetPort: http}]}}"))
	_, imported, _ = h.read(service, "shop/web", nil)
	assert.Equal(t, props(t, "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {type: NodePort, ports: [{port: 80, targetPort: http}]}}"), imported)

	id, _, _ := h.read(service, "shop/nothing", nil)
	assert.Empty(t, id)
	id, _, _ = h.read(namespace, "kube-system", nil)
	assert.Equal(t, "kube-system", id, "built-in namespaces exist")
}
