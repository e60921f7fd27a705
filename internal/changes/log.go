package changes

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Log is what the event log of a preview says, as far as a review needs it.
type Log struct {
	// Resources are those that the run met, in the order in which it met them first.
	Resources []*Resource
	// Policies are the answers of policy packs.
	Policies []PolicyResult
	// Messages are errors and warnings, of the program, of providers and of the engine.
	Messages []Message
	// Complete is true where the run reached its end: without, what is missing may change too.
	Complete bool
	// Failed is true where the run's own summary says so, or the engine failed inside.
	Failed bool

	byURN map[string]*Resource
}

// Resource is everything that the log says of one resource.
type Resource struct {
	URN  string
	Type string
	// Ops are the engine's words, in their order: a replacement has three.
	Ops []string
	// Old is what the state has, nil for a resource that does not exist yet. New is what the program wants, nil for one that it
	// does not want any more.
	Old, New *State
	// Keys are the properties that force a replacement, Diffs those that differ, as the provider says them.
	Keys, Diffs []string
	// Detailed says of each path how it differs: add, delete, update, each with "-replace" where it forces a replacement.
	Detailed map[string]string
}

// State is a resource before or after. What is marked as secret is masked in Inputs and Outputs.
type State struct {
	URN            string         `json:"urn"`
	ID             string         `json:"id"`
	Parent         string         `json:"parent"`
	Custom         bool           `json:"custom"`
	Protect        bool           `json:"protect"`
	RetainOnDelete bool           `json:"retainOnDelete"`
	Inputs         map[string]any `json:"inputs"`
	Outputs        map[string]any `json:"outputs"`
}

// Message is an error or a warning.
type Message struct {
	// Severity is error or warning.
	Severity string `json:"severity"`
	URN      string `json:"urn,omitempty"`
	Text     string `json:"text"`
}

// The severities of a [Message].
const (
	SeverityError   = "error"
	SeverityWarning = "warning"
)

// wireStep is a step of the engine's (Pulumi SDK, common/apitype/events.go, StepEventMetadata).
type wireStep struct {
	Op, URN, Type string
	Old, New      *State
	Keys, Diffs   []string
	DetailedDiff  map[string]struct{ DiffKind string }
}

// wireEvent is the part of an engine event that is read here (Pulumi SDK, common/apitype/events.go, EngineEvent).
type wireEvent struct {
	ResourcePreEvent *struct{ Metadata wireStep }
	DiagnosticEvent  *struct {
		URN, Message, Severity string
		Ephemeral              bool
	}
	PolicyEvent *struct {
		ResourceURN      string `json:"resourceUrn"`
		Message          string
		PolicyName       string
		PolicyPackName   string
		EnforcementLevel string
	}
	PolicyAnalyzeSummaryEvent *struct {
		ResourceURN    string `json:"resourceUrn"`
		PolicyPackName string
		Passed         []string
	}
	PolicyAnalyzeStackSummaryEvent *struct {
		PolicyPackName string
		Passed         []string
	}
	SummaryEvent *struct{ Result string }
	ErrorEvent   *struct{ Error string }
}

// ReadLog decodes an event log as the CLI writes it with --event-log. A last line that was cut short, as a killed CLI leaves it, is
// no error: the log is then not complete.
func ReadLog(r io.Reader) (*Log, error) {
	log := &Log{byURN: map[string]*Resource{}}
	decoder := json.NewDecoder(bufio.NewReader(r))
	for {
		var event wireEvent
		err := decoder.Decode(&event)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return log, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading the engine's event log: %w", err)
		}
		log.add(event)
	}
}

func (l *Log) add(event wireEvent) {
	if e := event.ResourcePreEvent; e != nil {
		l.step(e.Metadata)
	}
	if e := event.DiagnosticEvent; e != nil && !e.Ephemeral && (e.Severity == SeverityError || e.Severity == SeverityWarning) {
		l.Messages = append(l.Messages, Message{Severity: e.Severity, URN: e.URN, Text: plain(e.Message)})
	}
	if e := event.PolicyEvent; e != nil {
		l.Policies = append(l.Policies, violation(e.PolicyPackName, e.PolicyName, e.EnforcementLevel, e.ResourceURN, plain(e.Message)))
	}
	if e := event.PolicyAnalyzeSummaryEvent; e != nil {
		l.passed(e.PolicyPackName, e.ResourceURN, e.Passed)
	}
	if e := event.PolicyAnalyzeStackSummaryEvent; e != nil {
		l.passed(e.PolicyPackName, "", e.Passed)
	}
	if e := event.SummaryEvent; e != nil {
		l.Complete = true
		l.Failed = l.Failed || e.Result == "failed"
	}
	if e := event.ErrorEvent; e != nil {
		l.Failed = true
		l.Messages = append(l.Messages, Message{Severity: SeverityError, Text: plain(e.Error)})
	}
}

func (l *Log) passed(pack, urn string, rules []string) {
	for _, rule := range rules {
		l.Policies = append(l.Policies, PolicyResult{Pack: packName(pack), Rule: rule, Claim: claimOf(rule), Answer: Holds, URN: urn})
	}
}

// step adds what one event says to what is known of its resource.
func (l *Log) step(step wireStep) {
	found := l.byURN[step.URN]
	if found == nil {
		found = &Resource{URN: step.URN, Type: step.Type, Detailed: map[string]string{}}
		l.byURN[step.URN] = found
		l.Resources = append(l.Resources, found)
	}
	found.Ops = append(found.Ops, step.Op)
	if step.Old != nil && found.Old == nil {
		found.Old = masked(step.Old, step.Type)
	}
	if step.New != nil {
		found.New = masked(step.New, step.Type)
	}
	found.Keys, found.Diffs = union(found.Keys, step.Keys), union(found.Diffs, step.Diffs)
	for path, diff := range step.DetailedDiff {
		found.Detailed[path] = diff.DiffKind
	}
}

// union adds what is not there yet, in its order.
func union(list, more []string) []string {
	for _, item := range more {
		known := false
		for _, have := range list {
			known = known || have == item
		}
		if !known {
			list = append(list, item)
		}
	}
	return list
}

// colourCode is the engine's own mark-up, e.g. <{%reset%}>, and terminals' own.
var colourCode = regexp.MustCompile(`<\{%[^%]*%\}>|\x1b\[[0-9;]*[A-Za-z]`)

// plain removes mark-up and the line ends behind a message.
func plain(text string) string {
	return strings.TrimRight(colourCode.ReplaceAllString(text, ""), "\n ")
}
