package evidence

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed page.html
var pageSource string

var page = template.Must(template.New("evidence").Parse(pageSource))

type pageRule struct {
	RuleEvidence
	Places []shownFinding
	More   int
}

type pageClaim struct {
	ClaimEvidence
	Rules []pageRule
}

// HTML writes the report as one page that needs nothing else: no script, no font, no address of anywhere.
func (r Report) HTML(w io.Writer) error {
	data := struct {
		Report
		Head   string
		Claims []pageClaim
	}{Report: r, Head: r.head()}
	for _, c := range r.Claims {
		one := pageClaim{ClaimEvidence: c}
		for _, rule := range c.Rules {
			places, more := shown(rule)
			one.Rules = append(one.Rules, pageRule{rule, places, more})
		}
		data.Claims = append(data.Claims, one)
	}
	if err := page.Execute(w, data); err != nil {
		return fmt.Errorf("writing evidence: %w", err)
	}
	return nil
}
