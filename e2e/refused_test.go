package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// goodPod is a pod of the environment's own making, copied from what runs: what is refused below differs from it in one thing.
func (e *environment) goodPod(t *testing.T) *corev1.Pod {
	t.Helper()
	web, err := e.plane.Client.AppsV1().Deployments("product").Get(t.Context(), "web", metav1.GetOptions{})
	require.NoError(t, err)
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "tried", Namespace: "product", Labels: map[string]string{"tried": "yes"}},
		Spec:       *web.Spec.Template.Spec.DeepCopy(),
	}
}

// refusals are pods that may not run, with who says so.
var refusals = []struct {
	reason string
	spoil  func(pod *corev1.Pod)
	says   string
}{
	{"an image by tag", func(p *corev1.Pod) {
		p.Spec.Containers[0].Image, _, _ = strings.Cut(p.Spec.Containers[0].Image, "@")
		p.Spec.Containers[0].Image += ":latest"
	}, "images-from-own-registry"},
	{"an image from another registry", func(p *corev1.Pod) {
		p.Spec.Containers[0].Image = "ghcr.io/trelica/web@" + digestOf("c")
	}, "images-from-own-registry"},
	{"a registry whose name begins like ours", func(p *corev1.Pod) {
		p.Spec.Containers[0].Image = strings.Replace(p.Spec.Containers[0].Image, ".azurecr.io/", ".azurecr.io.evil.example/", 1)
	}, "images-from-own-registry"},
	{"an init container with another image", func(p *corev1.Pod) {
		p.Spec.InitContainers = []corev1.Container{*p.Spec.Containers[0].DeepCopy()}
		p.Spec.InitContainers[0].Name, p.Spec.InitContainers[0].Image = "before", "docker.io/library/busybox:1"
		p.Spec.InitContainers[0].Lifecycle, p.Spec.InitContainers[0].StartupProbe = nil, nil
		p.Spec.InitContainers[0].LivenessProbe, p.Spec.InitContainers[0].ReadinessProbe = nil, nil
	}, "images-from-own-registry"},
	{"root", func(p *corev1.Pod) {
		root := int64(0)
		p.Spec.SecurityContext.RunAsUser = &root
	}, "violates PodSecurity \"restricted:v1."},
	{"a container that may become more than it is", func(p *corev1.Pod) {
		yes := true
		p.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = &yes
	}, "allowPrivilegeEscalation != false"},
	{"privileged", func(p *corev1.Pod) {
		yes := true
		p.Spec.Containers[0].SecurityContext.Privileged, p.Spec.Containers[0].SecurityContext.AllowPrivilegeEscalation = &yes, &yes
	}, "violates PodSecurity"},
	{"the node's network", func(p *corev1.Pod) { p.Spec.HostNetwork = true }, "host namespaces"},
	{"a folder of the node", func(p *corev1.Pod) {
		p.Spec.Volumes = append(p.Spec.Volumes, corev1.Volume{Name: "node", VolumeSource: corev1.VolumeSource{
			HostPath: &corev1.HostPathVolumeSource{Path: "/etc"},
		}})
	}, "restricted volume types"},
	{"no seccomp profile", func(p *corev1.Pod) { p.Spec.SecurityContext.SeccompProfile = nil }, "seccompProfile"},
	{"capabilities kept", func(p *corev1.Pod) { p.Spec.Containers[0].SecurityContext.Capabilities = nil }, "unrestricted capabilities"},
	{"more than a container may have", func(p *corev1.Pod) {
		p.Spec.Containers[0].Resources.Limits[corev1.ResourceCPU] = resource.MustParse("100")
	}, "maximum cpu usage per Container"},
}

