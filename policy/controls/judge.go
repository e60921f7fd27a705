package controls

import (
	"time"

	"github.com/trelica/infrastructure/internal/exceptions"
)

// Judge holds resources and stacks against rules, under exceptions.
type Judge struct {
	Rules      []*Rule
	Exceptions []exceptions.Exception
}

// NewJudge is a judge with the whole catalogue.
func NewJudge(all []exceptions.Exception) *Judge { return &Judge{Rules: Catalogue(), Exceptions: all} }

// Resource judges one resource by the rules about single ones.
func (j *Judge) Resource(s *Stack, r *Resource) []Finding {
	var all []Finding
	for _, rule := range j.Rules {
		all = append(all, rule.judge(s, r)...)
	}
	return j.excuse(all, s.Now)
}

// Stack judges what no single resource can say.
func (j *Judge) Stack(s *Stack) []Finding {
	var all []Finding
	for _, rule := range j.Rules {
		all = append(all, rule.whole(s)...)
		if rule.Within != nil {
			for _, r := range s.Resources {
				all = append(all, rule.within(s, r)...)
			}
		}
	}
	return j.excuse(all, s.Now)
}

// whole and within judge a stack, and one resource with the others in sight.
func (rule *Rule) whole(s *Stack) []Finding {
	if rule.Whole == nil {
		return nil
	}
	c := &Case{Rule: rule, Stack: s}
	rule.Whole(c)
	return c.Findings
}

func (rule *Rule) within(s *Stack, r *Resource) []Finding {
	if rule.Within == nil || r.External {
		return nil
	}
	c := &Case{Rule: rule, Stack: s, Resource: r}
	rule.Within(c, r)
	return c.Findings
}

// Idle are the rules about whole stacks that have nothing to look at in this one: it has nothing of the kinds that they ask for, they are
// about another kind of stack, or they were not told what to compare with. That they find nothing is no evidence of anything.
func (j *Judge) Idle(s *Stack) map[string]bool {
	s.evidence = true // what holds was looked at
	defer func() { s.trace, s.evidence = nil, false }()
	idle := map[string]bool{}
	for _, rule := range j.Rules {
		if rule.Whole == nil {
			continue
		}
		s.trace = map[string]bool{}
		found := rule.whole(s)
		looked := len(found) > 0 || s.trace[AnyKind]
		for kind := range s.trace {
			looked = looked || len(s.indexed().kinds[kind]) > 0
		}
		idle[rule.ID] = !looked || !rule.WasTold(s)
	}
	return idle
}

// All judges every resource and the stack, and the exceptions themselves. evidence keeps what holds, with its value.
func (j *Judge) All(s *Stack, evidence bool) []Finding {
	s.evidence = evidence
	defer func() { s.evidence = false }()
	var all []Finding
	for _, r := range s.Resources {
		all = append(all, j.Resource(s, r)...)
	}
	all = append(all, j.Stack(s)...)
	return append(all, j.unneeded(s, all)...)
}

// excuse marks violations that an exception covers.
func (j *Judge) excuse(all []Finding, now time.Time) []Finding {
	for i, f := range all {
		if f.Answer != Violated {
			continue
		}
		for _, e := range j.Exceptions {
			if e.Claim != f.Claim || !e.Excepts(f.Rule) || !e.Covers(f.URN) {
				continue
			}
			if e.Expired(now) {
				all[i].Message += "; the exception " + e.ID + " expired after " + e.Expires
				continue
			}
			all[i].Answer, all[i].Exception = Excused, e.ID
			break
		}
	}
	return all
}

// unneeded are exceptions that cover a resource here which needs none, or that name this stack and cover nothing: they would hide the next
// violation.
func (j *Judge) unneeded(s *Stack, all []Finding) []Finding {
	used := map[string]bool{}
	for _, f := range all {
		if f.Exception != "" {
			used[f.Exception+" "+f.URN] = true
		}
	}
	var found []Finding
	for _, e := range j.Exceptions {
		if e.Expired(s.Now) {
			continue
		}
		covers := false
		for _, r := range s.Resources {
			if !e.Covers(r.URN) {
				continue
			}
			covers = true
			if !j.looks(e, s, r) {
				continue
			}
			if !used[e.ID+" "+r.URN] {
				found = append(found, Finding{
					Rule: RuleExceptions, Claim: e.Claim, Answer: Violated, URN: r.URN,
					Message: "the exception " + e.ID + " covers this resource, which needs none",
				})
			}
		}
		if !covers && e.Names(s.Name) {
			found = append(found, Finding{
				Rule: RuleExceptions, Claim: e.Claim, Answer: Violated, URN: s.URN(),
				Message: "the exception " + e.ID + " names this stack and covers nothing in it",
			})
		}
	}
	return found
}

// looks tells whether a rule that an exception names looks at a resource.
func (j *Judge) looks(e exceptions.Exception, s *Stack, r *Resource) bool {
	for _, rule := range j.Rules {
		if e.Excepts(rule.ID) && rule.looksAt(r) && (rule.When == nil || rule.When(r, s)) {
			return true
		}
	}
	return false
}

// RuleExceptions is the rule that exceptions are needed and have not expired.
const RuleExceptions = "exceptions-current"

// Count counts findings by answer.
func Count(all []Finding) map[Answer]int {
	counts := map[Answer]int{}
	for _, f := range all {
		counts[f.Answer]++
	}
	return counts
}

// Violations are those findings that are violations.
func Violations(all []Finding) []Finding { return with(all, Violated) }

func with(all []Finding, answer Answer) []Finding {
	var found []Finding
	for _, f := range all {
		if f.Answer == answer {
			found = append(found, f)
		}
	}
	return found
}
