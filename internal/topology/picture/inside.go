package picture

import (
	"slices"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/topology"
)

// inside draws what is behind the doors of a region and returns where its frame ends.
func (col column) inside(c *canvas, y float64) float64 {
	x, w := col.x+pad, col.w-2*pad
	top := y
	y += 8
	c.text(title, "end", x+w, y+titleSize, display(col.region.Name))
	y += titleSize + 16
	c.text(weak, "end", x+w, y, strconv.Itoa(col.region.Resources)+" resources")
	y += lineHeight
	c.text(weak, "end", x+w, y, purpose(col.region))
	y += gap
	for i, door := range col.region.Doors {
		if door.Kind == topology.PlaceIngress && i == 0 && len(col.region.Networks) > 0 && col.region.Networks[0].Area == topology.AreaCluster {
			slot, width := col.slot(i)
			c.arrow("inside", slot+width/2, top, y)
		}
	}
	for i, network := range col.region.Networks {
		if i > 0 {
			before := col.region.Networks[i-1]
			if before.Area == topology.AreaCluster && slices.Contains(before.Peers, network.Name) {
				c.arrow("inside", x+w/2, y, y+arrowRoom)
				c.text(weak.with("in"), "start", x+w/2+10, y+arrowRoom/2+4, "peered")
				y += arrowRoom
			} else {
				y += gap
			}
		}
		y = drawNetwork(c, network, x, y, w)
	}
	if len(col.region.Services) > 0 {
		y += gap
		y = drawServices(c, col.region.Services, x, y, w)
	}
	return y + pad
}

// purpose says what a region is for, as what is in it tells.
func purpose(r topology.AtlasRegion) string {
	var is []string
	for _, door := range r.Doors {
		if door.Kind == topology.PlaceIngress {
			is = append(is, "product")
			break
		}
	}
	for _, n := range r.Networks {
		switch areaTitle(n) {
		case titleData:
			if len(is) == 0 {
				is = append(is, "standby")
			}
		case titleOps:
			is = append(is, "operations")
		case titleApps:
			is = append(is, "watches")
		}
	}
	return strings.Join(is, ", ")
}

// drawNetwork draws a network with its subnets.
func drawNetwork(c *canvas, n topology.AtlasNetwork, x, y, w float64) float64 {
	inner := &canvas{}
	top := y
	y += pad + labelSize - 2
	y = inner.paragraph(name, "start", x+pad, y, w-2*pad, n.Name)
	y = inner.paragraph(weak, "start", x+pad, y, w-2*pad, areaTitle(n)+", "+n.Prefixes)
	y -= labelSize - 4
	for i, subnet := range n.Subnets {
		if i > 0 {
			y += gap
			if callers := callersOf(subnet); callers != "" && len(n.Subnets[i-1].Inhabitants) > 0 {
				inner.arrow("inside", x+w/2, y-gap, y+arrowRoom-gap)
				y += arrowRoom - gap
			}
		}
		y = drawSubnet(inner, subnet, x+pad, y, w-2*pad)
	}
	y += pad
	c.rect("room", box{x, top, w, y - top}, 8)
	c.add(inner)
	return y
}

// The titles of networks.
const (
	titleData = "Data network"
	titleOps  = "Ops network"
	titleApps = "Network of apps"
)

// areaTitle says what a network is for.
func areaTitle(n topology.AtlasNetwork) string {
	switch n.Area {
	case topology.AreaCluster:
		return "Cluster network"
	case topology.AreaOps:
		for _, subnet := range n.Subnets {
			if len(subnet.Endpoints) > 0 {
				return titleOps
			}
		}
		return titleApps
	}
	return titleData
}

// callersOf says who reaches the endpoints of a subnet.
func callersOf(s topology.AtlasSubnet) string {
	if len(s.Endpoints) == 0 {
		return ""
	}
	if len(s.Callers) == 0 {
		return "nobody yet"
	}
	return strings.Join(s.Callers, ", ")
}

// drawSubnet draws a subnet: who is in it and what they reach, or which endpoints.
func drawSubnet(c *canvas, s topology.AtlasSubnet, x, y, w float64) float64 {
	inner := &canvas{}
	top := y
	y += pad + labelSize - 3
	heading := s.Name + " " + s.Prefixes
	y = inner.paragraph(name, "start", x+pad, y, w-2*pad, heading)
	for _, who := range s.Inhabitants {
		y = inner.paragraph(strong, "start", x+pad, y+2, w-2*pad, strings.Join(who.Names, ", "))
		reaches := "reaches nothing"
		if len(who.Reaches) > 0 {
			// What belongs together stays in a line.
			reaches = "→\u00a0" + strings.ReplaceAll(strings.ReplaceAll(strings.Join(who.Reaches, "#"), " ", "\u00a0"), "#", "\u00a0· ")
		}
		y = inner.paragraph(weak.with("in"), "start", x+pad, y, w-2*pad, reaches)
	}
	class := "subnet"
	if len(s.Endpoints) > 0 {
		class = "ends"
		y = inner.paragraph(strong, "start", x+pad, y+2, w-2*pad, "Private endpoints, called by "+callersOf(s))
	}
	for _, e := range s.Endpoints {
		detail := e.Kind
		if e.Ports != "" {
			detail += " " + e.Ports
		}
		if e.Region != "" {
			detail += ", " + display(e.Region)
		}
		y = pairLine(inner, e.Service, detail, weak, x+pad, y, w-2*pad)
	}
	y += pad - labelSize
	c.rect(class, box{x, top, w, y - top}, 6)
	c.add(inner)
	return y
}

// pairLine writes a name and what belongs to it: in one line if there is room, in two otherwise.
func pairLine(c *canvas, left, right string, s style, x, y, w float64) float64 {
	if name.length(left)+s.length(right)+pad <= w {
		c.text(name, "start", x, y, left)
		c.text(s, "end", x+w, y, right)
		return y + lineHeight
	}
	y = c.paragraph(name, "start", x, y, w, left)
	return c.paragraph(s, "end", x+w, y, w, right)
}

// drawServices lists services with who reaches their public faces.
func drawServices(c *canvas, services []topology.AtlasService, x, y, w float64) float64 {
	inner := &canvas{}
	top := y
	y += pad + labelSize - 2
	inner.text(strong, "start", x+pad, y, "Public faces of services, and who is let in")
	y += lineHeight + 2
	for _, service := range services {
		s := weak
		if service.Open {
			s = weak.with("red")
		}
		y = pairLine(inner, service.Name, service.Face, s, x+pad, y, w-2*pad)
	}
	y += pad - labelSize
	c.rect("room", box{x, top, w, y - top}, 8)
	c.add(inner)
	return y
}
