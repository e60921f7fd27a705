package exceptions

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Covers tells whether an exception names a resource, whatever the day.
func (e Exception) Covers(urn string) bool {
	return slices.ContainsFunc(e.Resources, func(pattern string) bool { return expression(pattern).MatchString(urn) })
}

// Excepts tells whether it is an exception to a rule.
func (e Exception) Excepts(rule string) bool { return slices.Contains(e.Rules, rule) }

// Names tells whether a pattern names a stack in full: there it must cover something.
func (e Exception) Names(stack string) bool {
	return slices.ContainsFunc(e.Resources, func(pattern string) bool { return strings.HasPrefix(pattern, "urn:pulumi:"+stack+"::") })
}

// expression is a pattern as a regular expression: ** stands for anything, * for anything but a colon, as in the patterns that the
// Pulumi CLI takes.
func expression(pattern string) *regexp.Regexp {
	if known, ok := compiledPatterns.Load(pattern); ok {
		return known.(*regexp.Regexp) //nolint:forcetypeassert // nothing else is stored
	}
	quoted := regexp.QuoteMeta(pattern)
	quoted = strings.ReplaceAll(quoted, `\*\*`, `.*`)
	quoted = strings.ReplaceAll(quoted, `\*`, `[^:]*`)
	compiled := regexp.MustCompile("^" + quoted + "$")
	compiledPatterns.Store(pattern, compiled)
	return compiled
}

// compiledPatterns keeps expressions: the policy asks the same ones of thousands of resources. It changes no answer.
var compiledPatterns sync.Map

// Expired tells whether an exception counts no more: the day that it names is its last.
func (e Exception) Expired(now time.Time) bool { return !now.Before(e.end()) }

// end is the beginning of the day after the last one, in UTC. What is no date has ended.
func (e Exception) end() time.Time {
	last, err := time.Parse(time.DateOnly, e.Expires)
	if err != nil {
		return time.Time{}
	}
	return last.AddDate(0, 0, 1)
}

// Covering finds the exception to a claim that a resource is under on a day. ok is false where there is none, or only an expired one.
func Covering(all []Exception, claim, urn string, now time.Time) (found Exception, ok bool) {
	for _, e := range all {
		if e.Claim == claim && e.Covers(urn) && !e.Expired(now) {
			return e, true
		}
	}
	return Exception{}, false
}

// Due lists the exceptions that have expired or will within a time, the soonest first.
func Due(all []Exception, now time.Time, within time.Duration) []Exception {
	var due []Exception
	for _, e := range all {
		if e.Expired(now.Add(within)) {
			due = append(due, e)
		}
	}
	slices.SortStableFunc(due, func(a, b Exception) int { return strings.Compare(a.Expires, b.Expires) })
	return due
}
