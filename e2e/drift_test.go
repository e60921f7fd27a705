package e2e

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/kube"
)

// edits are what somebody changes by hand, as a merge patch, with the field that the program owns.
var edits = []struct {
	reason, kind, namespace, name string
	patch                         string
	field                         []string
}{
	{
		"a pod is given longer to end than the program says", "kubernetes:apps/v1:Deployment", "product", "web",
		`{"spec": {"template": {"spec": {"terminationGracePeriodSeconds": 90}}}}`,
		[]string{"spec", "template", "spec", "terminationGracePeriodSeconds"},
	},
	{
		"default-deny lets everything out again", "kubernetes:networking.k8s.io/v1:NetworkPolicy", "product", "default-deny",
		`{"spec": {"policyTypes": ["Ingress"]}}`,
		[]string{"spec", "policyTypes"},
	},
	{
		"the namespace warns of less", "kubernetes:core/v1:Namespace", "", "product",
		`{"metadata": {"labels": {"pod-security.kubernetes.io/warn": "privileged"}}}`,
		[]string{"metadata", "labels", "pod-security.kubernetes.io/warn"},
	},
	{
		"the policy on images only writes down", "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding", "", "images-from-own-registry",
		`{"spec": {"validationActions": ["Audit"]}}`,
		[]string{"spec", "validationActions"},
	},
}

// TestAnEditByHandIsShownAndPutBack changes owned fields as kubectl would: under another manager's name, which takes the field over. A
// refresh shows each, and the next up puts it back and takes the field back.
func TestAnEditByHandIsShownAndPutBack(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			before := map[string]any{}
			for _, edit := range edits {
				before[edit.name] = e.field(t, edit.kind, edit.namespace, edit.name, edit.field)
				_, err := e.resource(ref(t, edit.kind, edit.namespace, edit.name)).
					Patch(t.Context(), edit.name, types.MergePatchType, []byte(edit.patch), metav1.PatchOptions{FieldManager: "kubectl-edit"})
				require.NoError(t, err, edit.reason)
				assert.NotEqual(t, before[edit.name], e.field(t, edit.kind, edit.namespace, edit.name, edit.field), edit.reason)
			}

			shown := e.run(t, engine.OpRefresh, engine.Options{Stack: e.set.Stack, PreviewOnly: true})
			require.NoError(t, shown.Err())
			drifted := changed(shown)
			for _, edit := range edits {
				assert.True(t, contains(drifted, edit.kind), "refresh does not show that %s: %v", edit.reason, drifted)
			}
			assert.Len(t, drifted, len(edits), "and nothing else: %v", drifted)

			up := e.run(t, engine.OpUp, engine.Options{Stack: e.set.Stack, Refresh: true, SkipPreview: true})
			require.NoError(t, up.Err(), "%s", e.tail())
			for _, edit := range edits {
				assert.Equal(t, before[edit.name], e.field(t, edit.kind, edit.namespace, edit.name, edit.field), "not put back: %s", edit.reason)
			}
			again := e.run(t, engine.OpRefresh, engine.Options{Stack: e.set.Stack, PreviewOnly: true, ExpectNoChanges: true})
			require.NoError(t, again.Err(), "nothing is left of it:\n%s", e.tail())
			e.awaitAvailable(t)
		})
	}
}

// changed are the URNs that a run would update or has updated.
func changed(result engine.Result) []string {
	var urns []string
	for _, step := range result.Steps {
		if step.Op != "same" && step.Op != "refresh" {
			urns = append(urns, step.URN)
		}
	}
	return urns
}

func contains(urns []string, kind string) bool {
	for _, urn := range urns {
		if strings.Contains(urn, kind+"::") {
			return true
		}
	}
	return false
}

func ref(t *testing.T, token, namespace, name string) kube.Ref {
	t.Helper()
	kind, err := kube.KindOf(token)
	require.NoError(t, err)
	return kube.Ref{Kind: kind, Namespace: namespace, Name: name}
}

// field is one field of a live object.
func (e *environment) field(t *testing.T, token, namespace, name string, path []string) any {
	t.Helper()
	live, err := e.resource(ref(t, token, namespace, name)).Get(t.Context(), name, metav1.GetOptions{})
	require.NoError(t, err)
	value, found, err := unstructured.NestedFieldCopy(live.Object, path...)
	require.NoError(t, err)
	require.True(t, found, "%s %s has no %v", token, name, path)
	return value
}
