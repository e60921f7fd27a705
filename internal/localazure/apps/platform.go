package apps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// platform is what runs in one region's cluster.
type platform struct {
	cluster, region string
	// host and database are how the database is reached.
	host, database string
	// hosts are those that an Ingress publishes; addresses the public addresses of its load balancers, by name.
	hosts, addresses []string
	// worker and tokens are whether there are workers, and the job that reconciles tokens.
	worker, tokens bool
	// setups are what migrations run, by the job's name. Jobs that mount a ConfigMap which is not there run nothing.
	setups map[string]string
}

// platforms are those of regions that are up, by region.
func (a Apps) platforms() ([]platform, error) {
	var found []platform
	for _, cluster := range a.w.Clusters() {
		r, there := a.w.Get(cluster)
		if !there || a.out(r.Location) {
			continue
		}
		p := platform{cluster: cluster, region: world.Region(r.Location), setups: map[string]string{}}
		maps, jobs := map[string]string{}, map[string]string{}
		for _, stored := range a.w.Objects(cluster) {
			var object map[string]any
			if err := a.w.Unseal(stored.Sealed, &object); err != nil {
				return nil, fmt.Errorf("object %s of %s: %w", stored.Key, cluster, err)
			}
			p.read(object, maps, jobs)
		}
		for job, configMap := range jobs {
			p.setups[job] = maps[configMap]
		}
		found = append(found, p)
	}
	slices.SortStableFunc(found, func(x, y platform) int { return strings.Compare(x.region, y.region) })
	return found, nil
}

// read takes from one object what matters. Jobs are noted with the ConfigMap of the setup that they mount.
func (p *platform) read(object map[string]any, maps, jobs map[string]string) {
	name := text(object, "metadata", "name")
	switch object["kind"] {
	case "ConfigMap":
		maps[name] = text(object, "data", "database.sql")
	case "Job":
		for _, volume := range items(dig(object, "spec", "template", "spec", "volumes")) {
			if of := text(volume, "configMap", "name"); of != "" {
				jobs[name] = of
			}
		}
	case "Deployment":
		env := environment(dig(object, "spec", "template", "spec", "containers"))
		if env["DATABASE_HOST"] != "" {
			p.host, p.database = env["DATABASE_HOST"], env["DATABASE_NAME"]
		}
		p.worker = p.worker || env["TRELICA_KIND"] == "worker"
	case "CronJob":
		env := environment(dig(object, "spec", "jobTemplate", "spec", "template", "spec", "containers"))
		suspended, _ := dig(object, "spec", "suspend").(bool)
		p.tokens = p.tokens || env["TRELICA_WORKLOAD"] == "tokens" && !suspended
	case "Ingress":
		for _, rule := range items(dig(object, "spec", "rules")) {
			p.hosts = append(p.hosts, text(rule, "host"))
		}
	case "Service":
		if address := text(object, "metadata", "annotations", "service.beta.kubernetes.io/azure-pip-name"); address != "" {
			p.addresses = append(p.addresses, address)
		}
	}
}

// environment is what the containers of a pod are told.
func environment(containers any) map[string]string {
	env := map[string]string{}
	for _, container := range items(containers) {
		for _, variable := range items(container["env"]) {
			env[text(variable, "name")] = text(variable, "value")
		}
	}
	return env
}

func dig(object any, path ...string) any {
	for _, key := range path {
		inner, _ := object.(map[string]any)
		object = inner[key]
	}
	return object
}

func text(object any, path ...string) string {
	value, _ := dig(object, path...).(string)
	return value
}

func items(value any) []map[string]any {
	list, _ := value.([]any)
	var found []map[string]any
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			found = append(found, object)
		}
	}
	return found
}

// out tells whether a region is out.
func (a Apps) out(region string) bool { return slices.Contains(a.w.Outages(), world.Region(region)) }

// reaches tells whether pods of a region reach something that is closed to the public network: by a private endpoint of their region.
func (a Apps) reaches(region, id string) bool {
	target, there := a.w.Get(id)
	if !there || a.out(region) || a.out(target.Location) {
		return false
	}
	for _, endpoint := range a.w.OfType("Microsoft.Network/privateEndpoints") {
		if world.Region(endpoint.Location) != region {
			continue
		}
		for _, connection := range items(endpoint.Inputs["privateLinkServiceConnections"]) {
			if world.Key(text(connection, "privateLinkServiceId")) == world.Key(id) {
				return true
			}
		}
	}
	return false
}
