package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// running are production's deployments: what must live through the loss of a zone.
var running = []struct{ namespace, name string }{{"product", "web"}, {"product", "worker"}, {"ingress", "ingress"}}

// zoneOf are the zones of nodes, by name.
func (e *environment) zoneOf(t *testing.T) map[string]string {
	t.Helper()
	nodes, err := e.plane.Client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{})
	require.NoError(t, err)
	zones := map[string]string{}
	for _, node := range nodes.Items {
		zones[node.Name] = node.Labels[corev1.LabelTopologyZone]
	}
	return zones
}

// podsOf are the pods of a deployment that are not on their way out.
func (e *environment) podsOf(t *testing.T, namespace, name string) []corev1.Pod {
	t.Helper()
	list, err := e.plane.Client.CoreV1().Pods(namespace).List(t.Context(), metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + name})
	require.NoError(t, err)
	return slices.DeleteFunc(list.Items, func(p corev1.Pod) bool { return p.DeletionTimestamp != nil })
}

// ready says whether a pod can take work.
func ready(pod *corev1.Pod) bool {
	return slices.ContainsFunc(pod.Status.Conditions, func(c corev1.PodCondition) bool {
		return c.Type == corev1.PodReady && c.Status == corev1.ConditionTrue
	})
}

// byZone counts ready pods by zone. A pod of a node that gives no sign of life is not ready: the controllers say so.
func byZone(pods []corev1.Pod, zones map[string]string) map[string]int {
	counted := map[string]int{}
	for _, pod := range pods {
		if ready(&pod) {
			counted[zones[pod.Spec.NodeName]]++
		}
	}
	return counted
}

// spreadProblem says in what pods are not spread over zones: one zone may have one more than another.
func spreadProblem(counted map[string]int, zones []string) string {
	least, most := len(counted)+1000, 0
	for _, zone := range zones {
		least, most = min(least, counted[zone]), max(most, counted[zone])
	}
	if most-least > 1 {
		return fmt.Sprintf("from %d to %d in a zone: %v", least, most, counted)
	}
	return ""
}

// promised is how many pods a workload has at least while a zone's share of them is away: what its disruption budget says.
func (e *environment) promised(t *testing.T, namespace, name string) int {
	t.Helper()
	budget, err := e.plane.Client.PolicyV1().PodDisruptionBudgets(namespace).Get(t.Context(), name, metav1.GetOptions{})
	require.NoError(t, err)
	require.Positive(t, budget.Status.DesiredHealthy)
	return int(budget.Status.DesiredHealthy)
}

// zonesOf are the names of a region's zones, as AKS labels nodes.
func (e *environment) zonesOf() []string {
	return []string{e.set.Place.Region + "-1", e.set.Place.Region + "-2", e.set.Place.Region + "-3"}
}

// pinned makes a deployment like web that lacks the protection: all of it in one zone, and bound to a lost node for as long as Kubernetes
// itself says.
func (e *environment) pinned(t *testing.T, zone string) *appsv1.Deployment {
	t.Helper()
	web, err := e.plane.Client.AppsV1().Deployments("product").Get(t.Context(), "web", metav1.GetOptions{})
	require.NoError(t, err)
	const name = "tried-pinned"
	labels := map[string]string{"app.kubernetes.io/name": name}
	replicas := int32(3)
	spec := *web.Spec.DeepCopy()
	spec.Replicas, spec.Selector, spec.Template.Labels = &replicas, &metav1.LabelSelector{MatchLabels: labels}, labels
	spec.Template.Spec.TopologySpreadConstraints, spec.Template.Spec.Tolerations = nil, nil
	spec.Template.Spec.NodeSelector = map[string]string{corev1.LabelTopologyZone: zone}
	made, err := e.plane.Client.AppsV1().Deployments("product").Create(t.Context(),
		&appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}, Spec: spec}, metav1.CreateOptions{})
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, e.plane.Client.AppsV1().Deployments("product").Delete(contextOf(t), name, metav1.DeleteOptions{}))
	})
	require.Eventually(t, func() bool {
		return len(slices.DeleteFunc(e.podsOf(t, "product", name), func(p corev1.Pod) bool { return !ready(&p) })) == 3
	}, availableWithin, pollEvery)
	return made
}

// TestReplicasAreSpreadOverZones looks where the real scheduler has put the pods.
func TestReplicasAreSpreadOverZones(t *testing.T) {
	e := provisioned(t, "prod")
	e.awaitAvailable(t)
	zones := e.zoneOf(t)
	for _, d := range running {
		counted := byZone(e.podsOf(t, d.namespace, d.name), zones)
		t.Logf("%s: %v", d.name, counted)
		assert.Empty(t, spreadProblem(counted, e.zonesOf()), d.name)
		assert.Len(t, counted, 3, "%s is in every zone", d.name)
	}
	unspread := e.pinned(t, e.zonesOf()[1])
	assert.NotEmpty(t, spreadProblem(byZone(e.podsOf(t, "product", unspread.Name), zones), e.zonesOf()), "what is not spread is noticed")
}

// How long things may take besides what is declared: the controllers look at nodes every second, call one unreachable after sixteen
// seconds without a sign (shortened from fifty), and give ten seconds to each node of a zone (their default of 0.1 in a second).
const (
	noticedWithin  = 60 * time.Second
	replacedWithin = 30 * time.Second
)

