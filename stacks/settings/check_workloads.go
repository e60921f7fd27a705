package settings

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	workloadPattern  = regexp.MustCompile(`\A[a-z]([a-z0-9-]{0,18}[a-z0-9])?\z`)
	imageRepoPattern = regexp.MustCompile(`\A[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*\z`)
	shaPattern       = regexp.MustCompile(`\Asha256:[0-9a-f]{64}\z`)
	hostPattern      = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+\z`)
	schedulePattern  = regexp.MustCompile(`\A[0-9*/,-]+( [0-9*/,-]+){4}\z`)
)

const (
	mostReplicas = 100
	// healthPort is where every workload answers the probes (docs/workload-contract.md).
	healthPort = 8081
	// originPrefix begins the names under which Front Door reaches a region.
	originPrefix = "origin-"
)

// workloadKinds are all kinds of workloads.
func workloadKinds() []string { return []string{KindWeb, KindWorker, KindCron, KindMigrate} }

// ownNames are what the platform's own identities and parts are called.
func ownNames() []string {
	return []string{"cluster", "kubelet", "disks", "archive", "sql", "flow", "ingress", FlowDatabase, FlowVault, FlowInternet, "setup", "ops"}
}

// workloads checks each workload by itself, then all of them together.
func (c *checker) workloads() {
	p, all := at("workloads"), c.s.Workloads.Workloads
	names, hosts, migrations := map[string]bool{}, map[string]string{}, 0
	for i, w := range all {
		each := p.with(i)
		name := each.with("name")
		c.word(name, w.Name, workloadPattern, "cannot be the name of a workload")
		switch {
		case !c.ok(name):
		case slices.Contains(ownNames(), w.Name):
			c.add(name, short(w.Name), "is a name that the platform has for its own")
		case names[w.Name]:
			c.add(name, short(w.Name), "is the name of another workload")
		}
		names[w.Name] = true
		kind := each.with("kind")
		if c.ok(kind) && !slices.Contains(workloadKinds(), w.Kind) {
			c.add(kind, short(w.Kind), "is no kind of workload"+suggest(w.Kind, workloadKinds()))
		}
		if w.Kind == KindMigrate {
			if migrations++; migrations > 1 {
				c.add(kind, short(w.Kind), "is another workload's kind too, and one migration changes the database")
			}
		}
		c.runsWhere(each, w)
		c.size(each, w)
		c.published(each, w, hosts)
		c.reads(each, w)
		c.reached(each, w)
	}
	c.rooms()
}

// runsWhere checks where a workload runs and what.
func (c *checker) runsWhere(each path, w Workload) {
	namespace := each.with("namespace")
	known := func(n Namespace) bool { return n.Name == w.Namespace }
	if c.ok(namespace) && c.whole(at("namespaces")) && !slices.ContainsFunc(c.s.Workloads.Namespaces, known) {
		c.add(namespace, short(w.Namespace), "is none of the namespaces")
	}
	repository := each.with("repository")
	if c.ok(repository) && !imageRepoPattern.MatchString(w.Repository) || c.ok(repository) && namesRegistry(w.Repository) {
		message := "is no repository of a registry"
		if namesRegistry(w.Repository) {
			message = "names another registry: images come from the environment's own alone, which is not named"
		}
		c.add(repository, short(w.Repository), message)
	}
	if w.Image != "" {
		c.image(each.with("image"), w.Image)
	}
	if probes := each.with("probes"); c.ok(probes) && w.Probes != "" && w.Probes != "contract" {
		message := "is no way to ask a workload whether it works"
		if w.Probes == "none" {
			message = "would leave the workload without probes: nobody would notice that it hangs"
		}
		c.add(probes, short(w.Probes), message)
	}
	if schedule := each.with("schedule"); c.ok(schedule, each.with("kind")) && (w.Kind == KindCron) != schedulePattern.MatchString(w.Schedule) {
		message := "is no schedule"
		if w.Kind != KindCron {
			message = "is given for a " + w.Kind + ", which does not run at set times"
		}
		switch {
		case w.Schedule != "":
			c.add(schedule, short(w.Schedule), message)
		case w.Kind == KindCron:
			c.add(schedule, "", "is missing, and a cron runs at set times")
		}
	}
}

// namesRegistry says whether a repository begins with the host of a registry: its first word has a dot or a port, or is that of
// this machine (OCI distribution, reference grammar).
func namesRegistry(repository string) bool {
	host, _, found := strings.Cut(repository, "/")
	return found && (strings.ContainsAny(host, ".:") || host == "localhost")
}

// image checks a digest, and says what else a value that is none may be.
func (c *checker) image(p path, value string) {
	if !c.ok(p) || shaPattern.MatchString(value) {
		return
	}
	message := "is no digest"
	switch {
	case strings.Contains(value, "/"):
		message = "names a repository or a registry: images come from the environment's own alone, and only the digest is given"
	case !strings.HasPrefix(value, "sha256:"):
		message = "is a tag, and what a tag names can change: the digest is given"
	}
	c.add(p, short(value), message)
}

// size checks how many pods there are and what each gets.
func (c *checker) size(each path, w Workload) {
	low, high := each.with("minReplicas"), each.with("maxReplicas")
	if c.ok(each.with("kind")) && w.Runs() {
		least := 1
		if c.production() {
			least = 2
		}
		c.within(low, w.MinReplicas, least, mostReplicas)
		c.within(high, w.MaxReplicas, 1, mostReplicas)
		if c.ok(low, high) && w.MaxReplicas < w.MinReplicas {
			c.add(high, number(w.MaxReplicas), fmt.Sprintf("is less than the minimum, %d", w.MinReplicas))
		}
	} else if c.ok(each.with("kind")) && (w.MinReplicas != 0 || w.MaxReplicas != 0) {
		c.add(low, number(max(w.MinReplicas, w.MaxReplicas)), "is given for a "+w.Kind+", of which there is one pod")
	}
	cpu, cpuLimit := each.with("cpu"), each.with("cpuLimit")
	c.word(cpu, w.CPU, cpuPattern, "is no number of cores")
	c.word(cpuLimit, w.CPULimit, cpuPattern, "is no number of cores")
	c.bound(cpu, w.CPU, cpuLimit, w.CPULimit, MaxContainerCPU, thousandths)
	memory, memoryLimit := each.with("memory"), each.with("memoryLimit")
	c.word(memory, w.Memory, memoryPattern, "is no amount of memory")
	c.word(memoryLimit, w.MemoryLimit, memoryPattern, "is no amount of memory")
	c.bound(memory, w.Memory, memoryLimit, w.MemoryLimit, MaxContainerMemory, mebibytes)
}

// bound checks that what is kept fits into a limit, and the limit into the most that there is.
func (c *checker) bound(low path, lowValue string, high path, highValue, most string, measure func(string) int) {
	if c.ok(low, high) && measure(lowValue) > measure(highValue) {
		c.add(low, short(lowValue), "is more than the limit, "+highValue)
	}
	if c.ok(high) && measure(highValue) > measure(most) {
		c.add(high, short(highValue), "is more than one container may have, "+most)
	}
}

// thousandths is an amount of processors in thousandths of a core, mebibytes one of memory in MiB. Both are of checked values.
func thousandths(cpu string) int {
	if amount, found := strings.CutSuffix(cpu, "m"); found {
		n, _ := strconv.Atoi(amount)
		return n
	}
	n, _ := strconv.Atoi(cpu)
	return n * 1000
}

func mebibytes(memory string) int {
	if amount, found := strings.CutSuffix(memory, "Gi"); found {
		n, _ := strconv.Atoi(amount)
		return n * 1024
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(memory, "Mi"))
	return n
}
