package topology

import (
	"fmt"
	"slices"
	"strings"
)

// Report is what is shown of an environment, to people and to machines.
type Report struct {
	Environment string `json:"environment"`
	// Stacks are those whose states were read.
	Stacks []string `json:"stacks"`
	// Outside are the answers for those who are not part of the environment, Inside for those who are.
	Outside []Row `json:"outside"`
	Inside  []Row `json:"inside"`
	// Differences are those from the declared flows; none where both are equal.
	Differences []Finding `json:"differences"`
	// Joins are the ways to the other environments whose states were read too.
	Joins []Join `json:"joins"`
}

// Row is one answer.
type Row struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Ports  string `json:"ports"`
	Answer Answer `json:"answer"`
	Reason string `json:"reason"`
	// Named says, for a private endpoint, whether its name leads to it from there.
	Named *Verdict `json:"named,omitempty"`
}

// outsiders are the kinds of place that are not part of an environment.
var outsiders = []string{PlaceInternet, PlaceTag, PlaceProfiles, PlaceAzure, PlaceAnyAzure, PlaceProbes, PlaceAddress, PlaceStrangers}

// NewReport asks a survey everything. Closed ways are left out, unless closed is true.
func NewReport(s *Survey, stacks []string, joins []Join, closed bool) Report {
	r := Report{
		Environment: s.World.Environment, Stacks: stacks, Outside: []Row{}, Inside: []Row{}, Differences: s.Compare(), Joins: joins,
	}
	for _, reach := range Merged(s.Reaches()) {
		if reach.Answer == NotReachable && !closed {
			continue
		}
		row := Row{reach.From.Name, reach.To.Name, portsText(reach), reach.Answer, reach.Reason, reach.Resolves}
		if slices.Contains(outsiders, reach.From.Kind) {
			r.Outside = append(r.Outside, row)
		} else {
			r.Inside = append(r.Inside, row)
		}
	}
	if r.Differences == nil {
		r.Differences = []Finding{}
	}
	if r.Joins == nil {
		r.Joins = []Join{}
	}
	return r
}

// Text renders the report for people; with why each line says which rule decided.
func (r Report) Text(why bool) string {
	var text strings.Builder
	fmt.Fprintf(&text, "environment %s, as the states of %s have it\n", r.Environment, strings.Join(r.Stacks, ", "))
	fmt.Fprintf(&text, "\nFrom outside\n%s", rowsText(r.Outside, why))
	fmt.Fprintf(&text, "\nInside\n%s", rowsText(r.Inside, why))
	text.WriteString("\nDifferences from the declared flows\n")
	if len(r.Differences) == 0 {
		text.WriteString("  none\n")
	}
	for _, finding := range r.Differences {
		fmt.Fprintf(&text, "  %s\n", finding)
	}
	if len(r.Joins) > 0 {
		text.WriteString("\nWays between environments\n")
	}
	for _, join := range r.Joins {
		fmt.Fprintf(&text, "  %s\n", join)
	}
	return text.String()
}

// rowsText renders rows, those of one sender under its name.
func rowsText(rows []Row, why bool) string {
	if len(rows) == 0 {
		return "  nothing\n"
	}
	width := 0
	for _, row := range rows {
		width = max(width, len(row.Ports))
	}
	var text strings.Builder
	from := ""
	for _, row := range rows {
		if row.From != from {
			from = row.From
			fmt.Fprintf(&text, "  %s\n", from)
		}
		line := fmt.Sprintf("    %-*s  %s", width, row.Ports, row.To)
		if row.Answer != Reachable {
			line += ", " + string(row.Answer)
		}
		if row.Named != nil && row.Named.Answer != Reachable {
			line += ", not by its name: " + row.Named.Reason
		}
		if why {
			line += "\n    " + strings.Repeat(" ", width+2) + "by " + row.Reason
		}
		text.WriteString(line + "\n")
	}
	return text.String()
}