// TestALostZone ends everything in one zone at once. What the surviving zones hold is enough from the first moment; after the time that
// pods tolerate, and not before, others are started there; and the zone can come back.
//
// Nodes are simulated, and so is readiness: nodes stop to give signs of life, and what the controllers and the scheduler make of it is
// real.
func TestALostZone(t *testing.T) {
	e := provisioned(t, "prod")
	e.awaitAvailable(t)
	lost, zones := e.zonesOf()[1], e.zoneOf(t)
	surviving := []string{e.zonesOf()[0], e.zonesOf()[2]}
	pinned := e.pinned(t, lost)
	want := map[string]int{}
	tolerated := map[string]time.Duration{}
	for _, d := range running {
		pods := e.podsOf(t, d.namespace, d.name)
		want[d.name] = len(pods)
		tolerated[d.name] = toleration(t, &pods[0])
		counted := byZone(pods, zones)
		assert.GreaterOrEqual(t, counted[surviving[0]]+counted[surviving[1]], e.promised(t, d.namespace, d.name),
			"%s: what other zones hold at this moment: %v", d.name, counted)
	}
	unspread := byZone(e.podsOf(t, "product", pinned.Name), zones)
	assert.Zero(t, unspread[surviving[0]]+unspread[surviving[1]], "what is not spread would be gone: this check can fail")

	require.NoError(t, e.plane.LoseZone(lost))
	at := time.Now()
	t.Cleanup(func() { e.bringBack(t, lost) })
	tainted := e.awaitTaint(t, lost)
	t.Logf("the nodes of %s were called unreachable %s after their last sign of life", lost, time.Since(at).Round(time.Second))

	deadline := time.Now().Add(tolerated["web"] + replacedWithin)
	for left := len(running); left > 0; time.Sleep(pollEvery) {
		require.True(t, time.Now().Before(deadline), "replacements are late: %s", e.where(t, zones))
		left = 0
		for _, d := range running {
			counted := byZone(e.podsOf(t, d.namespace, d.name), zones)
			held := counted[surviving[0]] + counted[surviving[1]]
			require.GreaterOrEqual(t, held, e.promised(t, d.namespace, d.name), "%s: %v", d.name, counted)
			if held < want[d.name] {
				left++
			}
		}
	}
	t.Logf("everything was replaced %s after the loss: %s", time.Since(at).Round(time.Second), e.where(t, zones))
	for _, d := range running {
		pods := e.podsOf(t, d.namespace, d.name)
		assert.Empty(t, spreadProblem(byZone(pods, zones), surviving), "%s is spread over what is left", d.name)
		for _, pod := range pods {
			if pod.CreationTimestamp.Time.After(at) {
				waited := pod.CreationTimestamp.Sub(tainted)
				assert.GreaterOrEqual(t, waited+time.Second, tolerated[d.name], "%s was replaced before the declared time", pod.Name)
			}
		}
	}
	assert.Len(t, e.podsOf(t, "product", pinned.Name), 3, "what declares no time is still bound to the lost nodes: the declared one is what counts")
}

// toleration is how long a pod stays bound to a node that is not reachable, as it declares.
func toleration(t *testing.T, pod *corev1.Pod) time.Duration {
	t.Helper()
	for _, tolerated := range pod.Spec.Tolerations {
		if tolerated.Key == corev1.TaintNodeUnreachable && tolerated.TolerationSeconds != nil {
			return time.Duration(*tolerated.TolerationSeconds) * time.Second
		}
	}
	require.Fail(t, "no toleration", pod.Name)
	return 0
}

// awaitTaint waits until the zone's nodes are to be left, and returns when that was first said.
func (e *environment) awaitTaint(t *testing.T, zone string) time.Time {
	t.Helper()
	var first time.Time
	require.Eventually(t, func() bool {
		nodes, err := e.plane.Client.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{LabelSelector: corev1.LabelTopologyZone + "=" + zone})
		require.NoError(t, err)
		require.NotEmpty(t, nodes.Items)
		left := 0
		for _, node := range nodes.Items {
			for _, taint := range node.Spec.Taints {
				if taint.Key == corev1.TaintNodeUnreachable && taint.Effect == corev1.TaintEffectNoExecute {
					left++
					if first.IsZero() || taint.TimeAdded.Time.Before(first) {
						first = taint.TimeAdded.Time
					}
				}
			}
		}
		return left == len(nodes.Items)
	}, noticedWithin, pollEvery, "the nodes of %s are to be left", zone)
	return first
}

// where are the ready pods, for people.
func (e *environment) where(t *testing.T, zones map[string]string) string {
	t.Helper()
	var all []string
	for _, d := range running {
		all = append(all, fmt.Sprintf("%s %v", d.name, byZone(e.podsOf(t, d.namespace, d.name), zones)))
	}
	return strings.Join(all, "; ")
}

// bringBack starts a lost zone again: its nodes are used again, and the pods that had to leave are gone from them.
func (e *environment) bringBack(t *testing.T, zone string) {
	t.Helper()
	ctx := contextOf(t)
	require.NoError(t, e.plane.StartZone(ctx, zone))
	require.Eventually(t, func() bool {
		nodes, err := e.plane.Client.CoreV1().Nodes().List(ctx, metav1.ListOptions{LabelSelector: corev1.LabelTopologyZone + "=" + zone})
		require.NoError(t, err)
		return !slices.ContainsFunc(nodes.Items, func(n corev1.Node) bool {
			return slices.ContainsFunc(n.Spec.Taints, func(t corev1.Taint) bool { return t.Key == corev1.TaintNodeUnreachable })
		})
	}, noticedWithin, pollEvery, "the zone is used again")
}
