package controls

import "strings"

// statusRules are those about the status page, and about the images of everything that runs.
func statusRules() []*Rule {
	return []*Rule{
		{
			ID: "status-page", Claim: "SP-22", Severity: High, Title: "There is a public status page and a maintenance page, outside production's region", Why: "It has to live when the product does not.", Fix: "keep both apps, their ingress and their images by digest", Whole: statusPage,
		},
		{
			ID: "status-https", Claim: "SP-09", Severity: High, Kinds: []string{"app:ContainerApp"}, Title: "The status page speaks HTTP behind TLS, and only redirects without", Why: "Older protocols are blocked, and TCP has none.", Fix: "set allowInsecure to false, transport to auto, http or http2",
			Needs: []Need{
				need("configuration.ingress.allowInsecure", no()).or(false, "ARM reference, Microsoft.App/containerApps"),
				need("configuration.ingress.transport", is("auto", "http", "http2")).or("auto", "ARM reference, Microsoft.App/containerApps"),
			},
		},
		{
			ID: "status-inside", Claim: "SP-10", Severity: Low, Kinds: []string{"app:ManagedEnvironment"}, Title: "Traffic inside the apps' environment is encrypted", Why: "All is.", Fix: "set peerTrafficConfiguration.encryption.enabled",
			Needs: []Need{need("peerTrafficConfiguration.encryption.enabled", yes()).or(false, "ARM reference, Microsoft.App/managedEnvironments"), need("appLogsConfiguration.destination", is("azure-monitor")), need("vnetConfiguration.infrastructureSubnetId", filled())},
		},
		{
			ID: "status-images", Claim: "SP-24", Severity: Low, Kinds: []string{"app:ContainerApp", "app:Job"}, Title: "The status page's images come from the environment's registry", Why: "What was scanned is what runs.", Fix: "use the registry, or record why not",
			Needs: []Need{need("template.containers[].image", matches(`\.azurecr\.io/`, "an image of a registry of ours"))},
		},
		{
			ID: "images-digest", Claim: "SP-24", Severity: High, Kinds: []string{"app:ContainerApp", "app:Job", "kubernetes:Deployment", "kubernetes:Job"}, Title: "Images are named by digest", Why: "A tag is whatever somebody pushed last.", Fix: "name the image by @sha256:…",
			Needs: []Need{
				need("template.containers[].image", digest()), need("template.initContainers[].image", digest()),
				need("spec.template.spec.containers[].image", digest()), need("spec.template.spec.initContainers[].image", digest()),
			},
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
	}
}

func digest() Predicate {
	return matches(`^[a-z0-9./-]+@sha256:[0-9a-f]{64}$`, "an image by digest")
}

// statusPage demands both apps, public, alive and closed in what they write.
func statusPage(c *Case) {
	if !c.Stack.Full() {
		return
	}
	for _, e := range c.Stack.Of("app:ManagedEnvironment") { // behind a network's own address nobody outside sees a page
		c.Expect(e, e.At("vnetConfiguration.internal")[0], no(), absentIs(false, "ARM reference, Microsoft.App/managedEnvironments"))
	}
	found := map[string]bool{}
	for _, app := range c.Stack.Of("app:ContainerApp") {
		name := app.Text("containerAppName")
		found[name[strings.LastIndex(name, "-")+1:]] = true
		c.Expect(app, app.At("configuration.ingress.external")[0], yes(), Default{})
		least := 1.0
		if strings.HasSuffix(name, "-mtn") { // which everybody sees at once
			least = 2
		}
		c.Expect(app, app.At("template.scale.minReplicas")[0], between(least, 10), Default{})
		if !strings.HasSuffix(name, "-sts") { // of which there is one (status-remembers)
			c.Expect(app, app.At("template.scale.maxReplicas")[0], between(least, 1000), absentIs(10.0, "ARM reference, Microsoft.App/containerApps"))
		}
		if len(app.At("configuration.ingress.ipSecurityRestrictions[]")) > 0 {
			c.Violate(app, Place{Path: "configuration.ingress.ipSecurityRestrictions"}, "keeps people out")
		}
		if len(app.At("template.containers[].probes[]")) == 0 {
			c.Violate(app, Place{Path: "template.containers.probes", Absent: true}, "is not asked whether it lives")
		}
		for _, p := range app.At("configuration.ingress.traffic[].latestRevision") {
			c.Expect(app, p, yes(), Default{})
		}
		for _, p := range app.At("configuration.ingress.traffic[].weight") {
			c.Expect(app, p, is(100.0), Default{})
		}
		text := app.Text("configuration.secrets[].value")
		for _, p := range app.At("configuration.secrets[].value") {
			content, _ := plain(p.Value).(string)
			if strings.Contains(content, "listen 8080") {
				text = content
			}
		}
		if strings.HasSuffix(name, "-mtn") && !strings.Contains(text, "Strict-Transport-Security") {
			c.Violate(app, app.At("configuration.secrets")[0], "the maintenance page does not set Strict-Transport-Security")
		}
	}
	for _, name := range []string{"sts", "mtn"} {
		if !found[name] {
			c.Violate(nil, Place{}, map[string]string{"sts": "there is no status page", "mtn": "there is no maintenance page"}[name])
		}
	}
}
