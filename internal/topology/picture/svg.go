package picture

import (
	"fmt"
	"html"
	"strings"

	"github.com/trelica/infrastructure/internal/topology"
)

// The measures of a picture.
const (
	margin      = 20.0
	columnWidth = 380.0
	columnGap   = 18.0
	pad         = 10.0 // between a frame and what is in it
	gap         = 10.0 // between things in a frame
	arrowRoom   = 30.0 // for an arrow between two frames
)

// Drawing is what a picture shows.
type Drawing struct {
	Atlas topology.Atlas
	// Differences is how many there are between what is and what was declared.
	Differences int
	// Others are the other environments that were looked at, and Joins how many ways there are to one of them.
	Others []string
	Joins  int
	// Target says where the states are from.
	Target string
}

// SVG draws a picture with a column for each region.
func (d Drawing) SVG() string { return d.svg(len(d.Atlas.Regions), true) }

// svg draws with so many columns; alone says that the picture brings its own style sheet.
func (d Drawing) svg(columns int, alone bool) string {
	c, width, height := d.draw(columns)
	what := "Environment " + d.Atlas.Environment + ": who can reach whom"
	var text strings.Builder
	fmt.Fprintf(&text, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n", num(width), num(height), html.EscapeString(what))
	fmt.Fprintf(&text, "<title>%s</title>\n<desc>%s</desc>\n", html.EscapeString(what), html.EscapeString(d.summary()))
	if alone {
		fmt.Fprintf(&text, "<style>%s</style>\n", sheet)
	}
	text.WriteString(c.shapes.String())
	text.WriteString(c.texts.String())
	text.WriteString("</svg>\n")
	return text.String()
}

// summary is the picture in a sentence.
func (d Drawing) summary() string {
	what := "exactly what was declared can be reached"
	if d.Differences > 0 {
		what = fmt.Sprintf("%d differences from what was declared", d.Differences)
	}
	var regions []string
	for _, r := range d.Atlas.Regions {
		regions = append(regions, fmt.Sprintf("%s with %d resources", display(r.Name), r.Resources))
	}
	return strings.Join(regions, ", ") + "; " + what + "."
}

// draw lays the picture out.
func (d Drawing) draw(columns int) (c *canvas, width, height float64) {
	c = &canvas{}
	columns = max(1, min(columns, len(d.Atlas.Regions)))
	columnW := columnWidth
	for _, r := range d.Atlas.Regions {
		columnW = max(columnW, 130*float64(len(r.Doors)))
	}
	width = 2*margin + float64(columns)*columnW + float64(columns-1)*columnGap
	y := d.heading(c, margin, margin, width-2*margin)
	for first := 0; first < len(d.Atlas.Regions); first += columns {
		row := d.Atlas.Regions[first:min(first+columns, len(d.Atlas.Regions))]
		y = d.row(c, row, margin, y, columnW, width-2*margin) + 2*gap
	}
	height = d.footer(c, margin, y, width-2*margin) + margin
	back := &canvas{}
	back.rect("paper", box{0, 0, width, height}, 0)
	back.shapes.WriteString(c.shapes.String())
	c.shapes = back.shapes
	return c, width, height
}

// heading says what is shown, from what.
func (d Drawing) heading(c *canvas, x, y, width float64) float64 {
	c.text(title, "start", x, y+titleSize, "Environment "+d.Atlas.Environment)
	return c.paragraph(weak, "start", x, y+titleSize+18, width,
		"Drawn from the states of "+strings.Join(d.Atlas.Stacks, ", ")+d.Target+".") + 2
}

// footer is the result.
func (d Drawing) footer(c *canvas, x, y, width float64) float64 {
	kind, style, text := "good", strong, "Open is exactly what was declared, for every pair, protocol and port."
	if d.Differences > 0 {
		kind, style, text = "bad", strong.with("red"), fmt.Sprintf("%d differences from what was declared.", d.Differences)
	}
	switch {
	case d.Joins > 0:
		kind, style = "bad", strong.with("red")
		text += fmt.Sprintf(" %d ways to other environments.", d.Joins)
	case len(d.Others) > 0:
		text += " No way to " + strings.Join(d.Others, " or ") + "."
	}
	lines := style.wrap(text, width-2*pad)
	height := float64(len(lines))*lineHeight + 2*pad
	c.rect(kind, box{x, y, width, height}, 8)
	return c.paragraph(style, "start", x+pad, y+pad+labelSize, width-2*pad, text) + pad - labelSize
}
