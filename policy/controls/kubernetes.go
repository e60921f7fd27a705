package controls

import "strings"

// kubernetesRules are those about what is inside a cluster.
func kubernetesRules() []*Rule {
	namespace := []string{"kubernetes:Namespace"}
	const label = "metadata.labels.pod-security.kubernetes.io/"
	return []*Rule{
		{
			ID: "pods-restricted", Claim: "SP-18", Severity: High, Kinds: namespace, Title: "Namespaces take restricted pods alone", Why: "A pod that is broken into must not own its node.",
			Fix: "label the namespace enforce, audit and warn: restricted", Each: func(c *Case) {
				labels, _ := plain(c.Resource.At("metadata.labels")[0].Value).(map[string]any)
				for _, mode := range []string{"enforce", "audit", "warn"} {
					name := "pod-security.kubernetes.io/" + mode
					value, ok := labels[name]
					c.Expect(c.Resource, Place{Path: label + mode, Value: value, Absent: !ok}, is("restricted"), absentIs("privileged", srcKube))
				}
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "pods-default-deny", Claim: "SP-18", Severity: Critical, Title: "Every namespace denies by default, in and out", Why: "What reaches what is declared.", Fix: "keep a NetworkPolicy with an empty selector and both types", Whole: defaultDeny,
		},
		{
			ID: "pods-names", Claim: "SP-18", Severity: Medium, Kinds: []string{"kubernetes:NetworkPolicy"}, Title: "Pods ask the cluster's own resolver alone", Why: "Names are a way out, too.",
			Fix: "allow port 53 to kube-dns and nothing else in allow-dns", Each: func(c *Case) {
				if c.Resource.Text("metadata.name") != "allow-dns" {
					return
				}
				for _, p := range c.Resource.At("spec.egress[].ports[].port") {
					c.Expect(c.Resource, p, is(53.0), Default{})
				}
				c.Expect(c.Resource, c.Resource.At("spec.policyTypes")[0], includes("Egress"), Default{})
				if len(c.Resource.At("spec.egress[].to[]")) == 0 {
					c.Violate(c.Resource, Place{Path: "spec.egress", Absent: true}, "lets names be asked of anybody")
				}
				for _, e := range c.Resource.At("spec.egress[]") {
					object, _ := e.Value.(map[string]any)
					rule := &Resource{Inputs: object}
					if len(rule.At("ports[]")) == 0 {
						c.Violate(c.Resource, Place{Path: e.Path + ".ports", Absent: true}, "lets every port through")
					}
					for _, to := range rule.At("to[]") {
						peer, _ := to.Value.(map[string]any)
						for _, selector := range []string{"namespaceSelector", "podSelector"} {
							inner, _ := peer[selector].(map[string]any)
							labels, _ := inner["matchLabels"].(map[string]any)
							want := map[string]string{"namespaceSelector": "kube-system", "podSelector": "kube-dns"}[selector]
							ok := len(labels) == 1
							for _, value := range labels {
								ok = ok && value == want
							}
							for key := range labels {
								ok = ok && (key == "kubernetes.io/metadata.name" || key == "k8s-app")
							}
							if !ok {
								c.Violate(c.Resource, Place{Path: e.Path + "." + to.Path + "." + selector, Value: inner}, "names something else than kube-dns")
							}
						}
					}
				}
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "pods-no-token", Claim: "SP-11", Severity: Medium, Kinds: []string{"kubernetes:ServiceAccount"}, Title: "Pods get no token that they do not need", Why: "What is not there is not stolen.",
			Fix: "set automountServiceAccountToken to false", Each: func(c *Case) {
				if name := c.Resource.Text("metadata.name"); name == "default" || c.Stack.ours() && !strings.Contains(name, "traefik") && !strings.Contains(name, "ingress") {
					c.Expect(c.Resource, c.Resource.At("automountServiceAccountToken")[0], no(), absentIs(true, srcKube))
				}
			},
		},
		{
			ID: "pods-images", Claim: "SP-24", Severity: Critical, Title: "Images come from the environment's registry, by digest", Why: "What was scanned is what runs.", Fix: "keep the admission policy and its binding", Whole: images,
		},
		{
			ID: "namespaces-restricted", Claim: "SP-18", Severity: High, Title: "No namespace leaves the restricted standard out",
			Why: "The standard is a label: without the rule whoever makes a namespace may leave it out.", Fix: "keep the admission policy and its binding",
			Whole: restricted,
		},
		{
			ID: "pods-quota", Claim: "SP-18", Severity: Low, Kinds: []string{"kubernetes:ResourceQuota"}, Title: "Namespaces publish nothing by themselves", Why: "A node port passes by the ingress.",
			Fix: "set the quotas of node ports and load balancers to 0", Each: func(c *Case) {
				if place := c.Resource.At("metadata.namespace")[0]; hasUnknown(place.Value) {
					c.Doubt(c.Resource, place, "the namespace is not known before apply")
					return
				}
				hard, _ := plain(c.Resource.At("spec.hard")[0].Value).(map[string]any)
				ingress := c.Resource.Text("metadata.namespace") == "ingress"
				for _, name := range []string{"services.nodeports", "services.loadbalancers"} {
					want := "0"
					if ingress && name == "services.loadbalancers" {
						want = "1"
					}
					if ingress && name == "services.nodeports" {
						continue // a load balancer's service has them, and the security group closes them
					}
					value, ok := hard[name]
					c.Expect(c.Resource, Place{Path: "spec.hard." + name, Value: value, Absent: !ok}, is(want), absentIs("unlimited", srcKube))
				}
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "volumes-key", Claim: "SP-07", Severity: Critical, Kinds: []string{"kubernetes:StorageClass"}, Title: "Volumes are encrypted with a key of ours, and closed", Why: "Volumes hold what pods write.",
			Fix: "name the disk encryption set; DenyAll", Needs: []Need{
				need("parameters.diskEncryptionSetID", filled()), need("parameters.diskEncryptionType", is("EncryptionAtRestWithCustomerKey", "EncryptionAtRestWithPlatformAndCustomerKeys")),
				need("parameters.networkAccessPolicy", is("DenyAll")).or("AllowAll", "Azure Disk CSI driver, driver-parameters"), need("parameters.skuName", matches(`_ZRS$`, "zone-redundant")),
				need("reclaimPolicy", is("Retain")).or("Delete", srcKube), need("provisioner", is("disk.csi.azure.com")),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "pods-published", Claim: "SP-18", Severity: Critical, Kinds: []string{"kubernetes:Service"}, Title: "Services are published by the ingress alone", Why: "Everything else is inside.",
			Fix: "use type ClusterIP, and an Ingress", Each: func(c *Case) {
				place := c.Resource.At("metadata.namespace")[0]
				switch {
				case hasUnknown(place.Value) && c.Resource.Text("spec.type") == "LoadBalancer": // the ingress's own, before its namespace is there
					c.Doubt(c.Resource, place, "the namespace is not known before apply")
				case !strings.Contains(c.Resource.Text("metadata.namespace"), "ingress"):
					c.Expect(c.Resource, c.Resource.At("spec.type")[0], is("ClusterIP", "ExternalName"), absentIs("ClusterIP", srcKube))
				}
			},
		},
	}
}

// defaultDeny demands the policy of every namespace that the stack makes.
func defaultDeny(c *Case) {
	closed := map[string]bool{}
	for _, p := range c.Stack.Of("kubernetes:NetworkPolicy") {
		types, _ := texts(plain(p.At("spec.policyTypes")[0].Value))
		selector, isMap := plain(p.At("spec.podSelector")[0].Value).(map[string]any)
		if isMap && len(selector) == 0 && containsFold(types, "Ingress") && containsFold(types, "Egress") &&
			len(p.At("spec.ingress[]")) == 0 && len(p.At("spec.egress[]")) == 0 {
			closed[p.Text("metadata.namespace")] = true
		}
	}
	for _, n := range c.Stack.Of("kubernetes:Namespace") {
		if name := n.Text("metadata.name"); !closed[name] {
			c.Missing(n, Place{Path: "metadata.name", Value: name}, "no NetworkPolicy denies by default there, in and out", "kubernetes:NetworkPolicy")
		}
	}
}
