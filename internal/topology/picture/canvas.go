package picture

import (
	"fmt"
	"html"
	"strings"
)

// Sizes of text, in units of the picture.
const (
	nameSize, nameWidth   = 11.5, 7.0 // a character of the fixed font is 0.6 of its size
	labelSize, labelWidth = 11.5, 6.6 // an average character of the widest usual font
	titleSize, titleWidth = 17.0, 10.8
	lineHeight            = 15.0
)

// box is a rectangle.
type box struct{ x, y, w, h float64 }

// overlaps is true for boxes that share more than an edge.
func (b box) overlaps(o box) bool {
	return b.x < o.x+o.w && o.x < b.x+b.w && b.y < o.y+o.h && o.y < b.y+b.h
}

// within is true for a box that lies in another one.
func (b box) within(o box) bool {
	return b.x >= o.x && b.y >= o.y && b.x+b.w <= o.x+o.w && b.y+b.h <= o.y+o.h
}

// label is a text and the room that it takes.
type label struct {
	box
	text string
}

// canvas collects what is drawn. Shapes lie below texts.
type canvas struct {
	shapes, texts strings.Builder
	labels        []label
	lines         []box
}

// num writes a length without needless digits.
func num(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

// rect draws a rectangle with rounded corners.
func (c *canvas) rect(class string, b box, radius float64) {
	fmt.Fprintf(&c.shapes, "<rect class=%q x=%q y=%q width=%q height=%q rx=%q/>\n", class, num(b.x), num(b.y), num(b.w), num(b.h), num(radius))
}

// arrow draws a straight way down, with its head at the end.
func (c *canvas) arrow(class string, x, from, to float64) {
	fmt.Fprintf(&c.shapes, "<path class=%q d=\"M%s %sV%s\"/>\n", "way "+class, num(x), num(from), num(to-6))
	fmt.Fprintf(&c.shapes, "<path class=%q d=\"M%s %sl-4.5 -8h9z\"/>\n", "head "+class, num(x), num(to))
	c.lines = append(c.lines, box{x - 1, from, 2, to - from})
}

// style is how a text is set.
type style struct {
	class       string
	size, width float64
}

var (
	name   = style{"n", nameSize, nameWidth}
	weak   = style{"w", labelSize, labelWidth}
	strong = style{"s", labelSize, labelWidth + 0.6}
	title  = style{"t", titleSize, titleWidth}
)

// with adds a class.
func (s style) with(class string) style {
	s.class += " " + class
	return s
}

// length is the room that a text takes in a line.
func (s style) length(text string) float64 { return float64(len([]rune(text))) * s.width }

// text writes a line; x is its left end, its middle or its right end, as the anchor says.
func (c *canvas) text(s style, anchor string, x, y float64, text string) {
	length := s.length(text)
	left := x
	switch anchor {
	case "middle":
		left = x - length/2
	case "end":
		left = x - length
	}
	c.labels = append(c.labels, label{box{left, y - s.size*0.8, length, s.size}, text})
	fmt.Fprintf(&c.texts, "<text class=%q x=%q y=%q text-anchor=%q>%s</text>\n", s.class, num(x), num(y), anchor, html.EscapeString(text))
}

// paragraph writes wrapped lines and returns the y below them.
func (c *canvas) paragraph(s style, anchor string, x, y, width float64, text string) float64 {
	for _, line := range s.wrap(text, width) {
		c.text(s, anchor, x, y, line)
		y += lineHeight
	}
	return y
}

// wrap breaks a text at spaces, not at those of no-break, and at hyphens and slashes where a word alone is too long.
func (s style) wrap(text string, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(strings.TrimSpace(text), " ") {
		for _, piece := range s.pieces(word, width) {
			joined := line + piece
			if line != "" && !strings.HasPrefix(piece, "\x00") {
				joined = line + " " + piece
			}
			joined = strings.ReplaceAll(joined, "\x00", "")
			if line != "" && s.length(joined) > width {
				lines, joined = append(lines, line), strings.TrimPrefix(piece, "\x00")
			}
			line = joined
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// pieces breaks a word that is too long for a line. A piece that continues the one before begins with a zero.
func (s style) pieces(word string, width float64) []string {
	if s.length(word) <= width {
		return []string{word}
	}
	room := max(1, int(width/s.width))
	var pieces []string
	rest := []rune(word)
	for len(rest) > room {
		cut := room
		for i := room; i > room/3; i-- {
			if strings.ContainsRune("-/,:.", rest[i-1]) {
				cut = i
				break
			}
		}
		pieces, rest = append(pieces, string(rest[:cut])), rest[cut:]
	}
	pieces = append(pieces, string(rest))
	for i := 1; i < len(pieces); i++ {
		pieces[i] = "\x00" + pieces[i]
	}
	return pieces
}
