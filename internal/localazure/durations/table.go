package durations

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Operation is what is done to a resource.
type Operation string

// The operations of a resource. Read is what a function of the provider does, which makes nothing. Replace is deleting and creating
// again, where that is known to take another time than the two together.
const (
	Create  Operation = "create"
	Update  Operation = "update"
	Delete  Operation = "delete"
	Replace Operation = "replace"
	Read    Operation = "read"
)

// Entry is the figures of one subject: a type of resource, or a process.
type Entry struct {
	// Subject is a type's token without its version, with a variant behind a slash where a type has two kinds of life:
	// azure-native:sql:Database/Recovery. For a process it is one of the names in this package.
	Subject string
	// Says is what a process is, as half a sentence; empty for a type.
	Says string
	// Figures are by operation. A process has Create alone: that it happens.
	Figures map[Operation]Figure
}

// row is an entry of a type that is created, updated and deleted.
func row(subject string, create, update, remove Figure) Entry {
	return Entry{Subject: subject, Figures: map[Operation]Figure{Create: create, Update: update, Delete: remove}}
}

// event is an entry of a process.
func event(name, says string, figure Figure) Entry {
	return Entry{Subject: name, Says: says, Figures: map[Operation]Figure{Create: figure}}
}

// Types are the entries of Azure's resource types, sorted.
func Types() []Entry {
	return sorted(slices.Concat(network(), names(), compute(), database(), vault(), storage(), edge(), monitor(), general()))
}

// Objects are the entries of what a cluster gets, and of the other providers' resources, sorted.
func Objects() []Entry { return sorted(slices.Concat(kubernetes(), others())) }

// Processes are the entries of what is no resource, sorted.
func Processes() []Entry { return sorted(processes()) }

func sorted(entries []Entry) []Entry {
	slices.SortFunc(entries, func(a, b Entry) int { return strings.Compare(a.Subject, b.Subject) })
	return entries
}

// Table finds figures by subject and operation.
type Table map[string]Entry

// All is the table of everything that there are figures for.
func All() Table {
	table := Table{}
	for _, entry := range slices.Concat(Types(), Objects(), Processes()) {
		table[entry.Subject] = entry
	}
	return table
}

// Of is the figure for an operation. An operation or a subject without one is an error: a gap in the table must not pass for
// no time.
func (t Table) Of(subject string, operation Operation) (Figure, error) {
	entry, found := t[subject]
	if !found {
		return Figure{}, fmt.Errorf("no duration is known of %q", subject)
	}
	figure, found := entry.Figures[operation]
	if !found && operation == Replace {
		return t.both(subject)
	}
	if !found {
		return Figure{}, fmt.Errorf("no duration is known of %s of %q", operation, subject)
	}
	return figure, nil
}

// both is deleting and creating again.
func (t Table) both(subject string) (Figure, error) {
	gone, err := t.Of(subject, Delete)
	if err != nil {
		return Figure{}, err
	}
	made, err := t.Of(subject, Create)
	if err != nil {
		return Figure{}, err
	}
	return Figure{
		Low: gone.Low + made.Low, Typical: gone.Typical + made.Typical, High: gone.High + made.High, Basis: made.Basis, Source: made.Source,
	}, nil
}

// version is the part of a token that names an API version: Azure takes as long under any of them.
var version = regexp.MustCompile(`/v\d[0-9a-z]*:`)

// Type is a resource type's token without its version.
func Type(token string) string { return version.ReplaceAllString(token, ":") }

// Subject is the key of a resource's figures: its type, and the variant that its inputs make it. Components, stacks and providers
// have none: they are names in the engine, and nothing is made for them.
func Subject(token string, inputs map[string]any) string {
	subject := Type(token)
	switch subject {
	case typeDatabase:
		if mode, _ := inputs["createMode"].(string); slices.Contains(createModes(), mode) {
			return subject + "/" + mode
		}
	case kindService:
		spec, _ := inputs["spec"].(map[string]any)
		if spec["type"] == "LoadBalancer" {
			return KindBalancer
		}
	}
	if provider, _, _ := strings.Cut(subject, ":"); provider == "pulumi" {
		return ""
	}
	return subject
}
