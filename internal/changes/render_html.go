package changes

import (
	_ "embed"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

//go:embed report.html.tmpl
var htmlTemplate string

// page renders with html/template, which escapes every value for the place it stands in. The page runs no script and loads nothing.
var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"visible":   func(text string) string { return visible(text, true) },
	"value":     func(value any) string { return visible(show(value), true) },
	"name":      func(urn string) string { return visible(nameOfURN(urn), false) },
	"kind":      func(token string) string { return visible(kindOf(token), false) },
	"class":     verdictClass,
	"other":     func(counts map[string]int) int { return counts[OpImport] + counts[OpForget] + counts[OpAdopt] },
	"judgement": Set.judgement,
	"costs":     costsOf,
	"picture":   picture,
	"unasked":   func() string { return unasked },
}).Parse(htmlTemplate))

// HTML renders the whole report as one page, with who can reach whom before and after.
func (r Report) HTML() (string, error) {
	var out strings.Builder
	if err := page.Execute(&out, r.Sorted()); err != nil {
		return "", fmt.Errorf("rendering the report: %w", err)
	}
	return out.String(), nil
}

func verdictClass(v Verdict) string {
	return map[Verdict]string{VerdictFailed: "failed", VerdictViolated: "violated", VerdictCareful: "careful"}[v]
}

func costsOf(s Set) []Risk {
	var list []Risk
	for _, risk := range s.Risks {
		if risk.Class == ClassCost {
			list = append(list, risk)
		}
	}
	return list
}

// The measures of a picture, in pixels.
const (
	pictureWidth = 760
	rowHeight    = 24
	leftEdge     = 260
	rightEdge    = 500
)

// picture draws places on the left that reach places on the right: those outside the environment at the top. Ways that differ from the
// other picture are drawn in red; of the rest, those from outside alone, because a picture of all is none.
func picture(ways, marked []Way) template.HTML {
	key := func(w Way) [2]string { return [2]string{w.From, w.To} }
	red := map[[2]string]bool{}
	for _, w := range marked {
		red[key(w)] = true
	}
	var from, to []string
	lines := map[[2]string][]string{}
	var order [][2]string
	for _, w := range append(slices.Clone(ways), marked...) {
		if !w.Outside && !red[key(w)] {
			continue
		}
		if !slices.Contains(from, w.From) {
			from = append(from, w.From)
		}
		if !slices.Contains(to, w.To) {
			to = append(to, w.To)
		}
		if _, known := lines[key(w)]; !known {
			order = append(order, key(w))
		}
		if !slices.Contains(lines[key(w)], w.Ports) {
			lines[key(w)] = append(lines[key(w)], w.Ports)
		}
	}
	height := (max(len(from), len(to)) + 1) * rowHeight
	var out strings.Builder
	fmt.Fprintf(&out, `<svg viewBox="0 0 %d %d" role="img" aria-label="who can reach whom from outside">`, pictureWidth, height)
	middle := func(list []string, name string) int { return (slices.Index(list, name)+1)*rowHeight - rowHeight/4 }
	for _, k := range order {
		class := ""
		if red[k] {
			class = ` class="marked"`
		}
		fmt.Fprintf(&out, `<line x1="%d" y1="%d" x2="%d" y2="%d"%s><title>%s</title></line>`, leftEdge, middle(from, k[0]), rightEdge,
			middle(to, k[1]), class, safe(k[0]+" → "+k[1]+": "+strings.Join(lines[k], ", ")))
	}
	for _, name := range from {
		fmt.Fprintf(&out, `<text x="%d" y="%d" text-anchor="end">%s</text>`, leftEdge-6, middle(from, name)+4, safe(shorten(name, 40)))
	}
	for _, name := range to {
		fmt.Fprintf(&out, `<text x="%d" y="%d">%s</text>`, rightEdge+6, middle(to, name)+4, safe(shorten(name, 40)))
	}
	out.WriteString("</svg>")
	return template.HTML(out.String()) // every value in it was escaped by safe
}

// safe is a text inside an element of the picture.
func safe(text string) string { return template.HTMLEscapeString(visible(text, false)) }
