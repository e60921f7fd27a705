package picture

import (
	_ "embed" // the page's template
	"fmt"
	"html/template"
	"strings"

	"github.com/trelica/infrastructure/internal/topology"
)

//go:embed page.html.tmpl
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{"display": display}).Parse(pageText))

// sender is somebody with everything that he reaches.
type sender struct {
	From string
	Rows []topology.Row
}

// HTML writes a page with the picture, for a wide window and for a narrow one, and the report that it stands on.
func (d Drawing) HTML(report topology.Report) (string, error) {
	var inside []sender
	for _, row := range report.Inside {
		if n := len(inside); n == 0 || inside[n-1].From != row.From {
			inside = append(inside, sender{From: row.From})
		}
		last := &inside[len(inside)-1]
		last.Rows = append(last.Rows, row)
	}
	var text strings.Builder
	err := page.Execute(&text, struct {
		Drawing
		Report       topology.Report
		Inside       []sender
		Sheet        template.CSS
		Wide, Narrow template.HTML
	}{
		d, report, inside, template.CSS(":root{" + palette + "}\n@media (prefers-color-scheme:dark){:root{" + paletteDark + "}}" + shapes), //nolint:gosec // constants
		template.HTML(d.svg(len(d.Atlas.Regions), false)), template.HTML(d.svg(1, false)), //nolint:gosec // svg escapes what it writes
	})
	if err != nil {
		return "", fmt.Errorf("writing the page of environment %s: %w", d.Atlas.Environment, err)
	}
	return text.String(), nil
}
