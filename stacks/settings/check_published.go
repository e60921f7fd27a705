package settings

import (
	"fmt"
	"slices"
	"strings"
)

// published checks how a web is reached. hosts are those of the workloads before it.
func (c *checker) published(each path, w Workload, hosts map[string]string) {
	port, p := each.with("port"), each.with("hosts")
	if !c.ok(each.with("kind")) {
		return
	}
	if w.Kind != KindWeb {
		if c.ok(port) && w.Port != 0 {
			c.add(port, number(w.Port), "is given for a "+w.Kind+", which nobody calls")
		}
		if c.ok(p) && len(w.Hosts) > 0 {
			c.add(p, short(strings.Join(w.Hosts, ", ")), "are given for a "+w.Kind+", which nobody calls")
		}
		return
	}
	c.within(port, w.Port, 1024, 65535)
	if c.ok(port) && w.Port == healthPort {
		c.add(port, number(w.Port), "is where the probes are")
	}
	for i, host := range w.Hosts {
		where := p.with(i)
		c.word(where, host, hostPattern, "is no full name in lower case")
		below, found := strings.CutSuffix(host, "."+c.s.Place.Zone)
		switch {
		case !c.ok(where):
		case hosts[host] != "":
			c.add(where, short(host), "is a host of "+hosts[host]+" already")
		case c.ok(at("zone")) && (!found || below == ""):
			c.add(where, short(host), "does not lie below the zone, "+c.s.Place.Zone)
		case strings.HasPrefix(below, originPrefix):
			c.add(where, short(host), "is a name under which Front Door reaches a region")
		}
		if hosts[host] == "" {
			hosts[host] = each.String()
		}
	}
}

// reached checks what a workload reaches.
func (c *checker) reached(each path, w Workload) {
	p := each.with("flows")
	doubles(c, p, w.Flows, short)
	known := []string{FlowDatabase, FlowVault, FlowInternet}
	for _, other := range c.s.Workloads.Workloads {
		if other.Kind == KindWeb && other.Name != w.Name {
			known = append(known, other.Name)
		}
	}
	for i, flow := range w.Flows {
		if where := p.with(i); c.ok(where) && !slices.Contains(known, flow) {
			c.add(where, short(flow), "is nothing that a workload reaches"+suggest(flow, known))
		}
	}
	if c.ok(p, each.with("kind")) && w.Kind == KindMigrate && !w.Reaches(FlowDatabase) {
		c.add(p, "", "are without database, which a migration changes")
	}
}

// rooms checks that each namespace has room for what runs in it, at its largest and in the middle of a rollout.
func (c *checker) rooms() {
	p := at("workloads")
	for i, n := range c.s.Workloads.Namespaces {
		if !c.whole(at("namespaces", i)) {
			continue
		}
		pods, cpu, memory := 0, 0, 0
		for j, w := range c.s.Workloads.Workloads {
			each := p.with(j)
			if w.Namespace != n.Name || !c.whole(each) {
				continue
			}
			most := w.MostPods()
			pods, cpu, memory = pods+most, cpu+most*thousandths(w.CPULimit), memory+most*mebibytes(w.MemoryLimit)
			where, value := each.with("maxReplicas"), number(w.MaxReplicas)
			if !w.Runs() {
				where, value = each.with("namespace"), short(n.Name)
			}
			message := ""
			switch {
			case pods > n.Pods:
				message = fmt.Sprintf("brings namespace %s to %d pods in a rollout; its quota is %d", n.Name, pods, n.Pods)
			case cpu > thousandths(n.CPULimit):
				message = fmt.Sprintf("brings namespace %s to %dm of processors in a rollout; its quota is %s", n.Name, cpu, n.CPULimit)
			case memory > mebibytes(n.MemoryLimit):
				message = fmt.Sprintf("brings namespace %s to %dMi of memory in a rollout; its quota is %s", n.Name, memory, n.MemoryLimit)
			}
			if message != "" {
				c.add(where, value, message)
				break // the first that does not fit is told; those after it do not fit either
			}
		}
	}
}
