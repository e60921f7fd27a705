// Package picture draws an environment: its regions and networks, what lives where, and what an outsider can reach. It carries the
// visible part of SP-18; stackctl topology calls it.
//
// It draws from a [topology.Atlas] alone, so that a state, a golden and a preview give the same kind of picture, and the same input the
// same bytes. SVG writes one picture, HTML a page with it in two widths and everything that it is made of as tables. Both follow the
// reader's choice of light or dark, load nothing, and run no script.
//
// The layout is arithmetic: a region is a column, what is outside is above it, and every arrow goes straight down. Names are set in a
// font of fixed width, so that their lengths are known; a text that does not fit is wrapped, never cut.
package picture
