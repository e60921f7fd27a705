package controls

import "slices"

// Rule is one rule of the catalogue. It is data, with at most one function for what data cannot say.
type Rule struct {
	// ID tells it from others, as the pack and the CLI name it: "sql-minimum-tls".
	ID string
	// Claim is the claim that becomes false: "SP-10". "safety" are rules that keep what the claims stand on from being lost.
	Claim string
	// Title says what holds, Why what it is for, Fix what to do about a violation.
	Title, Why, Fix string
	Level           Level
	Severity        Severity
	// Kinds are the kinds of resource that it looks at.
	Kinds []string
	// When narrows it further. nil is every resource of the kinds.
	When func(*Resource, *Stack) bool
	// Needs are demands on single properties.
	Needs []Need
	// Each judges one resource beyond Needs. nil where there is no more.
	Each func(*Case)
	// Whole judges a stack: what no single resource can say. nil for rules about single resources.
	Whole func(*Case)
	// Within judges each resource with all others in sight, of whatever kind: it looks for itself. nil where none has to be.
	Within func(*Case, *Resource)
	// Told is what the rule has to be told by configuration, "" for a rule that needs nothing: ToldPrevious, ToldDeclared, ToldNeighbours.
	Told string
	// Policies are Microsoft's built-in definitions of Azure Policy that ask the same in the cloud.
	Policies []string
}

// Need demands something of one property.
type Need struct {
	Path string
	Is   Predicate
	// Absent is what Azure makes of an absent property. The zero value: absence is a violation.
	Absent Default
	// ButOpened lets it rest for what a bootstrap opens to the declared addresses of break-glass; another rule says that it is open.
	ButOpened bool
}

// Default is what Azure makes of an absent property, and where that is written.
type Default struct {
	Value  any
	Source string
}

// Predicate is a condition in words, with the test.
type Predicate struct {
	Text string
	OK   func(any) bool
}

// Case is one judgement in progress.
type Case struct {
	Rule     *Rule
	Stack    *Stack
	Resource *Resource // nil for a whole stack
	Findings []Finding
}

func (c *Case) add(answer Answer, r *Resource, p Place, message string) {
	f := Finding{Rule: c.Rule.ID, Claim: c.Rule.Claim, Answer: answer, Path: p.Path, Message: message}
	if r != nil {
		f.URN = r.URN
	} else {
		f.URN = c.Stack.URN()
	}
	if answer == Holds && !c.Stack.evidence {
		if !c.Stack.counting {
			return
		}
	} else {
		f.Value = show(p.Value)
	}
	c.Findings = append(c.Findings, f)
}

// Violate says that a resource, or the stack, breaks the rule.
func (c *Case) Violate(r *Resource, p Place, message string) { c.add(Violated, r, p, message) }

// Missing says that something which belongs to a resource, or to the stack, is not there. Where anything of the kinds that it could be has
// values that are not known yet, it may be one of those: it is undecided.
func (c *Case) Missing(r *Resource, p Place, message string, kinds ...string) {
	for _, other := range c.Stack.Of(kinds...) {
		if hasUnknown(other.Inputs) {
			c.Doubt(r, p, message+", as far as is known before apply")
			return
		}
	}
	c.Violate(r, p, message)
}

// Hold says that it keeps it.
func (c *Case) Hold(r *Resource, p Place) { c.add(Holds, r, p, "") }

// Doubt says that it cannot be told yet.
func (c *Case) Doubt(r *Resource, p Place, message string) { c.add(Undecided, r, p, message) }

// Expect judges one place by a predicate.
func (c *Case) Expect(r *Resource, p Place, is Predicate, absent Default) {
	value := plain(p.Value)
	if _, unknown := value.(Unknown); unknown {
		c.Doubt(r, p, "is not known before apply; it must be "+is.Text)
		return
	}
	if p.Absent {
		if absent.Source == "" {
			c.Violate(r, p, "is missing; it must be "+is.Text)
			return
		}
		value = absent.Value
	}
	if hasUnknown(value) {
		c.Doubt(r, p, "is not wholly known before apply; it must be "+is.Text)
		return
	}
	if p.Absent {
		p.Value = absent // what evidence shows, and its source
	}
	if is.OK(value) {
		c.Hold(r, p)
		return
	}
	c.Violate(r, p, show(p.Value)+"; it must be "+is.Text)
}

// hasUnknown tells whether anything in a value is unknown.
func hasUnknown(value any) bool {
	switch v := value.(type) {
	case Unknown:
		return true
	case Secret:
		return hasUnknown(v.Value)
	case []any:
		return slices.ContainsFunc(v, hasUnknown)
	case map[string]any:
		for _, inner := range v {
			if hasUnknown(inner) {
				return true
			}
		}
	}
	return false
}

// AnyKind in Kinds stands for every kind.
const AnyKind = "*"

func (rule *Rule) looksAt(r *Resource) bool {
	return slices.Contains(rule.Kinds, r.kind()) || slices.Contains(rule.Kinds, AnyKind)
}

// Alone reports whether the rule judges single resources by themselves, and not only a stack or a resource among the others.
func (rule *Rule) Alone() bool { return len(rule.Needs) > 0 || rule.Each != nil }

// Concerns reports whether the rule has anything to say about a resource by itself.
func (rule *Rule) Concerns(r *Resource) bool { return rule.Alone() && !r.External && rule.looksAt(r) }

// judge applies the rule to one resource.
func (rule *Rule) judge(s *Stack, r *Resource) []Finding {
	if r.External || !rule.looksAt(r) || rule.When != nil && !rule.When(r, s) {
		return nil
	}
	c := &Case{Rule: rule, Stack: s, Resource: r}
	for _, need := range rule.Needs {
		if need.ButOpened && opened(r, s) {
			continue
		}
		for _, place := range r.At(need.Path) {
			c.Expect(r, place, need.Is, need.Absent)
		}
	}
	if rule.Each != nil {
		rule.Each(c)
	}
	return c.Findings
}