// TestViolationsAreRefused sends pods that may not run, one thing wrong with each. What is refused is the one thing: the pod itself is
// accepted, and each is accepted where the rule does not hold.
func TestViolationsAreRefused(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			try := func(pod *corev1.Pod) error {
				_, err := e.plane.Client.CoreV1().Pods("product").Create(t.Context(), pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
				return err
			}
			require.NoError(t, try(e.goodPod(t)), "what runs is accepted")
			for _, refused := range refusals {
				pod := e.goodPod(t)
				refused.spoil(pod)
				err := try(pod)
				if assert.Error(t, err, refused.reason) {
					assert.True(t, apierrors.IsForbidden(err), "%s: %v", refused.reason, err)
					assert.ErrorContains(t, err, refused.says, refused.reason)
				}
			}
		})
	}
}

// TestARunningPodKeepsItsRules changes what runs: to another image, and by a container that is added to look inside.
func TestARunningPodKeepsItsRules(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			pods, err := e.plane.Client.CoreV1().Pods("product").List(t.Context(), metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=web"})
			require.NoError(t, err)
			require.NotEmpty(t, pods.Items)
			name := pods.Items[0].Name
			dry := metav1.PatchOptions{DryRun: []string{metav1.DryRunAll}}
			_, err = e.plane.Client.CoreV1().Pods("product").Patch(t.Context(), name, types.StrategicMergePatchType,
				[]byte(`{"spec": {"containers": [{"name": "web", "image": "docker.io/library/busybox:1"}]}}`), dry)
			require.ErrorContains(t, err, "images-from-own-registry")
			added, err := json.Marshal(map[string]any{"spec": map[string]any{"ephemeralContainers": []any{map[string]any{
				"name": "look", "image": "docker.io/library/busybox:1", "securityContext": pods.Items[0].Spec.Containers[0].SecurityContext,
			}}}})
			require.NoError(t, err)
			_, err = e.plane.Client.CoreV1().Pods("product").Patch(t.Context(), name, types.StrategicMergePatchType, added, dry, "ephemeralcontainers")
			require.ErrorContains(t, err, "images-from-own-registry")
		})
	}
}

// TestANamespaceKeepsItsBounds tries what a namespace may not have: a public address, a door on every node, more pods than its quota.
func TestANamespaceKeepsItsBounds(t *testing.T) {
	for _, stack := range both() {
		t.Run(stack, func(t *testing.T) {
			e := provisioned(t, stack)
			dry := metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}}
			for _, kind := range []corev1.ServiceType{corev1.ServiceTypeLoadBalancer, corev1.ServiceTypeNodePort} {
				_, err := e.plane.Client.CoreV1().Services("product").Create(t.Context(), &corev1.Service{
					ObjectMeta: metav1.ObjectMeta{Name: "tried"},
					Spec:       corev1.ServiceSpec{Type: kind, Ports: []corev1.ServicePort{{Port: 80}}, Selector: map[string]string{"a": "b"}},
				}, dry)
				require.ErrorContains(t, err, "exceeded quota", "a service of type %s", kind)
			}
			pod := e.goodPod(t)
			pod.Spec.Containers[0].Resources = corev1.ResourceRequirements{}
			_, err := e.plane.Client.CoreV1().Pods("product").Create(t.Context(), pod, dry)
			require.NoError(t, err, "a pod without limits gets the namespace's")
			quota, err := e.plane.Client.CoreV1().ResourceQuotas("product").Get(t.Context(), "quota", metav1.GetOptions{})
			require.NoError(t, err)
			full := quota.DeepCopy()
			full.Spec.Hard[corev1.ResourcePods] = resource.MustParse("0")
			restored := func() {
				_, err := e.plane.Client.CoreV1().ResourceQuotas("product").Patch(t.Context(), "quota", types.MergePatchType,
					[]byte(`{"spec": {"hard": {"pods": "`+quota.Spec.Hard.Pods().String()+`"}}}`), metav1.PatchOptions{FieldManager: "kubectl-edit"})
				require.NoError(t, err)
			}
			_, err = e.plane.Client.CoreV1().ResourceQuotas("product").Update(t.Context(), full, metav1.UpdateOptions{FieldManager: "kubectl-edit"})
			require.NoError(t, err)
			defer restored()
			require.EventuallyWithT(t, func(c *assert.CollectT) {
				_, err := e.plane.Client.CoreV1().Pods("product").Create(t.Context(), e.goodPod(t), dry)
				assert.ErrorContains(c, err, "exceeded quota: quota")
			}, availableWithin, pollEvery, "a namespace that is full takes no pod")
		})
	}
}

