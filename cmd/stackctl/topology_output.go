package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/topology"
	"github.com/trelica/infrastructure/internal/topology/picture"
)

// topologyFormat says in which form a topology is written to standard output.
type topologyFormat string

const (
	topologyText topologyFormat = "text"
	topologyJSON topologyFormat = "json"
	topologySVG  topologyFormat = "svg"
	topologyHTML topologyFormat = "html"
)

// String and Set and Type make it a flag.
func (f *topologyFormat) String() string { return string(*f) }

// Type names the flag's values in --help.
func (f *topologyFormat) Type() string { return "text|json|svg|html" }

// Set refuses what is no form.
func (f *topologyFormat) Set(value string) error {
	if !slices.Contains([]topologyFormat{topologyText, topologyJSON, topologySVG, topologyHTML}, topologyFormat(value)) {
		return fmt.Errorf("%q is no output format: allowed are text, json, svg and html", value)
	}
	*f = topologyFormat(value)
	return nil
}

func (f *topologyFormat) add(cmd *cobra.Command) {
	*f = topologyText
	cmd.Flags().Var(f, "output", "how the result is written to standard output")
}

// showTopology writes it. draw is asked for the picture where one is shown.
func (a *app) showTopology(o *topologyOptions, report topology.Report, draw func() picture.Drawing) error {
	var text string
	switch o.format {
	case topologyJSON:
		return a.writeJSON(report)
	case topologySVG:
		text = draw().SVG()
	case topologyHTML:
		var err error
		if text, err = draw().HTML(report); err != nil {
			return err
		}
	default:
		text = report.Text(o.why)
	}
	if _, err := fmt.Fprint(a.out, text); err != nil {
		return fmt.Errorf("writing the topology: %w", err)
	}
	return nil
}
