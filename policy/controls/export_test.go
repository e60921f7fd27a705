package controls

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/exceptions"
)

// Changed forgets what was indexed, after a test changed a resource.
func (s *Stack) Changed() { s.changed() }

// Show is a value as messages show it.
func Show(value any) string { return show(value) }

// QueryProblem is what is wrong with a query.
func QueryProblem(query string) string { return queryProblem(query) }

// Reads are the kinds that each rule about whole stacks asks for.
func (j *Judge) Reads(s *Stack) map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for _, rule := range j.Rules {
		if rule.Whole != nil {
			s.trace = map[string]bool{}
			rule.whole(s)
			all[rule.ID] = s.trace
			s.trace = nil
		}
	}
	return all
}

// Around judges what a change of one resource can have changed: rules about whole stacks that read its kind, and rules about resources with
// the others in sight, of itself, or of all that name it where it has another ID than before, or is what others lie in. texts are the
// inputs of all resources in lower case.
func (j *Judge) Around(s *Stack, before, r *Resource, reads map[string]map[string]bool, texts []string) []Finding {
	moved := before.id("s") != r.id("s") || r.kind() == "pulumi:providers:azure-native" || r.kind() == "network:VirtualNetwork"
	var all []Finding
	for _, rule := range j.Rules {
		if kinds := reads[rule.ID]; kinds[r.kind()] || kinds[AnyKind] || moved && kinds["id"] || len(kinds) == 0 {
			all = append(all, rule.whole(s)...)
		}
		if rule.Within == nil {
			continue
		}
		if !moved {
			all = append(all, rule.within(s, r)...)
			continue
		}
		name := strings.ToLower(last(before.id("s")))
		for i, each := range s.Resources {
			if each == r || r.kind() == "pulumi:providers:azure-native" || strings.Contains(texts[i], name) {
				all = append(all, rule.within(s, each)...)
			}
		}
	}
	return j.excuse(all, s.Now)
}

// Evidence is what Resource and Around find, with what holds.
func (j *Judge) Evidence(s *Stack, before, r *Resource, reads map[string]map[string]bool, texts []string) []Finding {
	s.evidence = true
	defer func() { s.evidence = false }()
	return append(j.Resource(s, r), j.Around(s, before, r, reads, texts)...)
}

// Told judges by the rules that are told what to compare with, after a change of one resource. named tells that the change can name something
// of another environment.
func (j *Judge) Told(s *Stack, r *Resource, named bool) []Finding {
	var all []Finding
	for _, rule := range j.Rules {
		switch {
		case rule.Told == ToldPrevious && rule.Whole != nil, rule.Told == ToldNeighbours && named, rule.Told == ToldDeclared && slices.Contains(reachKinds, r.kind()):
			all = append(all, rule.whole(s)...)
		case rule.Told == ToldPrevious:
			all = append(all, rule.judge(s, r)...)
		}
	}
	return all
}

// ToldWhole judges a whole stack by those rules.
func (j *Judge) ToldWhole(s *Stack) []Finding {
	var all []Finding
	for _, rule := range j.Rules {
		if rule.Told != "" {
			all = append(all, rule.whole(s)...)
		}
	}
	return all
}

// Unneeded are the exceptions of one resource that it does not need.
func (j *Judge) Unneeded(s *Stack, r *Resource) []Finding {
	if !slices.ContainsFunc(j.Exceptions, func(e exceptions.Exception) bool { return e.Covers(r.URN) }) {
		return nil
	}
	alone := &Stack{Name: s.Name, Project: s.Project, Resources: []*Resource{r}, Now: s.Now}
	return j.unneeded(alone, j.Resource(s, r))
}

// Dated judges by what the day decides: versions that end, and exceptions.
func (j *Judge) Dated(s *Stack) []Finding {
	var all []Finding
	for _, rule := range j.Rules {
		for _, e := range j.Exceptions {
			if e.Excepts(rule.ID) || rule.ID == "api-versions" || rule.ID == "api-versions-soon" || rule.ID == "kubernetes-version" {
				all = append(all, rule.whole(s)...)
				for _, r := range s.Resources {
					all = append(all, rule.judge(s, r)...)
				}
				break
			}
		}
	}
	return j.excuse(all, s.Now)
}
