package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

// outputFormat says how a result is written to standard output.
type outputFormat string

const (
	formatText outputFormat = "text"
	formatJSON outputFormat = "json"
)

// String and Set and Type make it a flag.
func (f *outputFormat) String() string { return string(*f) }

// Type names the flag's values in --help.
func (f *outputFormat) Type() string { return "text|json" }

// Set refuses what is not a format.
func (f *outputFormat) Set(value string) error {
	switch outputFormat(value) {
	case formatText, formatJSON:
		*f = outputFormat(value)
		return nil
	}
	return fmt.Errorf("%q is no output format: allowed are text and json", value)
}

func addOutputFlag(cmd *cobra.Command, f *outputFormat) {
	*f = formatText
	cmd.Flags().Var(f, "output", "how the result is written to standard output")
}

// targetFlag makes a target a flag.
type targetFlag struct{ target *engine.Target }

func (f targetFlag) String() string {
	if f.target == nil {
		return ""
	}
	return string(*f.target)
}

// Type names the flag's values in --help.
func (f targetFlag) Type() string { return "local|azure" }

// Set refuses what is not a target.
func (f targetFlag) Set(value string) error {
	t, err := engine.ParseTarget(value)
	if err == nil {
		*f.target = t
	}
	return err
}

// report is the result of an operation, for machines.
type report struct {
	Operation   engine.Operation     `json:"operation"`
	Stack       string               `json:"stack"`
	Part        string               `json:"part,omitempty"`
	Target      engine.Target        `json:"target"`
	Simulated   bool                 `json:"simulated"`
	Succeeded   bool                 `json:"succeeded"`
	Changes     map[string]int       `json:"changes"`
	Seconds     float64              `json:"seconds"`
	Diagnostics []engine.Diagnostic  `json:"diagnostics,omitempty"`
	Policies    []engine.PolicyEvent `json:"policies,omitempty"`
	Failed      []engine.FailedStep  `json:"failed,omitempty"`
	Outputs     map[string]any       `json:"outputs,omitempty"`
}

func newReport(o *operation, r engine.Result, outputs map[string]any) report {
	return report{
		Operation: r.Operation, Stack: o.stack, Part: string(o.part), Target: o.target, Simulated: o.target == engine.TargetLocal,
		Succeeded: r.Err() == nil, Changes: r.Changes, Seconds: r.Duration.Seconds(),
		Diagnostics: r.Diagnostics, Policies: r.Policies, Failed: r.Failed, Outputs: outputs,
	}
}

// writeJSON writes a result for machines.
func (a *app) writeJSON(result any) error {
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(result); err != nil {
		return fmt.Errorf("writing the result: %w", err)
	}
	return nil
}