// TestWithoutTheRulesViolationsPass takes each rule away where a pod of ours would go, and sees the violation pass: it was that rule
// which refused.
func TestWithoutTheRulesViolationsPass(t *testing.T) {
	e := provisioned(t, "dev")
	free := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "free"}}
	create := func() error {
		_, err := e.plane.Client.CoreV1().Namespaces().Create(t.Context(), free, metav1.CreateOptions{})
		return err
	}
	require.ErrorContains(t, create(), "namespaces-are-restricted", "a namespace without the restricted standard")
	for _, level := range []string{"baseline", "privileged"} {
		lower := []byte(`{"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "` + level + `"}}}`)
		_, err := e.plane.Client.CoreV1().Namespaces().Patch(t.Context(), "product", types.MergePatchType, lower,
			metav1.PatchOptions{DryRun: []string{metav1.DryRunAll}})
		require.ErrorContains(t, err, "namespaces-are-restricted", "a namespace of ours that is lowered to %s", level)
	}
	e.onlyWarns(t, "namespaces-are-restricted")
	require.EventuallyWithT(t, func(c *assert.CollectT) { assert.NoError(c, create()) },
		availableWithin, pollEvery, "without the policy a namespace needs no standard")
	t.Cleanup(func() { _ = e.plane.Client.CoreV1().Namespaces().Delete(contextOf(t), "free", metav1.DeleteOptions{}) })
	_, err := e.plane.Client.CoreV1().ServiceAccounts("free").Create(t.Context(), &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: "web"}}, metav1.CreateOptions{})
	require.NoError(t, err)
	try := func(pod *corev1.Pod) error {
		pod.Namespace = "free"
		_, err := e.plane.Client.CoreV1().Pods("free").Create(t.Context(), pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
		return err
	}
	for _, refused := range refusals {
		pod := e.goodPod(t)
		refused.spoil(pod)
		if refused.says == "images-from-own-registry" {
			assert.ErrorContains(t, try(pod), refused.says, "%s: the policy on images holds in every namespace", refused.reason)
			continue
		}
		assert.NoError(t, try(pod), "%s: without the namespace's rules it passes", refused.reason)
	}
	e.onlyWarns(t, "images-from-own-registry")
	foreign := e.goodPod(t)
	refusals[1].spoil(foreign)
	require.EventuallyWithT(t, func(c *assert.CollectT) { assert.NoError(c, try(foreign.DeepCopy())) },
		availableWithin, pollEvery, "without the policy an image of anybody's runs")
}

// onlyWarns takes the force of a policy away until the end of the test.
func (e *environment) onlyWarns(t *testing.T, binding string) {
	t.Helper()
	bindings := e.plane.Client.AdmissionregistrationV1().ValidatingAdmissionPolicyBindings()
	kept, err := bindings.Get(t.Context(), binding, metav1.GetOptions{})
	require.NoError(t, err)
	_, err = bindings.Patch(t.Context(), binding, types.MergePatchType, []byte(`{"spec": {"validationActions": ["Warn"]}}`), metav1.PatchOptions{FieldManager: "kubectl-edit"})
	require.NoError(t, err)
	t.Cleanup(func() {
		current, err := bindings.Get(contextOf(t), binding, metav1.GetOptions{})
		require.NoError(t, err)
		current.Spec = kept.Spec
		_, err = bindings.Update(contextOf(t), current, metav1.UpdateOptions{FieldManager: "kubectl-edit"})
		require.NoError(t, err)
	})
}
