package e2e

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/watch"

	"github.com/trelica/infrastructure/internal/engine"
)

// census watches the pods of a workload and counts, after every change that the API server tells of.
type census struct {
	mu   sync.Mutex
	pods map[string]*corev1.Pod
	// fewest is the smallest number of pods that could take work at any moment.
	fewest int
	ended  chan struct{}
}

func (e *environment) count(ctx context.Context, t *testing.T, name string) *census {
	t.Helper()
	selector := "app.kubernetes.io/name=" + name
	list, err := e.plane.Client.CoreV1().Pods("product").List(ctx, metav1.ListOptions{LabelSelector: selector})
	require.NoError(t, err)
	c := &census{pods: map[string]*corev1.Pod{}, ended: make(chan struct{})}
	for i := range list.Items {
		c.pods[list.Items[i].Name] = &list.Items[i]
	}
	c.fewest = c.now()
	events, err := e.plane.Client.CoreV1().Pods("product").Watch(ctx, metav1.ListOptions{LabelSelector: selector, ResourceVersion: list.ResourceVersion})
	require.NoError(t, err)
	go func() {
		defer close(c.ended)
		for event := range events.ResultChan() {
			pod, ok := event.Object.(*corev1.Pod)
			if !ok {
				continue
			}
			c.mu.Lock()
			c.pods[pod.Name] = pod
			if event.Type == watch.Deleted {
				delete(c.pods, pod.Name)
			}
			c.fewest = min(c.fewest, c.now())
			c.mu.Unlock()
		}
	}()
	return c
}

// now is how many pods can take work: ready, and not told to go.
func (c *census) now() int {
	number := 0
	for _, pod := range c.pods {
		if ready(pod) && pod.DeletionTimestamp == nil {
			number++
		}
	}
	return number
}

// rolled waits until a deployment's pods are all of its newest version.
func (e *environment) rolled(t *testing.T, name, digest string) {
	t.Helper()
	require.Eventually(t, func() bool {
		d, err := e.plane.Client.AppsV1().Deployments("product").Get(t.Context(), name, metav1.GetOptions{})
		require.NoError(t, err)
		return d.Status.ObservedGeneration == d.Generation && d.Status.UpdatedReplicas == *d.Spec.Replicas &&
			d.Status.Replicas == d.Status.UpdatedReplicas && d.Status.AvailableReplicas == d.Status.UpdatedReplicas
	}, availableWithin, pollEvery)
	for _, pod := range e.podsOf(t, "product", name) {
		assert.Contains(t, pod.Spec.Containers[0].Image, digest)
	}
}

// TestARolloutNeverFallsBelowItsBound releases another image of web with the program, and counts the pods that can take work at every
// moment: never fewer than replicas less maxUnavailable. That a pod is ready is simulated, a second or two after its start.
func TestARolloutNeverFallsBelowItsBound(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			e.awaitAvailable(t)
			ctx, stop := context.WithCancel(t.Context())
			before, err := e.plane.Client.AppsV1().Deployments("product").Get(ctx, "web", metav1.GetOptions{})
			require.NoError(t, err)
			bound := bound(t, before)
			counted := e.count(ctx, t, "web")
			e.release(t, "web", digestOf("9"))
			released := e.run(t, engine.OpUp, engine.Options{Stack: e.set.Stack, SkipPreview: true})
			require.NoError(t, released.Err(), "%s", e.tail())
			assert.Len(t, changed(released), 1, "a release changes that workload and nothing else: %v", changed(released))
			e.rolled(t, "web", digestOf("9"))
			stop()
			<-counted.ended
			t.Logf("never fewer than %d of %d, bound %d", counted.fewest, *before.Spec.Replicas, bound)
			assert.GreaterOrEqual(t, counted.fewest, bound)
		})
	}
}

// bound is how many pods a deployment has at least during a rollout.
func bound(t *testing.T, d *appsv1.Deployment) int {
	t.Helper()
	unavailable, err := intstr.GetScaledValueFromIntOrPercent(d.Spec.Strategy.RollingUpdate.MaxUnavailable, int(*d.Spec.Replicas), false)
	require.NoError(t, err)
	return int(*d.Spec.Replicas) - unavailable
}

// TestARolloutThatFallsIsNoticed lets a rollout take pods away first, as it may without the program's strategy, and sees the count fall.
// The next up puts the strategy back.
func TestARolloutThatFallsIsNoticed(t *testing.T) {
	e := provisioned(t, "dev")
	e.awaitAvailable(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	before, err := e.plane.Client.AppsV1().Deployments("product").Get(ctx, "web", metav1.GetOptions{})
	require.NoError(t, err)
	counted := e.count(ctx, t, "web")
	_, err = e.plane.Client.AppsV1().Deployments("product").Patch(ctx, "web", types.StrategicMergePatchType, []byte(`{"spec": {
		"strategy": {"rollingUpdate": {"maxUnavailable": "100%", "maxSurge": 0}},
		"template": {"metadata": {"annotations": {"tried": "`+time.Now().Format(time.RFC3339Nano)+`"}}}}}`), metav1.PatchOptions{FieldManager: "kubectl-edit"})
	require.NoError(t, err)
	assert.Eventually(t, func() bool {
		counted.mu.Lock()
		defer counted.mu.Unlock()
		return counted.fewest < bound(t, before)
	}, availableWithin, pollEvery, "without the strategy the count falls below the bound, and that is noticed")
	up := e.run(t, engine.OpUp, engine.Options{Stack: e.set.Stack, Refresh: true, SkipPreview: true})
	require.NoError(t, up.Err(), "%s", e.tail())
	after, err := e.plane.Client.AppsV1().Deployments("product").Get(ctx, "web", metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, before.Spec.Strategy, after.Spec.Strategy, "and put back")
	e.awaitAvailable(t)
}
