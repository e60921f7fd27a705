package picture

import "fmt"

// Faults says what is wrong with the layout: texts that lie on each other or leave the picture, arrows that cross a text. It is what a
// test can see of it; a browser sees the rest.
func (d Drawing) Faults(columns int) []string {
	c, width, height := d.draw(columns)
	return c.faults(box{0, 0, width, height})
}

func (c *canvas) faults(paper box) []string {
	var faults []string
	for i, l := range c.labels {
		if !l.within(paper) {
			faults = append(faults, fmt.Sprintf("%q leaves the picture", l.text))
		}
		for _, o := range c.labels[:i] {
			if l.overlaps(o.box) {
				faults = append(faults, fmt.Sprintf("%q lies on %q", l.text, o.text))
			}
		}
		for _, line := range c.lines {
			if l.overlaps(line) {
				faults = append(faults, fmt.Sprintf("an arrow crosses %q", l.text))
			}
		}
	}
	return faults
}
