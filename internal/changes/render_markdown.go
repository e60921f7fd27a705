package changes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// CommentLimit is how many characters GitHub takes as a comment. It is counted in bytes, of which there are never fewer.
const CommentLimit = 65_536

// Nothing is the report where there is nothing to say.
const Nothing = "No infrastructure changes.\n"

// Markdown renders the report for a pull request, in at most limit bytes; 0 is [CommentLimit]. What needs a careful look is shown
// whatever it takes: property diffs go first, the largest of them before the others, then what else is collapsed, and in the end
// equal findings are put together. full is where the whole report is, for people; "" where it is nowhere else.
func (r Report) Markdown(limit int, full string) string {
	if limit <= 0 {
		limit = CommentLimit
	}
	if r.Empty() {
		return Nothing
	}
	r = r.Sorted()
	for _, tight := range []int{loose, grouped} {
		if text, fits := r.markdown(tight, limit, full); fits {
			return text
		}
	}
	text, _ := r.markdown(counted, limit, full)
	return cutAt(text, limit)
}

// markdown is the report, put together so closely. fits tells that what must be shown does.
func (r Report) markdown(tight, limit int, full string) (text string, fits bool) {
	head := r.head(tight) + r.careful(tight) + r.policies(tight)
	rest := r.costs() + r.adopted()
	if len(head)+len(rest)+len(r.foot("")) > limit {
		rest = "\n_Cost drivers and renames are left out: they do not fit._\n"
	}
	room := limit - len(head) - len(rest)
	return head + rest + r.diffs(room-len(r.foot(full))-200, full) + r.foot(full), room >= len(r.foot(""))+400
}

// cutAt ends a report at a limit, whatever it holds: GitHub refuses a comment that is longer, and then nothing would be said at all.
func cutAt(text string, limit int) string {
	const more = "\n\n**What follows does not fit into a comment: the report in HTML or JSON has it.**\n"
	if len(text) <= limit {
		return text
	}
	text = text[:max(0, limit-len(more)-len("\n```"))]
	text = text[:strings.LastIndex(text, "\n")+1]
	if strings.Count("\n"+text, "\n```")%2 == 1 { // inside a block of code
		text += "```"
	}
	return text + more
}

// How closely findings are put together.
const (
	// loose: each on a line of its own.
	loose = iota
	// grouped: one line for all of a kind that say the same.
	grouped
	// counted: one line for all of a kind, with as many names as fit.
	counted
)

// head is the verdict of each stack, after the errors.
func (r Report) head(tight int) string {
	var out strings.Builder
	out.WriteString("## Infrastructure changes\n\n")
	if r.Failure != "" {
		fmt.Fprintf(&out, "**Nothing could be compared.**\n\n%s\n", fence("", visible(redacted(r.Failure), true)))
	}
	for _, s := range r.Stacks {
		out.WriteString(s.failure(tight))
	}
	fmt.Fprintf(&out, "%s compared with %s · target: %s\n\n", side(r.Head), side(r.Base), prose(r.Target))
	if len(r.Stacks) > 0 {
		out.WriteString("| Stack | Verdict | Create | Update | Replace | Delete | Other | Policy |\n|---|---|--:|--:|--:|--:|--:|---|\n")
	}
	for _, s := range r.Stacks {
		other := s.Counts[OpImport] + s.Counts[OpForget] + s.Counts[OpAdopt]
		fmt.Fprintf(&out, "| %s | %s | %d | %d | %d | %d | %d | %s |\n", cell(s.Stack), s.Verdict.text(), s.Counts[OpCreate], s.Counts[OpUpdate],
			s.Counts[OpReplace], s.Counts[OpDelete], other, s.judgement())
	}
	for _, s := range r.Stacks {
		for _, note := range s.Notes {
			fmt.Fprintf(&out, "\n> %s: %s\n", code(s.Stack), prose(note))
		}
	}
	return out.String()
}

func side(s Side) string {
	if s.Commit == "" {
		return code(s.Name)
	}
	if s.Name == "" || s.Name == s.Commit {
		return code(s.short())
	}
	if s.Tree == "" && s.Name == "working tree" {
		return code(s.Name) + " (" + code(s.short()) + " with changes)"
	}
	return code(s.Name) + " (" + code(s.short()) + ")"
}

