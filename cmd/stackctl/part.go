package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
)

// part is one of the parts of an environment, which are split by what a disaster does to them. An operation can be
// limited to one, so that the others can be changed while one is out of reach.
type part string

// partKinds maps each part to the type of the component that it is. The type and the name are the program's, in
// stacks; a test holds the two together.
func partKinds() map[part]string {
	return map[part]string{
		"foundation": "trelica:stacks:Foundation",
		"standby":    "trelica:stacks:Foundation",
		"front":      "trelica:stacks:Front",
		"platform":   "trelica:stacks:Platform",
		"governance": "trelica:stacks:Governance",
	}
}

// partNames lists the parts in the order in which they are built: the platform's ingress asks for the front's identifier, and the
// policies of governance must meet nothing half-way. They go in the reverse order.
func partNames() []string {
	return []string{"foundation", "standby", "front", "platform", "governance"}
}

// String, Type and Set make it a flag.
func (p *part) String() string { return string(*p) }

// Type names the flag's values in --help.
func (p *part) Type() string { return strings.Join(partNames(), "|") }

// Set refuses what is not a part.
func (p *part) Set(value string) error {
	if !slices.Contains(partNames(), value) {
		return fmt.Errorf("part %q is unknown: parts are %s", value, strings.Join(partNames(), ", "))
	}
	*p = part(value)
	return nil
}

// partVariable tells the program which part a run is limited to, so that it asks nothing of the others' regions. The name is the
// program's, in stacks; a test holds the two together.
const partVariable = "TRELICA_PART"

// variables are those that tell the program of the part; none where a run is not limited.
func (p part) variables() map[string]string {
	if p == "" {
		return nil
	}
	return map[string]string{partVariable: string(p)}
}

// environ is an environment that says the part, and no other.
func (p part) environ(environ []string) []string {
	told := slices.DeleteFunc(slices.Clone(environ), func(entry string) bool { return strings.HasPrefix(entry, partVariable+"=") })
	for name, value := range p.variables() {
		told = append(told, name+"="+value)
	}
	return told
}

// root is the URN of the part's component.
func (p part) root(project, stack string) string {
	return fmt.Sprintf("urn:pulumi:%s::%s::%s::%s", stack, project, partKinds()[p], p)
}

// targets are the patterns of the part's resources: its component, and everything below a component of that type whose
// name begins with the part's. A URN holds the types of all parents but the name of none, and the foundation and the
// standby are of one type; so the names tell them apart, which components keep by naming children after themselves.
func (p part) targets(project, stack string) []string {
	if p == "" {
		return nil
	}
	below := fmt.Sprintf("urn:pulumi:%s::%s::%s$**::%s-**", stack, project, partKinds()[p], p)
	return []string{p.root(project, stack), below}
}

// members are the URNs of the part's resources in a checkpoint, found by their parents and not by their names.
func (p part) members(c engine.Checkpoint, project, stack string) map[string]bool {
	parents := map[string]string{}
	for _, r := range c.Resources {
		parents[r.URN] = r.Parent
	}
	members := map[string]bool{}
	for _, r := range c.Resources {
		for at, steps := r.URN, 0; at != "" && steps <= len(parents); at, steps = parents[at], steps+1 {
			if at == p.root(project, stack) {
				members[r.URN] = true
			}
		}
	}
	return members
}

// limit limits an operation to a part, and refuses what could only be done by going beyond it: a destroy of what others
// depend on, and an operation on a part that the state does not have.
//
// A destroy names what stays, not what goes: for what goes the engine asks whether each provider would be replaced if its
// inputs were unknown, and one that would be, as a Kubernetes provider with its kubeconfig, is closed before its objects
// are deleted (Pulumi CLI, resource/deploy/providers/registry.go, Registry.Diff).
func (p part) limit(ctx context.Context, s *session, op engine.Operation, o *engine.Options) error {
	if p == "" {
		return nil
	}
	project, stack := s.project.Name, o.Stack
	o.Targets = p.targets(project, stack)
	if op == engine.OpPreview || op == engine.OpUp {
		return nil
	}
	checkpoint, err := s.workspace.Export(ctx, stack)
	if err != nil {
		return failed(err)
	}
	members := p.members(checkpoint, project, stack)
	if len(members) == 0 {
		return failed(fmt.Errorf("stack %s has no part %s: parts that it has are %s",
			stack, p, orNone(partsOf(checkpoint, project, stack))))
	}
	if op == engine.OpRefresh {
		return nil
	}
	if users := dependents(checkpoint, members); len(users) > 0 {
		return refused(fmt.Errorf("part %s of stack %s is not destroyed, because these resources outside it depend on it:\n%s",
			p, stack, strings.Join(names(users), "\n")),
			"destroy the parts that they belong to first"+owners(users, checkpoint, project, stack))
	}
	o.Targets = nil
	for _, r := range checkpoint.Resources {
		if !members[r.URN] {
			o.Exclude = append(o.Exclude, r.URN)
		}
	}
	return nil
}

// partsOf lists the parts that a checkpoint has.
func partsOf(c engine.Checkpoint, project, stack string) []string {
	var there []string
	for _, name := range partNames() {
		if len(part(name).members(c, project, stack)) > 0 {
			there = append(there, name)
		}
	}
	return there
}

// dependents are the resources outside a set that depend on one inside.
func dependents(c engine.Checkpoint, members map[string]bool) []engine.Resource {
	var users []engine.Resource
	for _, r := range c.Resources {
		if members[r.URN] {
			continue
		}
		on := slices.Clone(r.Dependencies)
		for _, urns := range r.PropertyDependencies {
			on = append(on, urns...)
		}
		provider, _, _ := cutLast(r.Provider, "::")
		on = append(on, provider, r.Parent)
		if slices.ContainsFunc(on, func(urn string) bool { return members[urn] }) {
			users = append(users, r)
		}
	}
	return users
}

// names lists resources by type and name, sorted.
func names(resources []engine.Resource) []string {
	list := make([]string, len(resources))
	for i, r := range resources {
		list[i] = r.Type + " " + r.Name()
	}
	slices.Sort(list)
	return list
}

// owners are the parts that resources belong to, the first to go first: ": governance, platform". It is "" where they are of none.
func owners(resources []engine.Resource, c engine.Checkpoint, project, stack string) string {
	var list []string
	for _, name := range partNames() {
		members := part(name).members(c, project, stack)
		if slices.ContainsFunc(resources, func(r engine.Resource) bool { return members[r.URN] }) {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return ""
	}
	slices.Reverse(list)
	return ": " + strings.Join(list, ", ")
}

// cutLast is strings.Cut at the last separator.
func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// orNone lists words, or says that there are none.
func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}
