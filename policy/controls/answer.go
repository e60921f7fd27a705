package controls

import "fmt"

// Answer is what a rule says of one value of one resource.
type Answer string

// The answers.
const (
	Holds     Answer = "holds"
	Violated  Answer = "violated"
	Undecided Answer = "undecided" // until apply: a value is not known
	Excused   Answer = "excused"   // violated, under an exception that counts
	Advised   Answer = "advised"   // violated, where the rule only advises
)

// Finding is a rule's answer about one place.
type Finding struct {
	Rule   string `json:"rule"`
	Claim  string `json:"claim"`
	Answer Answer `json:"answer"`
	URN    string `json:"urn"`
	Path   string `json:"path,omitempty"`
	// Value is what is there, and Message what is wrong with it, or what is not known.
	Value   string `json:"value,omitempty"`
	Message string `json:"message,omitempty"`
	// Exception is the exception's identifier, for Excused.
	Exception string `json:"exception,omitempty"`
}

func (f Finding) String() string {
	text := fmt.Sprintf("%s %s: %s", f.Claim, f.Rule, f.Message)
	if f.Path != "" {
		text = fmt.Sprintf("%s %s: %s: %s", f.Claim, f.Rule, f.Path, f.Message)
	}
	return text
}

// Level is what happens to a run that violates a rule.
type Level string

// The levels: a mandatory rule ends the run, an advisory one is shown.
const (
	Mandatory Level = "mandatory"
	Advisory  Level = "advisory"
)

// Severity is how bad a violation is.
type Severity string

// The severities.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)