// text is a verdict with a sign that is seen from afar.
func (v Verdict) text() string {
	signs := map[Verdict]string{
		VerdictFailed: "❌ **preview failed**", VerdictViolated: "❌ **policy violated**", VerdictCareful: "⚠️ **needs a careful look**",
		VerdictChanges: "✏️ changes", VerdictNone: "✅ no change",
	}
	return signs[v]
}

// judgement is the policies' part of a row.
func (s Set) judgement() string {
	violated, undecided := 0, 0
	for _, p := range s.Policies {
		if p.Answer == Undecided {
			undecided++
		} else {
			violated++
		}
	}
	switch {
	case s.Judged == 0:
		return "not asked"
	case violated == 0 && undecided == 0:
		return fmt.Sprintf("%d hold", s.Judged)
	}
	return fmt.Sprintf("%d violated, %d undecided of %d", violated, undecided, s.Judged)
}

// failure is what went wrong, before anything else. It is never collapsed.
func (s Set) failure(tight int) string {
	failures := s.Errors()
	most, longest := maxErrors, maxError
	if tight == counted {
		most, longest = fewErrors, shortError
	}
	if len(failures) == 0 {
		return ""
	}
	var text strings.Builder
	for i, message := range failures {
		if i == most {
			fmt.Fprintf(&text, "... and %d errors more\n", len(failures)-most)
			break
		}
		if message.URN != "" {
			fmt.Fprintf(&text, "%s: ", visible(nameOfURN(message.URN), false))
		}
		text.WriteString(shorten(visible(message.Text, true), longest) + "\n")
	}
	return fmt.Sprintf("**The preview of %s failed.** What is shown of it may not be all.\n\n%s\n", code(s.Stack), fence("", text.String()))
}

// How much is shown of errors: a program that does not compile says the same a hundred times.
const (
	maxErrors = 20
	maxError  = 1_500
	// Where little fits.
	fewErrors  = 3
	shortError = 400
)

// careful lists what needs a careful look.
func (r Report) careful(tight int) string {
	var out strings.Builder
	for _, s := range r.Stacks {
		risks := s.Careful()
		if len(risks) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n### %s needs a careful look\n\n", code(s.Stack))
		class := Class("")
		for _, line := range carefulLines(risks, tight) {
			if line.class != class {
				between := ""
				if class != "" { // without an empty line it would be part of the list above
					between = "\n"
				}
				class = line.class
				fmt.Fprintf(&out, "%s**%s**\n\n", between, title(class))
			}
			out.WriteString("- " + line.text + "\n")
		}
	}
	return out.String()
}

func title(c Class) string {
	return map[Class]string{
		ClassData: "Data", ClassExposure: "Exposure", ClassControl: "Control", ClassDisruption: "Disruption", ClassCost: "Cost",
	}[c]
}

// carefulLine is one finding, or several that are put together.
type carefulLine struct {
	class Class
	text  string
}

func carefulLines(risks []Risk, tight int) []carefulLine {
	type group struct {
		first Risk
		names []string
	}
	var groups []group
	for _, risk := range risks {
		at := slices.IndexFunc(groups, func(g group) bool {
			return tight != loose && g.first.Class == risk.Class && g.first.Kind == risk.Kind && (tight == counted || g.first.What == risk.What)
		})
		if at < 0 {
			groups = append(groups, group{risk, []string{risk.Name}})
			continue
		}
		groups[at].names = append(groups[at].names, risk.Name)
	}
	var lines []carefulLine
	for _, g := range groups {
		if len(g.names) == 1 {
			lines = append(lines, carefulLine{g.first.Class, g.first.line()})
			continue
		}
		most := len(g.names)
		what := prose(g.first.What)
		if tight == counted {
			most, what = min(most, 40), prose(g.first.Kind)+", the first: "+prose(shorten(g.first.What, 200))
		}
		var names []string
		for _, name := range g.names[:most] {
			names = append(names, code(shorten(name, 120)))
		}
		text := fmt.Sprintf("%d × %s: %s", len(g.names), what, strings.Join(names, ", "))
		if most < len(g.names) {
			text += fmt.Sprintf(" and %d more", len(g.names)-most)
		}
		lines = append(lines, carefulLine{g.first.Class, text})
	}
	return lines
}

