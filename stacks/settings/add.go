package settings

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// AddWorkload adds a workload to a stack's file. Fields that are left empty get what suits its kind and the environment: the
// repository is called as those of the others are, and the namespace is the first. With a mistake no file is changed.
func AddWorkload(dir, stack string, w Workload) (changed []string, err error) {
	set, err := FromProject(dir, stack)
	if err != nil {
		return nil, err
	}
	return edit(dir, stack, func(content []byte, file string) ([]byte, error) {
		return withEntry(content, file, "workloads", w.suited(set))
	})
}

// suited fills in what was left out.
func (w Workload) suited(set *Settings) Workload {
	or := func(value *string, standard string) {
		if *value == "" {
			*value = standard
		}
	}
	or(&w.Kind, KindWeb)
	if len(set.Workloads.Namespaces) > 0 {
		or(&w.Namespace, set.Workloads.Namespaces[0].Name)
	}
	organisation := set.Identity.Organisation
	if len(set.Workloads.Workloads) > 0 {
		organisation, _, _ = strings.Cut(set.Workloads.Workloads[0].Repository, "/")
	}
	or(&w.Repository, organisation+"/"+w.Name)
	or(&w.CPU, "100m")
	or(&w.Memory, "256Mi")
	or(&w.CPULimit, "500m")
	or(&w.MemoryLimit, "512Mi")
	if w.Kind == KindWeb || w.Kind == KindWorker {
		least := 1
		if set.Identity.Environment == Production {
			least = 2
		}
		if w.MinReplicas == 0 {
			w.MinReplicas = least
		}
		if w.MaxReplicas == 0 {
			w.MaxReplicas = w.MinReplicas
		}
	}
	if w.Kind == KindWeb && w.Port == 0 {
		w.Port = 8080
	}
	if w.Kind == KindCron {
		or(&w.Schedule, "0 3 * * *")
	}
	return w
}

// AddAlert adds an alert on the product's logs to a stack's file. With a mistake no file is changed.
func AddAlert(dir, stack string, a LogAlert) (changed []string, err error) {
	return edit(dir, stack, func(content []byte, file string) ([]byte, error) {
		return withEntry(content, file, "alerts", a)
	})
}

// AddFlow lets a workload reach something. A flow that is declared already changes nothing. With a mistake no file is changed.
func AddFlow(dir, stack, workload, flow string) (changed []string, err error) {
	return edit(dir, stack, func(content []byte, file string) ([]byte, error) {
		return withFlow(content, file, workload, flow)
	})
}

// withFlow is a stack file with one more flow of a workload.
func withFlow(content []byte, file, workload, flow string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	entry, known := findWorkload(&root, workload)
	if entry == nil {
		return nil, fmt.Errorf("%s has no workload %q: workloads there are %s", file, workload, list(known))
	}
	lines := strings.Split(string(content), "\n")
	flows := child(entry, "flows")
	switch {
	case entry.Style&yaml.FlowStyle != 0 || flows != nil && flows.Style&yaml.FlowStyle != 0:
		return nil, fmt.Errorf("%s:%d: workload %s, or its flows, stand on one line: write each on a line of its own", file, entry.Line, workload)
	case flows == nil:
		repository := child(entry, "repository")
		if repository == nil {
			return nil, fmt.Errorf("%s:%d: workload %s has no repository", file, entry.Line, workload)
		}
		indent := strings.Repeat(" ", entry.Content[0].Column-1)
		lines = slices.Insert(lines, repository.Line, indent+"flows:", indent+"  - "+flow)
	case slices.ContainsFunc(flows.Content, func(n *yaml.Node) bool { return n.Value == flow }):
	case len(flows.Content) > 0:
		last := flows.Content[len(flows.Content)-1]
		lines = slices.Insert(lines, last.Line, strings.Repeat(" ", flows.Column-1)+"- "+flow)
	default:
		return nil, fmt.Errorf("%s:%d: the flows of workload %s are no list: take the empty key out", file, flows.Line, workload)
	}
	return []byte(strings.Join(lines, "\n")), nil
}
