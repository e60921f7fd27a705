package controls

import (
	"fmt"
	"slices"
	"strings"
)

// statusAppRules are those about what makes the status page run, and remember.
func statusAppRules() []*Rule {
	full := func(_ *Resource, s *Stack) bool { return s.Full() }
	return []*Rule{
		{
			ID: "status-asked", Claim: "SP-22", Severity: Medium, Kinds: []string{"app:ContainerApp"}, Title: "The pages are asked whether they live, and answer on the port that is published", Why: "A page that is not asked is not started again.",
			Fix: "keep liveness and readiness on the published port, one revision", When: full, Each: statusAsked,
		},
		{
			ID: "status-remembers", Claim: "SP-22", Severity: Medium, Title: "The status page's history is mounted, and copied every day", Why: "Past availability is shown.", Fix: "keep the shares, their mounts and the daily job", Whole: statusRemembers,
		},
		{
			ID: "status-sized", Claim: "SP-22", Severity: Low, Kinds: []string{"app:ContainerApp", "app:Job"}, Title: "The pages' containers have a size that there is", Why: "Container Apps takes no other, and a page that is too small is killed.",
			Fix: "give memory twice the processor, as the Consumption profile has it", When: full, Each: statusSized,
		},
	}
}

// statusAsked judges probes, ports and revisions of an app.
func statusAsked(c *Case) {
	r := c.Resource
	c.Expect(r, r.At("configuration.activeRevisionsMode")[0], is("Single"), absentIs("Single", "ARM reference, Microsoft.App/containerApps"))
	target := r.At("configuration.ingress.targetPort")[0]
	c.Expect(r, target, between(1024, 65535), Default{})
	kinds := map[string]bool{}
	for i, p := range r.At("template.containers[].probes[]") {
		object, _ := plain(p.Value).(map[string]any)
		probe := &Resource{Inputs: object}
		expect := func(path string, want Predicate, absent Default) {
			place := probe.At(path)[0]
			place.Path = p.Path + "." + place.Path
			c.Expect(r, place, want, absent)
		}
		kind := probe.Text("type")
		if kinds[kind] {
			c.Violate(r, p, fmt.Sprintf("is the second probe for %s (number %d)", kind, i+1))
		}
		kinds[kind] = true
		expect("httpGet.port", is(plain(target.Value)), Default{})
		expect("httpGet.path", is("/healthz/edge"), Default{})
		expect("httpGet.scheme", is("HTTP"), absentIs("HTTP", "ARM reference, Microsoft.App/containerApps"))
		expect("failureThreshold", between(2, 10), absentIs(3.0, "ARM reference, Microsoft.App/containerApps"))
		expect("periodSeconds", between(5, 60), absentIs(10.0, "ARM reference, Microsoft.App/containerApps"))
	}
	if !kinds["Liveness"] || !kinds["Readiness"] {
		c.Violate(r, Place{Path: "template.containers.probes", Absent: true}, "is not asked whether it lives, and whether it is ready")
	}
	listens := fmt.Sprintf("listen %v;", plain(target.Value))
	found := false
	for _, p := range r.At("configuration.secrets[].value") {
		c.Expect(r, p, filled(), Default{})
		found = found || hasUnknown(p.Value) || strings.Contains(plainText(p.Value), listens)
	}
	if !found {
		c.Violate(r, target, "is not where the page listens")
	}
}

// statusSized demands sizes as the Consumption profile has them (Container Apps documentation, containers, allocations): 0.25 processors and
// 0.5 GiB, up to 4 and 8.
func statusSized(c *Case) {
	for _, list := range []string{"template.containers[]", "template.initContainers[]"} {
		for i, p := range c.Resource.At(list + ".resources.cpu") {
			c.Expect(c.Resource, p, between(0.25, 4), Default{})
			cpu, _ := number(plain(p.Value))
			memory := c.Resource.At(list + ".resources.memory")[i]
			c.Expect(c.Resource, memory, is(fmt.Sprintf("%gGi", 2*cpu), fmt.Sprintf("%.1fGi", 2*cpu)), Default{})
		}
	}
	c.Expect(c.Resource, c.Resource.At("workloadProfileName")[0], is("Consumption"), Default{})
}