// line is one finding.
func (r Risk) line() string {
	text := code(r.Name) + " " + prose(r.What)
	switch {
	case r.Before != "" && r.After != "":
		text += ": " + code(shorten(r.Before, 200)) + " → " + code(shorten(r.After, 200))
	case r.After != "":
		text += ": → " + code(shorten(r.After, 200))
	case r.Before != "":
		text += ": was " + code(shorten(r.Before, 200))
	}
	if r.Source != "" {
		text += " _(" + prose(r.Source) + ")_"
	}
	return text
}

// policies lists the rules that do not hold. Mandatory violations stand open, the others are collapsed.
func (r Report) policies(tight int) string {
	var out strings.Builder
	for _, s := range r.Stacks {
		open := s.broken()
		closed := slices.DeleteFunc(slices.Clone(s.Policies), func(p PolicyResult) bool { return slices.Contains(open, p) })
		if len(open) > 0 {
			fmt.Fprintf(&out, "\n### Policy violated in %s\n\n%s\n\n", code(s.Stack), unasked)
			for _, line := range policyLines(open, tight) {
				fmt.Fprintf(&out, "- %s\n", line)
			}
		}
		if len(closed) > 0 {
			fmt.Fprintf(&out, "\n<details><summary>%d rules of %s advise or are undecided</summary>\n\n", len(closed), inHTML(s.Stack))
			for _, p := range closed[:min(len(closed), mostClosed[tight])] {
				fmt.Fprintf(&out, "- %s: %s\n", p.Answer, p.line())
			}
			out.WriteString("\n</details>\n")
		}
	}
	return out.String()
}

// mostClosed is how many rules are listed that advise or are undecided, by how closely findings are put together.
var mostClosed = map[int]int{loose: 50, grouped: 50, counted: 5}

