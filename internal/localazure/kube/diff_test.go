package kube

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	const (
		none    = pulumirpc.DiffResponse_DIFF_NONE
		some    = pulumirpc.DiffResponse_DIFF_SOME
		add     = pulumirpc.PropertyDiff_ADD
		remove  = pulumirpc.PropertyDiff_DELETE
		update  = pulumirpc.PropertyDiff_UPDATE
		replace = pulumirpc.PropertyDiff_UPDATE_REPLACE
	)
	tests := []struct {
		reason, kind, change string
		changes              pulumirpc.DiffResponse_DiffChanges
		want                 map[string]pulumirpc.PropertyDiff_Kind
		replaces             []string
		deleteFirst          bool
	}{
		{"the same quantity written otherwise is no change", "ResourceQuota", "spec: {hard: {limits.cpu: 10000m}}", none, nil, nil, false},
		{"the default namespace is the one that is not named", "Pod", "metadata: {labels: {a: b}}", some, map[string]pulumirpc.PropertyDiff_Kind{"metadata.labels": add}, nil, false},
		{"odd keys are quoted", "Namespace", "metadata: {annotations: {example.com/owner: you}}", some, map[string]pulumirpc.PropertyDiff_Kind{`metadata.annotations["example.com/owner"]`: update}, nil, false},
		{"a deployment is updated", "Deployment", "spec: {replicas: 4, minReadySeconds: null}", some, map[string]pulumirpc.PropertyDiff_Kind{"spec.replicas": update, "spec.minReadySeconds": remove}, nil, false},
		{"a selector replaces, deleting first", "Deployment", "spec: {selector: {matchLabels: {app: x}}}", some, map[string]pulumirpc.PropertyDiff_Kind{"spec.selector.matchLabels.app": replace}, []string{"spec.selector.matchLabels.app"}, true},
		{"another name replaces, creating first", "ConfigMap", "metadata: {name: other}", some, map[string]pulumirpc.PropertyDiff_Kind{"metadata.name": replace}, []string{"metadata.name"}, false},
		{"data of a config map replaces", "ConfigMap", "data: {settings.json: x}", some, map[string]pulumirpc.PropertyDiff_Kind{`data["settings.json"]`: replace}, []string{`data["settings.json"]`}, true},
		{"labels of a config map do not", "ConfigMap", "metadata: {labels: {app: x}}", some, map[string]pulumirpc.PropertyDiff_Kind{"metadata.labels.app": update}, nil, false},
		{"a job's template replaces", "Job", "spec: {template: {metadata: {labels: {app: x}}}}", some, map[string]pulumirpc.PropertyDiff_Kind{"spec.template.metadata.labels.app": replace}, []string{"spec.template.metadata.labels.app"}, true},
		{"an unknown value may replace", "Service", "spec: {clusterIP: ((unknown))}", some, map[string]pulumirpc.PropertyDiff_Kind{"spec.clusterIP": pulumirpc.PropertyDiff_ADD_REPLACE}, []string{"spec.clusterIP"}, true},
		{"storage parameters replace, also as a whole", "StorageClass", "parameters: null", some, map[string]pulumirpc.PropertyDiff_Kind{"parameters": pulumirpc.PropertyDiff_DELETE_REPLACE}, []string{"parameters"}, true},
		{"a pod's image replaces", "Pod", "spec: {containers: [{name: web, image: x}]}", some, map[string]pulumirpc.PropertyDiff_Kind{"spec.containers[0].image": replace}, []string{"spec.containers[0].image"}, true},
		{"a disruption budget is updated since policy/v1", "PodDisruptionBudget", "spec: {maxUnavailable: 1}", some, map[string]pulumirpc.PropertyDiff_Kind{"spec.maxUnavailable": update}, nil, false},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t, Options{})
			kind := kindNamed(t, test.kind)
			old := props(t, bases()[test.kind])
			response := h.diff(kind.Token(), old, withMerged(old, props(t, test.change)))
			assert.Equal(t, test.changes, response.GetChanges())
			got := map[string]pulumirpc.PropertyDiff_Kind{}
			for at, d := range response.GetDetailedDiff() {
				assert.True(t, d.GetInputDiff())
				got[at] = d.GetKind()
			}
			if test.want == nil {
				test.want = map[string]pulumirpc.PropertyDiff_Kind{}
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.replaces, response.GetReplaces())
			assert.Equal(t, test.deleteFirst, response.GetDeleteBeforeReplace())
		})
	}
}

func TestMutableConfigMapsAreUpdated(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	h.configure(resource.PropertyMap{"kubeconfig": resource.NewProperty(testKubeconfig), "enableConfigMapMutable": resource.NewProperty(true)})
	old := props(t, "{metadata: {name: it}, data: {a: b}}")
	assert.Empty(t, h.diff(configMap, old, props(t, "{metadata: {name: it}, data: {a: c}}")).GetReplaces())
	assert.Equal(t, []string{"data.a"}, h.diff(configMap, old, props(t, "{metadata: {name: it}, data: {a: c}, immutable: true}")).GetReplaces(),
		"an immutable one is replaced all the same")
}

func TestDiffFindsOldInputsAmongOutputsAndIgnores(t *testing.T) {
	t.Parallel()
	h := newHarness(t, Options{})
	_, outputs := h.create(configMap, props(t, "{metadata: {name: it}, data: {a: b}}"))
	response, err := h.server.Diff(t.Context(), &pulumirpc.DiffRequest{
		Urn: urnOf(configMap, "it"), Olds: h.marshal(outputs), News: h.marshal(props(t, "{metadata: {name: it}, data: {a: c, d: e}}")),
		IgnoreChanges: []string{"data.a"},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"data.d"}, response.GetReplaces())
	_, err = h.server.Diff(t.Context(), &pulumirpc.DiffRequest{Urn: urnOf(configMap, "it"), News: &structpb.Struct{}, IgnoreChanges: []string{"a["}})
	require.Error(t, err)
}
