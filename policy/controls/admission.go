package controls

import "regexp"

// restrictedPolicy is the name of the admission policy on namespaces: beside it there is only that on images.
const restrictedPolicy = "namespaces-are-restricted"

// everyImage lists the images of all three kinds of containers, in the Common Expression Language: the policy looks at what it says, and at no more.
const everyImage = "object.spec.containers.map(c, c.image) + " +
	"(has(object.spec.initContainers) ? object.spec.initContainers.map(c, c.image) : []) + " +
	"(has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers.map(c, c.image) : [])"

// ownImages is the expression that all images are of an environment's registry, by digest.
func ownImages(environment string) *regexp.Regexp {
	return compile(`^` + regexp.QuoteMeta(`variables.images.all(i, i.matches('^crtrelica`+environment) + `[a-z0-9]*` +
		regexp.QuoteMeta(`[.]azurecr[.]io/[a-z0-9][a-z0-9._/-]*@sha256:[0-9a-f]{64}$'))`) + `$`)
}

// images demands the admission policy of every cluster of ours: what it refuses, of whom, and that it is bound.
func images(c *Case) {
	if !c.Stack.ours() || len(c.Stack.Of("containerservice:ManagedCluster")) == 0 {
		return
	}
	name := ""
	for _, p := range c.Stack.Of("kubernetes:ValidatingAdmissionPolicy") {
		if p.Text("metadata.name") == restrictedPolicy {
			continue
		}
		if hasUnknown(p.At("spec")[0].Value) {
			c.Doubt(p, p.At("spec")[0], "is not wholly known before apply")
			name = p.Text("metadata.name")
			continue
		}
		if !ownImages(c.Stack.Environment()).MatchString(p.Text("spec.validations[].expression")) {
			c.Violate(p, p.At("spec.validations")[0], "does not demand this environment's registry and a digest")
			continue
		}
		c.Expect(p, p.first("spec.variables[].expression"), word(everyImage), Default{})
		c.Expect(p, p.first("spec.variables[].name"), word("images"), Default{})
		c.Expect(p, p.At("spec.failurePolicy")[0], is("Fail"), absentIs("Fail", srcKube))
		c.Expect(p, p.At("spec.matchConstraints.matchPolicy")[0], is("Equivalent"), absentIs("Equivalent", srcKube))
		for i, place := range p.At("spec.matchConstraints.resourceRules[].operations") {
			want := includes("UPDATE")
			if kinds, _ := texts(plain(p.At("spec.matchConstraints.resourceRules[].resources")[i].Value)); containsFold(kinds, "pods") {
				want = includes("CREATE", "UPDATE")
			}
			c.Expect(p, place, want, Default{})
		}
		for property, want := range inOrder(map[string]Predicate{
			"apiGroups": includes(""), "apiVersions": includes("v1"), "resources": includes("pods", "pods/ephemeralcontainers"),
		}) {
			var all []any
			for _, place := range p.At("spec.matchConstraints.resourceRules[]." + property) {
				list, _ := plain(place.Value).([]any)
				all = append(all, list...)
				if property != "resources" { // every rule of them
					c.Expect(p, place, want, Default{})
				}
			}
			if property == "resources" || len(all) == 0 {
				c.Expect(p, Place{Path: "spec.matchConstraints.resourceRules." + property, Value: all}, want, Default{})
			}
		}
		c.Expect(p, p.first("spec.matchConstraints.namespaceSelector.matchExpressions[].operator"), is("NotIn"), Default{})
		c.Expect(p, p.first("spec.matchConstraints.namespaceSelector.matchExpressions[].key"), is("kubernetes.io/metadata.name"), Default{})
		c.Expect(p, p.first("spec.matchConstraints.namespaceSelector.matchExpressions[].values"), among("kube-system", "gatekeeper-system"), Default{})
		name = p.Text("metadata.name")
	}
	if !policyBound(c, name) {
		c.Missing(nil, Place{}, "no admission policy for images is bound, with Deny", "kubernetes:ValidatingAdmissionPolicy", "kubernetes:ValidatingAdmissionPolicyBinding")
	}
}

// restricted demands the admission policy on namespaces of every cluster of ours: none may leave the restricted standard out.
func restricted(c *Case) {
	if !c.Stack.ours() || len(c.Stack.Of("containerservice:ManagedCluster")) == 0 {
		return
	}
	const label = "'pod-security.kubernetes.io/enforce'"
	found := false
	for _, p := range c.Stack.Of("kubernetes:ValidatingAdmissionPolicy") {
		if p.Text("metadata.name") != restrictedPolicy {
			continue
		}
		found = true
		if hasUnknown(p.At("spec")[0].Value) {
			c.Doubt(p, p.At("spec")[0], "is not wholly known before apply")
			continue
		}
		c.Expect(p, p.first("spec.validations[].expression"), word(
			"has(object.metadata.labels) && "+label+" in object.metadata.labels && object.metadata.labels["+label+"] == 'restricted'"), Default{})
		c.Expect(p, p.At("spec.failurePolicy")[0], is("Fail"), absentIs("Fail", srcKube))
		c.Expect(p, p.At("spec.matchConstraints.matchPolicy")[0], is("Equivalent"), absentIs("Equivalent", srcKube))
		rules := "spec.matchConstraints.resourceRules[]."
		for property, want := range inOrder(map[string]Predicate{
			"apiGroups": includes(""), "apiVersions": includes("v1"), "resources": includes("namespaces"), "operations": includes("CREATE", "UPDATE"),
		}) {
			c.Expect(p, p.first(rules+property), want, Default{})
		}
		selector := "spec.matchConstraints.namespaceSelector.matchExpressions[]."
		c.Expect(p, p.first(selector+"operator"), is("NotIn"), Default{})
		c.Expect(p, p.first(selector+"key"), is("kubernetes.io/metadata.name"), Default{})
		c.Expect(p, p.first(selector+"values"),
			among("kube-system", "gatekeeper-system", "default", "kube-public", "kube-node-lease", "aks-command"), Default{})
	}
	if !found || !policyBound(c, restrictedPolicy) {
		c.Missing(nil, Place{}, "no admission policy for namespaces is bound, with Deny", "kubernetes:ValidatingAdmissionPolicy", "kubernetes:ValidatingAdmissionPolicyBinding")
	}
}

// policyBound tells whether an admission policy is in force everywhere, refuses, and is seen in the audit log.
func policyBound(c *Case, policy string) bool {
	for _, b := range c.Stack.Of("kubernetes:ValidatingAdmissionPolicyBinding") {
		actions, _ := texts(plain(b.At("spec.validationActions")[0].Value))
		if policy != "" && b.Text("spec.policyName") == policy && containsFold(actions, "Deny") && containsFold(actions, "Audit") && b.At("spec.matchResources")[0].Absent {
			return true
		}
	}
	return false
}
