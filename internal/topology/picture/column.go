package picture

import (
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/regions"
	"github.com/trelica/infrastructure/internal/topology"
)

// display is a region's name as Azure shows it.
func display(name string) string {
	if r, ok := regions.Lookup(name); ok {
		return r.DisplayName
	}
	return name
}

// column is where a region is drawn.
type column struct {
	region topology.AtlasRegion
	x, w   float64
}

// slot is the box of one of the region's doors.
func (col column) slot(i int) (x, w float64) {
	n := float64(max(2, len(col.region.Doors)))
	w = (col.w - 2*pad - (n-1)*gap) / n
	return col.x + pad + float64(i)*(w+gap), w
}

// row draws regions beside each other, below the outside that they share.
func (d Drawing) row(c *canvas, row []topology.AtlasRegion, x, y, columnW, width float64) float64 {
	var columns []column
	callers, edges, doors := 0.0, 0.0, 0.0
	for i, region := range row {
		col := column{region, x + float64(i)*(columnW+columnGap), columnW}
		columns = append(columns, col)
		for n, door := range region.Doors {
			_, w := col.slot(n)
			doors = max(doors, doorHeight(door, w))
			if from := d.edgesBefore(door); len(from) > 0 {
				for _, edge := range from {
					edges = max(edges, doorHeight(edge, w))
					callers = max(callers, callersHeight(edge.Callers, w))
				}
			}
			callers = max(callers, callersHeight(d.direct(door), w))
		}
	}
	var open []string
	for _, line := range d.opened(row) {
		open = append(open, weak.wrap(line, width-4*pad)...)
	}
	outside := callers + lineHeight + 2*pad + 4
	if callers == 0 {
		outside = 2*lineHeight + pad
	}
	outside += float64(len(open)) * (lineHeight + 4)
	c.rect("sky", box{x, y, width, outside}, 10)
	c.text(strong.with("call"), "start", x+pad, y+pad+labelSize, "Outside: anybody on the Internet")
	if callers == 0 {
		c.text(weak, "start", x+pad, y+pad+labelSize+lineHeight, "Nothing here can be called from outside.")
	}
	alarmY := y + outside - float64(len(open))*(lineHeight+4)
	for _, line := range open {
		c.rect("bad", box{x + pad, alarmY, width - 2*pad, lineHeight + 1}, 4)
		c.text(weak.with("red"), "start", x+2*pad, alarmY+labelSize, line)
		alarmY += lineHeight + 4
	}
	bottom := y + outside
	edgeTop := bottom + arrowRoom
	doorTop := edgeTop
	if edges > 0 {
		doorTop = edgeTop + edges + arrowRoom
	}
	frameTop := doorTop + doors/2
	if doors == 0 {
		frameTop = doorTop - arrowRoom + 2*gap
	}
	ends := make([]float64, len(columns))
	lowest := 0.0
	inner := make([]*canvas, len(columns))
	for i, col := range columns {
		inner[i] = &canvas{}
		ends[i] = col.inside(inner[i], doorTop+doors)
		lowest = max(lowest, ends[i])
	}
	for i, col := range columns {
		c.rect("land", box{col.x, frameTop, col.w, lowest - frameTop}, 10)
		d.doors(c, col, y+pad+lineHeight+8, bottom, edgeTop, edges, doorTop, doors)
		c.add(inner[i])
	}
	return lowest
}

// add draws what another canvas holds.
func (c *canvas) add(o *canvas) {
	c.shapes.WriteString(o.shapes.String())
	c.texts.WriteString(o.texts.String())
	c.labels, c.lines = append(c.labels, o.labels...), append(c.lines, o.lines...)
}

// edgesBefore are the Front Doors whose addresses a door lets in.
func (d Drawing) edgesBefore(door topology.Door) []topology.Door {
	if door.Kind != topology.PlaceIngress || len(d.direct(door)) == len(door.Callers) || len(d.Atlas.Edges) == 0 {
		return nil
	}
	return d.Atlas.Edges[:1]
}

// direct are the callers that do not come through a Front Door of ours.
func (d Drawing) direct(door topology.Door) []topology.AtlasCaller {
	var direct []topology.AtlasCaller
	for _, caller := range door.Callers {
		through := door.Kind == topology.PlaceIngress && caller.Kind == topology.PlaceTag && len(d.Atlas.Edges) > 0
		if !through {
			direct = append(direct, caller)
		}
	}
	return direct
}

// opened are the services of regions that somebody who is not ours can call: each a line of alarm.
func (d Drawing) opened(row []topology.AtlasRegion) []string {
	var lines []string
	for _, region := range row {
		for _, service := range region.Services {
			if service.Open {
				lines = append(lines, service.Name+" can be called by "+service.Face+".")
			}
		}
	}
	return lines
}