// statusRemembers judges the shares, their mounts, and the daily copy.
func statusRemembers(c *Case) {
	if !c.Stack.Full() {
		return
	}
	storages := map[string]bool{}
	for _, m := range c.Stack.Of("app:ManagedEnvironmentsStorage") {
		storages[m.Text("storageName")] = true
		c.Expect(m, m.At("properties.azureFile.accessMode")[0], is("ReadWrite"), Default{})
		c.Expect(m, m.At("properties.azureFile.accountKey")[0], filled(), absentIs("the mount's own",
			"Microsoft Learn, container-apps, storage-mounts: no mount is made without a key, and no service returns it, so that one which was taken into a state has none"))
		account, share := m.Text("properties.azureFile.accountName"), m.Text("properties.azureFile.shareName")
		there := func(s *Resource) bool {
			return equals(s.Text("accountName"), account) && equals(s.Text("shareName"), share)
		}
		if !slices.ContainsFunc(c.Stack.Of("storage:FileShare"), there) {
			c.Missing(m, Place{Path: "properties.azureFile", Value: share}, "is no share of this stack", "storage:FileShare", "app:ManagedEnvironmentsStorage")
		}
	}
	for _, e := range c.Stack.Of("app:ManagedEnvironment") {
		for _, p := range e.At("workloadProfiles[].workloadProfileType") {
			c.Expect(e, p, is("Consumption"), Default{})
		}
	}
	jobs := 0
	for _, app := range c.Stack.Of("app:ContainerApp", "app:Job") {
		mounts(c, app, storages)
		name := app.Text("containerAppName")
		if strings.HasSuffix(name, "-sts") {
			c.Expect(app, app.At("template.scale.maxReplicas")[0], is(1.0), Default{}) // two would write one history
			page(c, app)
		}
		if app.kind() != "app:Job" {
			continue
		}
		jobs++
		for _, one := range []Need{
			need("configuration.triggerType", is("Schedule")), need("configuration.replicaTimeout", between(60, 3600)), need("configuration.replicaRetryLimit", between(1, 10)),
			need("configuration.scheduleTriggerConfig.cronExpression", matches(`^([0-5]?\d) ([01]?\d|2[0-3]) \* \* \*$`, "once a day")), need("configuration.scheduleTriggerConfig.parallelism", is(1.0)),
			need("configuration.scheduleTriggerConfig.replicaCompletionCount", is(1.0)),
		} {
			c.Expect(app, app.At(one.Path)[0], one.Is, Default{})
		}
		if len(app.At("template.containers[].volumeMounts[]")) < 2 {
			c.Violate(app, Place{Path: "template.containers.volumeMounts", Absent: true}, "has not both the history and where it is copied to")
		}
	}
	if jobs == 0 {
		c.Violate(nil, Place{Path: "app:Job", Absent: true}, "nothing copies the page's history")
	}
}

// mounts demands that everything mounted is there: volumes, their storages and their secrets.
func mounts(c *Case, app *Resource, storages map[string]bool) {
	volumes, secrets := map[string]bool{}, map[string]bool{}
	for _, p := range app.At("template.volumes[].name") {
		volumes[plainText(p.Value)] = true
	}
	for _, p := range app.At("configuration.secrets[].name") {
		secrets[plainText(p.Value)] = true
	}
	for _, list := range []string{"template.containers[]", "template.initContainers[]"} {
		for i, p := range app.At(list + ".volumeMounts[].volumeName") {
			if !volumes[plainText(p.Value)] {
				c.Violate(app, p, show(p.Value)+" is no volume")
			}
			c.Expect(app, app.At(list + ".volumeMounts[].mountPath")[i], matches(`^/(etc/nginx/conf\.d|page|config|history|backup)$`, "a place that the image knows"), Default{})
		}
	}
	for i, p := range app.At("template.volumes[].storageType") {
		want := is("Secret")
		if !app.At("template.volumes[].storageName")[i].Absent {
			want = is("AzureFile")
		}
		c.Expect(app, p, want, Default{})
		if equals(plain(p.Value), "AzureFile") {
			if name := app.At("template.volumes[].storageName")[i]; !storages[plainText(name.Value)] {
				c.Violate(app, name, show(name.Value)+" is no storage of the environment")
			}
			c.Expect(app, app.At("template.volumes[].mountOptions")[i], matches(`^nobrl,mfsymlinks,cache=strict,uid=\d+,gid=\d+,dir_mode=07[05]0,file_mode=06[04]0$`, "options that keep others out and locks away"), Default{})
		}
	}
	for i, p := range app.At("template.volumes[].secrets[].secretRef") {
		if !secrets[plainText(p.Value)] {
			c.Violate(app, p, show(p.Value)+" is no secret of the app")
		}
		c.Expect(app, app.At("template.volumes[].secrets[].path")[i], is("default.conf", "index.html", "config.yaml"), Default{})
	}
}

// page demands that the status page reads its configuration, asks the product, and keeps one history in both containers.
func page(c *Case, app *Resource) {
	values := map[string][]string{}
	for _, list := range []string{"template.containers[]", "template.initContainers[]"} {
		for i, p := range app.At(list + ".env[].name") {
			name := plainText(p.Value)
			values[name] = append(values[name], plainText(app.At(list + ".env[].value")[i].Value))
		}
	}
	if !slices.Equal(values["GATUS_CONFIG_PATH"], []string{"/config/config.yaml"}) {
		c.Violate(app, Place{Path: "template.containers.env.GATUS_CONFIG_PATH", Absent: len(values["GATUS_CONFIG_PATH"]) == 0}, "the page does not read what it is given")
	}
	if history := values["HISTORY"]; len(history) != 2 || history[0] != history[1] || history[0] == "" {
		c.Violate(app, Place{Path: "template.containers.env.HISTORY"}, "the history that is shown is not the one that is carried over")
	}
	text := ""
	for _, p := range app.At("configuration.secrets[].value") {
		text += plainText(p.Value)
	}
	for _, domain := range c.Stack.Of("cdn:AFDCustomDomain") {
		if host := domain.Text("hostName"); host != "" && !strings.Contains(text, "url: https://"+host+"/") && !unknownIn([]*Resource{app}, "configuration.secrets[].value") {
			c.Violate(app, Place{Path: "configuration.secrets", Value: host}, "the page does not ask "+host)
		}
	}
}
