package engine

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// Severities of a [Diagnostic], as the engine names them.
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
)

// Diagnostic is a message that the engine, a provider or the program showed.
type Diagnostic struct {
	URN      string `json:"urn,omitempty"` // empty: of the whole run
	Severity string `json:"severity"`      // error, warning, info or info#err
	Message  string `json:"message"`       // without colour codes
}

// PolicyEvent is one violation that a policy pack reported.
type PolicyEvent struct {
	URN     string `json:"urn,omitempty"`
	Pack    string `json:"pack"`
	Policy  string `json:"policy"`
	Level   string `json:"level"` // mandatory, warning (advisory), remediate or none
	Message string `json:"message"`
}

// FailedStep is a resource operation that failed.
type FailedStep struct {
	URN string `json:"urn"`
	Op  string `json:"op"`
	// Partial tells that the resource exists but is not as it should be: its state was saved.
	Partial bool `json:"partial,omitempty"`

	// parent and provider are URNs: what the resource was to lie under, and what was to make it.
	parent, provider string
	// object is namespace and name of a Kubernetes object, or the name alone.
	object string
}

// Step is what was done to a resource or, in a refresh, how what is differs from the state.
type Step struct {
	URN string `json:"urn"`
	// Op is the engine's word: create, update, replace, delete, same, ...
	Op string `json:"op"`
}

// Events is what a run's event stream says, in the order in which it said it.
type Events struct {
	// Changes counts resource operations by kind: create, update, replace, delete, same, ...
	Changes     map[string]int
	Duration    time.Duration
	Diagnostics []Diagnostic
	Policies    []PolicyEvent
	Failed      []FailedStep
	// Steps are the resource operations that ended well. A preview has none; a refresh has one for every resource, and only
	// there, not where it begins, does it say what has drifted.
	Steps []Step
	// EngineErrors are failures inside the engine. They are never a change: show them and fail.
	EngineErrors []string
	// Complete tells that the stream reached its summary; a CLI that failed before it started, or was killed, did not.
	Complete bool
}

// Errors returns the diagnostics of severity error.
func (e Events) Errors() []Diagnostic {
	var list []Diagnostic
	for _, d := range e.Diagnostics {
		if d.Severity == SeverityError {
			list = append(list, d)
		}
	}
	return list
}

// Violated tells whether a mandatory policy was violated.
func (e Events) Violated() bool {
	for _, p := range e.Policies {
		if p.Level == "mandatory" {
			return true
		}
	}
	return false
}

// Changed tells whether the run changes, or would change, anything.
func (e Events) Changed() bool {
	for op, n := range e.Changes {
		if op != "same" && op != "read" && n > 0 {
			return true
		}
	}
	return false
}

// wireEvent is the part of an engine event that is read here (Pulumi SDK, common/apitype/events.go).
type wireEvent struct {
	DiagnosticEvent *struct {
		URN, Message, Severity string
		Ephemeral              bool
	}
	PolicyEvent *struct {
		ResourceURN      string
		Message          string
		PolicyName       string
		PolicyPackName   string
		EnforcementLevel string
	}
	ResOutputsEvent *struct {
		Metadata struct{ URN, Op string }
	}
	ResOpFailedEvent *struct {
		Metadata struct {
			URN, Op string
			New     *struct {
				Parent, Provider string
				Inputs           struct {
					Metadata struct{ Name, Namespace any } // a text, unless it is secret or unknown
				}
			}
		}
		Status int
	}
	SummaryEvent *struct {
		DurationSeconds int
		ResourceChanges map[string]int
	}
	ErrorEvent *struct{ Error string }
}

// partialStatus is how the engine marks a resource that was made but not finished (Pulumi SDK, resource.StatusPartialFailure).
const partialStatus = 1

// ReadEvents decodes an event log. A last line that was cut short, as a killed CLI leaves it, is not an error.
func ReadEvents(r io.Reader) (Events, error) {
	events := Events{Changes: map[string]int{}}
	dec := json.NewDecoder(bufio.NewReader(r))
	for {
		var w wireEvent
		err := dec.Decode(&w)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return events, nil
		}
		if err != nil {
			return events, fmt.Errorf("reading the engine's event log: %w", err)
		}
		events.add(w)
	}
}

func (e *Events) add(w wireEvent) {
	if d := w.DiagnosticEvent; d != nil && !d.Ephemeral {
		e.Diagnostics = append(e.Diagnostics, Diagnostic{URN: d.URN, Severity: d.Severity, Message: plain(d.Message)})
	}
	if p := w.PolicyEvent; p != nil {
		e.Policies = append(e.Policies, PolicyEvent{
			URN: p.ResourceURN, Pack: p.PolicyPackName, Policy: p.PolicyName,
			Level: p.EnforcementLevel, Message: plain(p.Message),
		})
	}
	if o := w.ResOutputsEvent; o != nil {
		e.Steps = append(e.Steps, Step(o.Metadata))
	}
	if f := w.ResOpFailedEvent; f != nil {
		failed := FailedStep{URN: f.Metadata.URN, Op: f.Metadata.Op, Partial: f.Status == partialStatus}
		if made := f.Metadata.New; made != nil {
			failed.parent, failed.object = made.Parent, objectID(made.Inputs.Metadata.Namespace, made.Inputs.Metadata.Name)
			failed.provider = made.Provider[:max(strings.LastIndex(made.Provider, "::"), 0)] // a reference is the URN and an identifier
		}
		e.Failed = append(e.Failed, failed)
	}
	if s := w.SummaryEvent; s != nil {
		e.Complete = true
		e.Duration = time.Duration(s.DurationSeconds) * time.Second
		if s.ResourceChanges != nil {
			e.Changes = s.ResourceChanges
		}
	}
	if x := w.ErrorEvent; x != nil {
		e.EngineErrors = append(e.EngineErrors, x.Error)
	}
}

// objectID is what pulumi-kubernetes calls an object (provider: fqName).
func objectID(namespace, name any) string {
	in, _ := namespace.(string)
	called, _ := name.(string)
	if in == "" || called == "" {
		return called
	}
	return in + "/" + called
}

// colourCode is the engine's own mark-up, e.g. <{%reset%}>.
var colourCode = regexp.MustCompile(`<\{%[^%]*%\}>`)

// plain removes the mark-up and the line ends that the engine puts behind every message.
func plain(text string) string { return strings.TrimRight(colourCode.ReplaceAllString(text, ""), "\n") }