// doors draws who calls what of a region. Every way goes straight down.
func (d Drawing) doors(c *canvas, col column, top, sky, edgeTop, edges, doorTop, doors float64) {
	for i, door := range col.region.Doors {
		x, w := col.slot(i)
		c.door("door", door, box{x, doorTop, w, doors})
		middle := x + w/2
		direct := d.direct(door)
		if from := d.edgesBefore(door); len(from) > 0 {
			edge := from[0]
			edge.Names = nil
			for _, e := range d.Atlas.Edges {
				edge.Names = append(edge.Names, e.Names...)
			}
			c.door("edge", edge, box{x, edgeTop, w, edges})
			c.callers(edge.Callers, x, top, w)
			c.arrow("", middle, sky, edgeTop)
			c.arrow("", middle, edgeTop+edges, doorTop)
			c.text(weak.with("call"), "start", middle+8, edgeTop+edges+arrowRoom/2+4, throughPorts(door))
			if len(direct) > 0 {
				c.callers(direct, x, top+callersHeight(edge.Callers, w), w)
				c.arrow("alarm", x+6, sky, doorTop)
			}
			continue
		}
		if len(direct) > 0 {
			c.callers(direct, x, top, w)
			c.arrow("", middle, sky, doorTop)
		}
	}
}

// throughPorts are the ports on which a Front Door calls an ingress.
func throughPorts(door topology.Door) string {
	for _, caller := range door.Callers {
		if caller.Kind == topology.PlaceTag {
			return caller.Ports + ", its addresses"
		}
	}
	return ""
}

// callerLines are what a caller's pill says.
func callerLines(caller topology.AtlasCaller, w float64) []string {
	who, addresses, _ := strings.Cut(caller.Name, " (")
	if caller.Kind == topology.PlaceInternet {
		who = "anybody"
	}
	ports := caller.Ports
	if caller.Undecided {
		ports += ", undecided"
	}
	lines := strong.wrap(who+": "+ports, w-2*pad)
	if addresses = strings.TrimSuffix(addresses, ")"); addresses != "" && caller.Kind == topology.PlaceAddress {
		lines = append(lines, weak.wrap(addresses, w-2*pad)...)
	}
	return lines
}

func callersHeight(callers []topology.AtlasCaller, w float64) float64 {
	height := 0.0
	for _, caller := range callers {
		height += float64(len(callerLines(caller, w)))*lineHeight + 12
	}
	return height
}

// callers draws pills below each other.
func (c *canvas) callers(callers []topology.AtlasCaller, x, y, w float64) {
	for _, caller := range callers {
		lines := callerLines(caller, w)
		height := float64(len(lines))*lineHeight + 6
		c.rect("caller", box{x + 4, y, w - 8, height}, 8)
		for i, line := range lines {
			s := strong
			if i > 0 && strings.Contains(line, ".") {
				s = weak
			}
			c.text(s, "middle", x+w/2, y+labelSize+3+float64(i)*lineHeight, line)
		}
		y += height + 6
	}
}

// doorTitles are what doors are called.
var doorTitles = map[string]string{
	topology.PlaceEdge: "Front Door", topology.PlaceIngress: "Ingress", topology.PlaceAPI: "API server", topology.PlaceSite: "Public page",
}

// doorNote is what else is to be said of a door.
func doorNote(door topology.Door) string {
	switch {
	case strings.HasPrefix(door.Note, "no service answers"):
		return "No service answers there yet."
	case door.Note != "":
		return "Other customers' Front Doors: " + door.Note + "."
	case len(door.Callers) == 0:
		return "Nobody outside."
	}
	return ""
}

func doorHeight(door topology.Door, w float64) float64 {
	lines := 1
	for _, n := range door.Names {
		lines += len(name.wrap(n, w-2*pad))
	}
	return float64(lines+len(weak.wrap(doorNote(door), w-2*pad)))*lineHeight + 2*pad - 4
}

// door draws a door with its names.
func (c *canvas) door(class string, door topology.Door, b box) {
	c.rect(class, b, 8)
	heading := doorTitles[door.Kind]
	if len(door.Names) > 1 {
		heading = strconv.Itoa(len(door.Names)) + " × " + strings.ToLower(heading[:1]) + heading[1:]
	}
	y := b.y + pad + labelSize - 2
	c.text(strong, "middle", b.x+b.w/2, y, heading)
	y += lineHeight
	for _, n := range door.Names {
		y = c.paragraph(name, "middle", b.x+b.w/2, y, b.w-2*pad, n)
	}
	c.paragraph(weak, "middle", b.x+b.w/2, y, b.w-2*pad, doorNote(door))
}
