package controls

import (
	"slices"
	"strings"
)

// objectRules are those about what each namespace must have, and about how objects are written.
func objectRules() []*Rule {
	ours := func(_ *Resource, s *Stack) bool { return s.ours() }
	return []*Rule{
		{
			ID: "pods-limits", Claim: "SP-18", Severity: Medium, Kinds: []string{"kubernetes:LimitRange", "kubernetes:ResourceQuota"}, Title: "What pods may take has an end", Why: "A pod that is broken into must not starve the others.",
			Fix: "bound processor, memory, pods and volumes of the namespace", When: ours, Each: limits,
		},
		{
			ID: "namespaces-furnished", Claim: "SP-18", Severity: Medium, Title: "Every namespace has its limits, its quota, and an account that gets no token", Why: "What a namespace has not, its pods are not held by.",
			Fix: "make namespaces by the workload component", Whole: furnished,
		},
		{
			ID: "objects-placed", Claim: "SP-18", Severity: Medium, Kinds: placedKinds, Title: "Objects lie in a namespace of the stack, and are what their type says", Why: "A policy in another namespace holds nobody.", Fix: "name the namespace that the stack makes",
			When: ours, Within: placed,
		},
		{
			ID: "pods-standard", Claim: "SP-18", Severity: Low, Kinds: []string{"kubernetes:Namespace"}, Title: "The standard that pods keep is a version that there is", Why: "A version that there is not is not enforced.", Fix: "use latest, or v1.NN",
			When: ours, Each: func(c *Case) {
				labels, _ := plain(c.Resource.At("metadata.labels")[0].Value).(map[string]any)
				for _, mode := range []string{"enforce", "audit", "warn"} {
					name := "pod-security.kubernetes.io/" + mode + "-version"
					value, ok := labels[name]
					c.Expect(c.Resource, Place{Path: "metadata.labels." + name, Value: value, Absent: !ok}, matches(`^(latest|v1\.\d+)$`, "latest or a version"), absentIs("latest", srcKube))
				}
			},
		},
		{
			ID: "volumes-placed", Claim: "SP-20", Severity: Low, Kinds: []string{"kubernetes:StorageClass"}, Title: "Volumes are made where their pod is", Why: "A volume in another zone cannot be mounted.", Fix: "use WaitForFirstConsumer",
			When: ours, Needs: []Need{need("volumeBindingMode", is("WaitForFirstConsumer")).or("Immediate", srcKube)},
		},
	}
}

// quantity demands an amount as Kubernetes writes it.
func quantity() Predicate {
	return matches(`^\d+(\.\d+)?(m|[KMGT]i?)?$`, "an amount, such as 500m or 2Gi")
}

func limits(c *Case) {
	r := c.Resource
	if r.kind() == "kubernetes:ResourceQuota" {
		hard, _ := plain(r.At("spec.hard")[0].Value).(map[string]any)
		for _, name := range []string{"limits.cpu", "limits.memory", "requests.cpu", "requests.memory", "pods", "persistentvolumeclaims"} {
			value, ok := hard[name]
			c.Expect(r, Place{Path: "spec.hard." + name, Value: value, Absent: !ok}, quantity(), Default{})
		}
		return
	}
	if len(r.At("spec.limits[]")) == 0 {
		c.Violate(r, Place{Path: "spec.limits", Absent: true}, "bounds nothing")
	}
	for _, one := range r.At("spec.limits[]") {
		object, _ := plain(one.Value).(map[string]any)
		inner := &Resource{Inputs: object}
		expect := func(path string, want Predicate) {
			p := inner.At(path)[0]
			p.Path = one.Path + "." + p.Path
			c.Expect(r, p, want, Default{})
		}
		expect("type", is("Container"))
		for _, path := range []string{"default.cpu", "default.memory", "defaultRequest.cpu", "defaultRequest.memory", "max.cpu", "max.memory"} {
			expect(path, quantity())
		}
	}
}

// furnished demands what each namespace of the stack has to have.
func furnished(c *Case) {
	if !c.Stack.ours() {
		return
	}
	for _, one := range [][2]string{{"kubernetes:LimitRange", "no limits"}, {"kubernetes:ResourceQuota", "no quota"}, {"kubernetes:ServiceAccount", "no account"}} {
		kind, what := one[0], one[1]
		there := map[string]bool{}
		for _, r := range c.Stack.Of(kind) {
			if kind != "kubernetes:ServiceAccount" || r.Text("metadata.name") == "default" {
				there[r.Text("metadata.namespace")] = true
			}
		}
		for _, n := range c.Stack.Of("kubernetes:Namespace") {
			if name := n.Text("metadata.name"); !there[name] {
				c.Missing(n, Place{Path: "metadata.name", Value: name}, what+" in it: of the default account, or of all", kind)
			}
		}
	}
	if len(c.Stack.Of("containerservice:ManagedCluster")) > 0 && len(c.Stack.Of("kubernetes:Namespace")) > 0 && len(c.Stack.Of("kubernetes:StorageClass")) == 0 {
		c.Violate(nil, Place{Path: "StorageClass", Absent: true}, "volumes would be of Azure's own class, without a key of ours")
	}
}

// placedKinds are objects that lie in a namespace.
var placedKinds = []string{
	"kubernetes:NetworkPolicy", "kubernetes:LimitRange", "kubernetes:ResourceQuota", "kubernetes:ServiceAccount", "kubernetes:Service", "kubernetes:Deployment", "kubernetes:Job",
	"kubernetes:CronJob", "kubernetes:Role", "kubernetes:RoleBinding", "kubernetes:ConfigMap", "kubernetes:Ingress", "kubernetes:PodDisruptionBudget", "kubernetes:HorizontalPodAutoscaler",
}

// placed demands a namespace that there is, and that the object is of the kind that its type says. Helm charts and the like have neither.
func placed(c *Case, r *Resource) {
	if !c.Stack.ours() || !strings.HasPrefix(r.Type, "kubernetes:") {
		return
	}
	parts := strings.Split(r.Type, ":")
	if p := r.At("kind")[0]; !p.Absent {
		c.Expect(r, p, is(parts[len(parts)-1]), Default{})
	}
	if p := r.At("apiVersion")[0]; !p.Absent && len(parts) == 3 {
		c.Expect(r, p, is(strings.TrimPrefix(parts[1], "core/")), Default{})
	}
	if !slices.Contains(placedKinds, r.kind()) {
		return
	}
	place := r.At("metadata.namespace")[0]
	if hasUnknown(place.Value) {
		c.Doubt(r, place, "the namespace is not known before apply")
		return
	}
	name := plainText(place.Value)
	for _, n := range c.Stack.Of("kubernetes:Namespace") {
		if hasUnknown(n.At("metadata.name")[0].Value) || n.Text("metadata.name") == name {
			c.Hold(r, place)
			return
		}
	}
	if len(c.Stack.Of("kubernetes:Namespace")) == 0 || name == "kube-system" {
		return
	}
	c.Violate(r, place, show(place.Value)+" is no namespace of the stack")
}
