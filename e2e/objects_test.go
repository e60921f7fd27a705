package e2e

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/dynamic"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/kube"
)

// both are the stacks that most tests are for.
func both() []string { return []string{"dev", "prod"} }

// TestEverythingIsAccepted finds every object of the state in the API server: made there by server-side apply, under restricted pod
// security and the policy on images. The pods that came of them were admitted too, or nothing would be available.
func TestEverythingIsAccepted(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			declared := e.declared(t)
			kinds := map[string]int{}
			for _, ref := range declared {
				kinds[ref.Kind.Name]++
				live, err := e.resource(ref).Get(t.Context(), ref.Name, metav1.GetOptions{})
				if assert.NoError(t, err, ref.Key()) {
					assert.NotEmpty(t, managers(live), "%s was written by the program", ref.Key())
				}
			}
			t.Logf("%d objects: %v", len(declared), kinds)
			for _, kind := range []string{
				"Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "ServiceAccount", "ValidatingAdmissionPolicy", "Deployment",
				"HorizontalPodAutoscaler", "PodDisruptionBudget", "Service", "Ingress", "Job", "CronJob", "SecretProviderClass", "ConfigMap",
				"StorageClass", "Role",
			} {
				if kind == "HorizontalPodAutoscaler" && e.set.Stack == "dev" && kinds[kind] == 0 {
					continue
				}
				assert.NotZero(t, kinds[kind], "the environment has a %s", kind)
			}
			e.awaitAvailable(t)
		})
	}
}

// managers are who has applied an object from the server's side.
func managers(live *unstructured.Unstructured) []string {
	var all []string
	for _, field := range live.GetManagedFields() {
		if field.Operation == metav1.ManagedFieldsOperationApply && strings.HasPrefix(field.Manager, "pulumi-") {
			all = append(all, field.Manager)
		}
	}
	return all
}

// declared are the objects that the stack's state says are there.
func (e *environment) declared(t *testing.T) []kube.Ref {
	t.Helper()
	checkpoint, err := e.Export(t.Context(), e.set.Stack)
	require.NoError(t, err)
	var refs []kube.Ref
	for _, r := range checkpoint.Resources {
		if !strings.HasPrefix(r.Type, "kubernetes:") {
			continue
		}
		kind, err := kube.KindOf(r.Type)
		require.NoError(t, err)
		namespace, name, found := strings.Cut(r.ID, "/")
		if !found {
			namespace, name = "", r.ID
		}
		refs = append(refs, kube.Ref{Kind: kind, Namespace: namespace, Name: name})
	}
	require.Greater(t, len(refs), 40)
	return refs
}

// resource is how objects of a reference's kind are read and written.
func (e *environment) resource(ref kube.Ref) dynamic.ResourceInterface {
	all := e.objects.Resource(schema.GroupVersionResource{Group: ref.Kind.Group, Version: ref.Kind.Version, Resource: ref.Kind.Resource})
	if ref.Namespace != "" {
		return all.Namespace(ref.Namespace)
	}
	return all
}

// versions are the resource versions of everything that the program has declared.
func (e *environment) versions(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, ref := range e.declared(t) {
		live, err := e.resource(ref).Get(t.Context(), ref.Name, metav1.GetOptions{})
		require.NoError(t, err, ref.Key())
		found[ref.Key()] = live.GetResourceVersion()
	}
	return found
}

// TestASecondUpChangesNothing reads everything back from the API server, with all that it has filled in, and finds nothing to do. The
// controllers do not run meanwhile, so that every new version would be the program's.
func TestASecondUpChangesNothing(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			require.NoError(t, e.plane.StopControllers())
			t.Cleanup(func() { require.NoError(t, e.plane.StartControllers(contextOf(t))) })
			before := e.versions(t)
			result := e.run(t, engine.OpUp, engine.Options{Stack: e.set.Stack, Refresh: true, SkipPreview: true, ExpectNoChanges: true})
			require.NoError(t, result.Err(), "%s", e.tail())
			assert.Equal(t, before, e.versions(t), "an object has another version than before the second up")
			assert.Equal(t, []string{"same"}, operations(result))
		})
	}
}

// operations are the kinds of steps of a run, each once.
func operations(result engine.Result) []string {
	seen := map[string]bool{}
	for _, step := range result.Steps {
		if step.Op != "refresh" {
			seen[step.Op] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
