package changes

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Answer is what a rule says of a resource.
type Answer string

// The three answers. What a rule cannot decide before the update is never taken for right.
const (
	Holds     Answer = "holds"
	Violated  Answer = "violated"
	Undecided Answer = "undecided"
)

// PolicyResult is the answer of one rule for one resource, or for the stack where URN is empty.
type PolicyResult struct {
	Pack string `json:"pack"`
	// Rule is the rule's name, Claim the claim that it carries, e.g. SP-07; "" where neither its name nor its message tells.
	Rule   string `json:"rule"`
	Claim  string `json:"claim,omitempty"`
	Answer Answer `json:"answer"`
	// Level is mandatory or warning; "" for a rule that holds.
	Level   string `json:"level,omitempty"`
	URN     string `json:"urn,omitempty"`
	Message string `json:"message,omitempty"`
}

// claimPattern is how a claim is named.
var claimPattern = regexp.MustCompile(`(?i)\bSP-?(\d{2})\b`)

func claimOf(texts ...string) string {
	for _, text := range texts {
		if match := claimPattern.FindStringSubmatch(text); match != nil {
			return "SP-" + match[1]
		}
	}
	return ""
}

// undecidedPrefix begins the message of a rule that cannot decide. The engine knows violations alone, so that the pack reports what
// is undecided as an advisory one.
const undecidedPrefix = "undecided"

// packName is the pack's name without the path that the CLI puts behind it.
func packName(name string) string {
	name, _, _ = strings.Cut(name, " (local")
	return strings.TrimSpace(strings.SplitN(name, "@", 2)[0])
}

// violation is what a policy event says.
func violation(pack, rule, level, urn, message string) PolicyResult {
	p := PolicyResult{Pack: packName(pack), Rule: rule, Claim: claimOf(rule, message), Answer: Violated, Level: level, URN: urn, Message: redacted(message)}
	said := strings.ToLower(strings.TrimLeft(message, " \n["))
	if level != levelMandatory && strings.HasPrefix(said, undecidedPrefix) {
		p.Answer = Undecided
	}
	return p
}

// levelMandatory is the level that fails a run.
const levelMandatory = "mandatory"

// severityOf orders answers: the worst counts where a rule says several things of one resource.
func severityOf(a Answer) int { return map[Answer]int{Holds: 0, Undecided: 1, Violated: 2}[a] }

// policyKey tells answers apart.
type policyKey struct{ pack, rule, urn string }

// worst is one answer for each rule and resource. A rule that passes is not reported beside its violation.
func worst(results []PolicyResult) map[policyKey]PolicyResult {
	found := map[policyKey]PolicyResult{}
	for _, r := range results {
		key := policyKey{r.Pack, r.Rule, r.URN}
		if have, ok := found[key]; !ok || severityOf(r.Answer) > severityOf(have.Answer) {
			found[key] = r
		}
	}
	return found
}

// unmet are the rules that do not hold, each once, the mandatory ones first.
func unmet(results []PolicyResult) []PolicyResult {
	list := []PolicyResult{}
	seen := map[PolicyResult]bool{}
	for _, r := range results {
		if r.Answer != Holds && !seen[r] {
			seen[r] = true
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b PolicyResult) int {
		return cmp.Or(severityOf(b.Answer)-severityOf(a.Answer), cmp.Compare(level(a), level(b)), cmp.Compare(a.Claim, b.Claim),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.URN, b.URN), cmp.Compare(a.Message, b.Message))
	})
	return list
}

func level(r PolicyResult) int {
	if r.Level == levelMandatory {
		return 0
	}
	return 1
}
