package azure

import (
	"fmt"
	"strings"
)

// Problems collects everything that is wrong with a component's arguments, so that one run reports all of it.
type Problems struct {
	of    string
	found []string
}

// Check starts a collection for the arguments of one component or helper, and enters what is wrong with the site. The
// name is what the reader of the error will look for: "network.DataArgs".
func Check(of string, site Site) *Problems {
	problems := &Problems{of: of}
	site.check(problems)
	return problems
}

// Add enters one problem: the field, and what is wrong with it and what is allowed.
func (p *Problems) Add(field, message string) {
	p.found = append(p.found, field+": "+message)
}

// Addf enters one problem with a formatted message.
func (p *Problems) Addf(field, format string, args ...any) {
	p.Add(field, fmt.Sprintf(format, args...))
}

// Missing enters a problem for every field that holds nothing: the zero string, or nil for an input. Fields and values
// alternate.
func (p *Problems) Missing(fieldsAndValues ...any) {
	for i := 0; i+1 < len(fieldsAndValues); i += 2 {
		switch value := fieldsAndValues[i+1]; {
		case value == nil:
			p.Addf(fmt.Sprint(fieldsAndValues[i]), "is missing")
		case value == "":
			p.Addf(fmt.Sprint(fieldsAndValues[i]), "is empty")
		}
	}
}

// Err returns nil when nothing was entered, and otherwise one error with a line for each problem.
func (p *Problems) Err() error {
	if len(p.found) == 0 {
		return nil
	}
	return &ArgsError{Of: p.of, Problems: p.found}
}

// ArgsError says what is wrong with the arguments of a component or helper. Nothing has been registered when it is returned.
type ArgsError struct {
	Of       string   // whose arguments: "network.DataArgs"
	Problems []string // "field: what is wrong, what is allowed", in the order of the checks
}

// Error lists the problems, one a line.
func (e *ArgsError) Error() string {
	return fmt.Sprintf("%s has %d problem(s):\n  - %s", e.Of, len(e.Problems), strings.Join(e.Problems, "\n  - "))
}
