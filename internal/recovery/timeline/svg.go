package timeline

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// The picture is drawn for a phone held upright: names stand above their bars, so that it need not be wide. It is shown larger where
// there is room.
const (
	pictureWidth = 480
	shownWidth   = 720
	margin       = 12
	plotWidth    = pictureWidth - 2*margin
	titleHeight  = 62
	axisHeight   = 22
	headHeight   = 30
	rowHeight    = 30
	barHeight    = 9
	// shownShare is the share of the whole from which on a resource that nothing waits for has a row of its own.
	shownShare = 0.04
	// longestName is how many letters fit beside a duration.
	longestName = 46
)

// style is the same for light and dark surroundings but for its colours. What the whole waits for is told by its fill and its weight, not
// by its colour alone.
const style = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;font-size:13px;fill:#1f2328;paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
.title{font-size:17px;font-weight:600}.small{font-size:12px;fill:#59636e}.head{font-weight:600}
.end{text-anchor:end}.mid{text-anchor:middle}
.back{fill:#ffffff}.grid{stroke:#d1d9e0;stroke-width:1}.rule{stroke:#8c959f;stroke-width:1}
.bar{fill:#ffffff;stroke:#59636e;stroke-width:1.5}.critical{fill:#bc4c00;stroke:#bc4c00;stroke-width:1.5}
.strong{font-weight:600;fill:#953800}.least{stroke:#0969da;stroke-width:2;stroke-dasharray:5 4}.leasttext{font-size:12px;fill:#0969da}
@media (prefers-color-scheme:dark){
text{fill:#f0f6fc;stroke:#0d1117}.small{fill:#9198a1}.back{fill:#0d1117}.grid{stroke:#2f353d}.rule{stroke:#656c76}
.bar{fill:#0d1117;stroke:#9198a1}.critical{fill:#f0883e;stroke:#f0883e}.strong{fill:#ffa657}.least{stroke:#4493f8}.leasttext{fill:#4493f8}}
`

// SVG draws the timeline at typical durations: a bar for each step and for each resource that takes long or that the whole waits for.
func (a Answer) SVG() string {
	s := a.Levels[durations.Typical]
	d := drawing{answer: a, schedule: s, scale: float64(plotWidth) / float64(max(s.Total, a.Bound[durations.Typical], 1))}
	d.y = titleHeight + axisHeight
	d.rows()
	height := d.y + margin
	height += axisHeight
	if len(a.Bound) > 0 {
		height += axisHeight
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%d" height="%d" viewBox="0 0 %d %d">`+"\n",
		shownWidth, height*shownWidth/pictureWidth, pictureWidth, height)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n", escaped(d.title()), escaped("What the whole waits for: "+s.Path()), style)
	fmt.Fprintf(&b, `<rect class="back" width="%d" height="%d"/>`+"\n", pictureWidth, height)
	fmt.Fprintf(&b, `<text class="title" x="%d" y="26">%s</text>`+"\n", margin, escaped(d.title()))
	fmt.Fprintf(&b, `<text class="small" x="%d" y="46">%s</text>`+"\n", margin, escaped(d.subtitle()))
	d.grid(&b, d.y)
	d.least(&b)
	b.WriteString(d.body.String())
	fmt.Fprintf(&b, `<text class="small" x="%d" y="%d">filled: what the whole waits for</text>`+"\n", margin, height-margin)
	b.WriteString("</svg>\n")
	return b.String()
}

// drawing is a picture in the making; y is where the next row begins.
type drawing struct {
	answer   Answer
	schedule Schedule
	scale    float64
	y        int
	body     strings.Builder
}

func (d *drawing) title() string {
	return fmt.Sprintf("%s, counted from the decision", Short(d.schedule.Total))
}

func (d *drawing) subtitle() string {
	text := fmt.Sprintf("typical; %s on a good day, %s on a bad one", Short(d.answer.Total(durations.Low)), Short(d.answer.Total(durations.High)))
	if d.answer.Target.Time > 0 {
		text += fmt.Sprintf("; promised: %s", Short(d.answer.Target.Time))
		if len(d.answer.Missed()) > 0 {
			text += " (MISSED)"
		}
	}
	return text
}

// x is where a time is.
func (d *drawing) x(at time.Duration) float64 { return margin + float64(at)*d.scale }

// grid draws the minutes, as many as can be read.
func (d *drawing) grid(b *strings.Builder, bottom int) {
	step := time.Minute
	for _, minutes := range []int{2, 5, 10, 15, 30, 60, 120, 240, 720} {
		if float64(step)*d.scale >= 48 {
			break
		}
		step = time.Duration(minutes) * time.Minute
	}
	for at := time.Duration(0); d.x(at) <= pictureWidth-margin; at += step {
		fmt.Fprintf(b, `<line class="grid" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`+"\n", d.x(at), titleHeight+axisHeight-4, d.x(at), bottom)
		class := "small mid"
		switch {
		case at == 0:
			class = "small"
		case d.x(at) > pictureWidth-margin-20:
			class = "small end"
		}
		label := fmt.Sprintf("%d min", int(at/time.Minute))
		if at == 0 {
			label = "0"
		} else if at >= 2*time.Hour {
			label = fmt.Sprintf("%d h", int(at/time.Hour))
		}
		fmt.Fprintf(b, `<text class="%s" x="%.1f" y="%d">%s</text>`+"\n", class, d.x(at), titleHeight+axisHeight-9, label)
	}
}

// rows draws the steps in their order, and under an update what is worth seeing of it.
func (d *drawing) rows() {
	var order []string
	byStage := map[string][]Bar{}
	for _, bar := range d.schedule.Bars {
		if byStage[bar.stage] == nil {
			order = append(order, bar.stage)
		}
		byStage[bar.stage] = append(byStage[bar.stage], bar)
	}
	for _, stage := range order {
		bars := byStage[stage]
		if len(bars) == 1 {
			if bars[0].End > bars[0].Start {
				d.row(bars[0].ID, bars[0])
			}
			continue
		}
		d.update(stage, bars)
	}
}

// update draws an update: a heading, the rows that matter in the order in which they begin, and how many are left out.
func (d *drawing) update(stage string, bars []Bar) {
	began, ended, quick := bars[0].Start, bars[0].End, 0
	var shown []Bar
	for _, bar := range bars {
		began, ended = min(began, bar.Start), max(ended, bar.End)
		switch {
		case bar.Critical || float64(bar.End-bar.Start) >= shownShare*float64(d.schedule.Total):
			shown = append(shown, bar)
		case bar.End > bar.Start:
			quick++
		}
	}
	if ended == began {
		return
	}
	fmt.Fprintf(&d.body, `<line class="rule" x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", margin, d.y+6, pictureWidth-margin, d.y+6)
	fmt.Fprintf(&d.body, `<text class="head" x="%d" y="%d">%s</text>`+"\n", margin, d.y+23, escaped(stage))
	fmt.Fprintf(&d.body, `<text class="small end" x="%d" y="%d">%s</text>`+"\n", pictureWidth-margin, d.y+23, Short(ended-began))
	d.y += headHeight
	for _, bar := range byStart(shown) {
		d.row(strings.TrimSuffix(bar.Name(), " of "+stage), bar)
	}
	if quick > 0 {
		fmt.Fprintf(&d.body, `<text class="small" x="%d" y="%d">and %d more, each shorter than %s</text>`+"\n", margin, d.y+15, quick,
			Short(time.Duration(shownShare*float64(d.schedule.Total))))
		d.y += rowHeight - 6
	}
	fmt.Fprintf(&d.body, `<line class="rule" x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", margin, d.y, pictureWidth-margin, d.y)
	d.y += 6
}

// row draws a name with its duration, and its bar below.
func (d *drawing) row(name string, bar Bar) {
	text, fill := "", "bar"
	if bar.Critical {
		text, fill = "strong", "critical"
	}
	if letters := []rune(name); len(letters) > longestName {
		name = string(letters[:longestName-1]) + "…"
	}
	fmt.Fprintf(&d.body, `<text class="%s" x="%d" y="%d">%s</text>`+"\n", text, margin, d.y+13, escaped(name))
	fmt.Fprintf(&d.body, `<text class="%s end" x="%d" y="%d">%s</text>`+"\n", text, pictureWidth-margin, d.y+13, Short(bar.End-bar.Start))
	width := max(float64(bar.End-bar.Start)*d.scale, 2)
	fmt.Fprintf(&d.body, `<rect class="%s" x="%.1f" y="%d" width="%.1f" height="%d" rx="2"/>`+"\n", fill, d.x(bar.Start), d.y+17, width, barHeight)
	d.y += rowHeight
}

// least marks how soon Azure would let it end.
func (d *drawing) least(b *strings.Builder) {
	bound := d.answer.Bound[durations.Typical]
	if bound == 0 {
		return
	}
	fmt.Fprintf(b, `<line class="least" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/>`+"\n", d.x(bound), titleHeight+axisHeight, d.x(bound), d.y)
	fmt.Fprintf(b, `<text class="leasttext end" x="%.1f" y="%d">%s</text>`+"\n", d.x(bound), d.y+15,
		escaped(fmt.Sprintf("the least that Azure makes it take: %s", Short(bound))))
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a strings.Builder takes everything
	return b.String()
}
