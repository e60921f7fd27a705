package settings

import (
	"regexp"
	"strings"
)

var (
	namespacePattern = regexp.MustCompile(`\A[a-z]([a-z0-9-]{0,61}[a-z0-9])?\z`)
	cpuPattern       = regexp.MustCompile(`\A[1-9][0-9]{0,5}m?\z`)
	memoryPattern    = regexp.MustCompile(`\A[1-9][0-9]{0,6}(Mi|Gi)\z`)
)

func (c *checker) namespaces() {
	p := at("namespaces")
	seen := map[string]bool{}
	for i, n := range c.s.Workloads.Namespaces {
		each := p.with(i)
		name := each.with("name")
		c.word(name, n.Name, namespacePattern, "cannot be the name of a namespace")
		switch {
		case !c.ok(name):
		case n.Name == "default" || n.Name == "gatekeeper-system" || n.Name == IngressNamespace || strings.HasPrefix(n.Name, "kube-"):
			c.add(name, short(n.Name), "is a namespace of the cluster itself")
		case seen[n.Name]:
			c.add(name, short(n.Name), "is given twice")
		}
		seen[n.Name] = true
		c.word(each.with("cpuLimit"), n.CPULimit, cpuPattern, "is no number of cores")
		c.word(each.with("memoryLimit"), n.MemoryLimit, memoryPattern, "is no amount of memory")
		c.within(each.with("pods"), n.Pods, 1, 1000)
	}
}