// policyLines are violations, those of a rule together where little fits: the first one's message, and how many more resources it is about.
func policyLines(results []PolicyResult, tight int) []string {
	var lines []string
	for i, p := range results {
		same := func(other PolicyResult) bool { return other.Pack == p.Pack && other.Rule == p.Rule }
		if tight == loose {
			lines = append(lines, p.line())
			continue
		}
		if slices.ContainsFunc(results[:i], same) {
			continue
		}
		var others []string
		for _, other := range results[i+1:] {
			if same(other) && other.URN != "" {
				others = append(others, code(shorten(nameOfURN(other.URN), 120)))
			}
		}
		line := p.line()
		if len(others) > 0 {
			shown := others[:min(len(others), 40)]
			line += fmt.Sprintf("<br>And for %d more: %s", len(others), strings.Join(shown, ", "))
			if len(shown) < len(others) {
				line += fmt.Sprintf(" and %d others", len(others)-len(shown))
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// unasked is what a violated mandatory policy keeps from being seen: the engine ends a preview before it asks them.
const unasked = "Where a rule about one resource is violated, those that judge the stack as a whole are asked once it is mended."

func (p PolicyResult) line() string {
	text := code(p.Rule)
	if p.Claim != "" {
		text += " (" + prose(p.Claim) + ")"
	}
	if p.URN != "" {
		text += " for " + code(nameOfURN(p.URN))
	}
	if p.Message != "" {
		text += ": " + strings.Join(p.lines(400), "<br>")
	}
	return text
}

// lines are the lines of the message, which is cut at limit bytes, without the claim that is named before it.
func (p PolicyResult) lines(limit int) []string {
	var lines []string
	for line := range strings.Lines(shorten(strings.TrimPrefix(p.Message, p.Claim+": "), limit)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, prose(line))
		}
	}
	return lines
}

// costs are what the bill hangs on.
func (r Report) costs() string {
	var rows []string
	for _, s := range r.Stacks {
		for _, risk := range s.Risks {
			if risk.Class == ClassCost {
				rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s | %s |\n", cell(s.Stack), cell(risk.Name), prose(risk.What), costCell(risk.Before), costCell(risk.After)))
			}
		}
	}
	if len(rows) == 0 {
		return ""
	}
	return fmt.Sprintf("\n<details><summary>Cost drivers: %d</summary>\n\n| Stack | Resource | What | Before | After |\n|---|---|---|---|---|\n%s\n</details>\n",
		len(rows), strings.Join(rows, ""))
}

func costCell(text string) string {
	if text == "" {
		return ""
	}
	return cell(shorten(text, 120))
}

// adopted are resources that only have another name or another parent.
func (r Report) adopted() string {
	var out strings.Builder
	for _, s := range r.Stacks {
		var lines []string
		for _, step := range s.Steps {
			if step.Was != "" {
				lines = append(lines, fmt.Sprintf("- %s was %s\n", code(step.URN), code(step.Was)))
			}
		}
		if len(lines) > 0 {
			fmt.Fprintf(&out, "\n<details><summary>%d resources of %s have another name, and are kept</summary>\n\n%s\n</details>\n",
				len(lines), inHTML(s.Stack), strings.Join(lines, ""))
		}
	}
	return out.String()
}

// foot says where the report is from.
func (r Report) foot(full string) string {
	text := "\n<sub>Values that are secret are not shown."
	if r.CLI != "" {
		text += " Pulumi CLI " + inHTML(r.CLI) + "."
	}
	if full != "" {
		text += " The whole report: " + prose(full) + "."
	}
	return text + "</sub>\n"
}

// diffs are the properties of every step, collapsed, in at most limit bytes: the largest are dropped first.
func (r Report) diffs(limit int, full string) string {
	type block struct {
		stack int
		text  string
		left  bool
	}
	var blocks []block
	for i, s := range r.Stacks {
		for _, step := range s.Steps {
			blocks = append(blocks, block{stack: i, text: step.diff()})
		}
	}
	if len(blocks) == 0 {
		return ""
	}
	size, left := 0, 0
	for _, b := range blocks {
		size += len(b.text)
	}
	size += 200 * len(r.Stacks)
	order := make([]int, len(blocks))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(blocks[b].text), len(blocks[a].text)) })
	for _, at := range order {
		if size <= limit {
			break
		}
		blocks[at].left, size, left = true, size-len(blocks[at].text), left+1
	}
	var out strings.Builder
	for i, s := range r.Stacks {
		var body strings.Builder
		shown := 0
		for _, b := range blocks {
			if b.stack == i && !b.left {
				body.WriteString(b.text)
				shown++
			}
		}
		if shown > 0 {
			fmt.Fprintf(&out, "\n<details><summary>Properties of %s: %d of %d changes</summary>\n\n%s\n</details>\n", inHTML(s.Stack), shown, len(s.Steps), body.String())
		}
	}
	if left > 0 {
		where := "the report in HTML or JSON has them"
		if full != "" {
			where = "the whole report has them"
		}
		fmt.Fprintf(&out, "\n_Properties of %d changes are left out, the largest first, because a comment ends at %d characters: %s._\n", left, CommentLimit, where)
	}
	return out.String()
}

// diff is one step with its properties, in the colours that GitHub gives a diff.
func (s Step) diff() string {
	var text strings.Builder
	for _, p := range s.Properties {
		mark := ""
		if p.Replaces {
			mark = "   # forces the replacement"
		}
		if p.Kind != Added {
			text.WriteString(diffLines("-", p.Path, show(p.Old), mark))
		}
		if p.Kind != Removed {
			text.WriteString(diffLines("+", p.Path, show(p.New), mark))
		}
	}
	heading := fmt.Sprintf("\n%s %s %s %s", opSign(s.Op), s.Op, code(kindOf(s.Type)), code(s.Name))
	if len(s.Reasons) > 0 {
		heading += ", because of " + code(strings.Join(s.Reasons, ", "))
	}
	if s.Protected {
		heading += ", protected"
	}
	if s.Refused {
		heading += ", refused"
	}
	if text.Len() == 0 {
		return heading + "\n"
	}
	return heading + "\n\n" + fence("diff", text.String())
}

func opSign(op string) string {
	return map[string]string{
		OpCreate: "➕", OpImport: "➕", OpUpdate: "✏️", OpReplace: "♻️", OpDelete: "➖", OpForget: "➖", OpAdopt: "🏷️",
	}[op]
}

// diffLines writes a value, each line of it with the sign: a line without one could end the block.
func diffLines(sign, path, value, mark string) string {
	lines := strings.Split(shorten(visible(value, true), 4_000), "\n")
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s: %s%s\n", sign, visible(path, false), lines[0], mark)
	for _, line := range lines[1:] {
		fmt.Fprintf(&out, "%s     %s\n", sign, line)
	}
	return out.String()
}
