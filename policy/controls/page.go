package controls

import (
	"fmt"
	"strings"
)

// Page is docs/controls.md: the catalogue for people.
func Page() string {
	var b strings.Builder
	rules := map[string][]*Rule{}
	total := 0
	for _, r := range Catalogue() {
		rules[r.Claim] = append(rules[r.Claim], r)
		total++
	}
	fmt.Fprintf(&b, `# Controls

Written by `+"`go test ./policy/controls -run Page -update`"+` from the catalogue in `+"`policy/controls`"+`; do not edit. %d rules hold %d claims of the
security statement, and what keeps them true.

Each rule gives one of three answers: it holds, it is violated, or it is undecided until apply, because a value is not known yet. A
mandatory rule that is violated ends a run. What is absent counts as what Azure makes of it; rules name the source of that. Exceptions, each with a reason, an
owner and a last day, are in [policy/exceptions.yaml](../policy/exceptions.yaml): one that has expired, or that nothing needs, is a violation.

The pack judges every `+"`stackctl preview` and `up`"+`, and works with the stock CLI: `+"`pulumi preview --policy-pack .local/bin/policy`"+`.
In Azure's column are Microsoft's built-in definitions that ask the same in the cloud; those with a star are assigned by the governance component.
Rules that are told something by configuration compare with what no stack says: the last state, the declared flows, the other environments. stackctl tells them; without it they are not applicable, and the pack says so.

`, total, len(rules)-1)
	for _, claim := range Claims() {
		fmt.Fprintf(&b, "## %s\n\n%s\n", claim.ID, claim.Text)
		if claim.Duty != "" {
			fmt.Fprintf(&b, "\nNot infrastructure's: %s\n", claim.Duty)
		}
		if len(rules[claim.ID]) == 0 {
			b.WriteString("\nNo rule: nothing in a stack makes it true or false.\n\n")
			continue
		}
		for _, r := range rules[claim.ID] {
			fmt.Fprintf(&b, "\n### %s\n\n%s. %s\n\n", r.ID, r.Title, r.Why)
			fmt.Fprintf(&b, "- %s, %s\n- to do: %s\n", r.Level, r.Severity, r.Fix)
			if r.Told != "" {
				fmt.Fprintf(&b, "- told by configuration: `%s`\n", r.Told)
			}
			if len(r.Kinds) > 0 {
				fmt.Fprintf(&b, "- looks at: %s\n", strings.Join(r.Kinds, ", "))
			}
			for _, n := range r.Needs {
				fmt.Fprintf(&b, "- `%s` must be %s%s%s\n", n.Path, n.Is.Text, absence(n), resting(n))
			}
			for _, id := range r.Policies {
				star := ""
				if _, assigned := assignedPolicies[id]; assigned {
					star = " *"
				}
				fmt.Fprintf(&b, "- Azure Policy: `%s`%s\n", id, star)
			}
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// resting says where a need rests.
func resting(n Need) string {
	if !n.ButOpened {
		return ""
	}
	return "; but a bootstrap may open its state and key to the declared addresses of break-glass ([break-glass-closed](#break-glass-closed))"
}

// absence says what an absent property counts as.
func absence(n Need) string {
	if n.Absent.Source == "" {
		return "; it must be there"
	}
	if n.Absent.Value == nil {
		return ""
	}
	return fmt.Sprintf("; absent is %s (%s)", show(n.Absent.Value), n.Absent.Source)
}
