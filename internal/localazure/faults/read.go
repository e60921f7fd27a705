package faults

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// largest is how long a scenario's file may be: people write it.
const largest = 1 << 20

// Read reads a scenario's file. All mistakes are said at once.
func Read(file string) (Scenario, error) {
	opened, err := os.Open(file)
	if err != nil {
		return Scenario{}, fmt.Errorf("the scenario cannot be read: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(opened, largest+1))
	if err = errors.Join(err, opened.Close()); err != nil {
		return Scenario{}, fmt.Errorf("the scenario cannot be read: %w", err)
	}
	s, err := Parse(content)
	if err != nil {
		return Scenario{}, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// Parse reads a scenario.
func Parse(content []byte) (Scenario, error) {
	if len(content) > largest {
		return Scenario{}, fmt.Errorf("it is longer than %d bytes", largest)
	}
	var s Scenario
	decoder := yaml.NewDecoder(strings.NewReader(string(content)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&s); err != nil && !errors.Is(err, io.EOF) {
		return Scenario{}, fmt.Errorf("it is no scenario: %w", err)
	}
	if err := decoder.Decode(&Scenario{}); !errors.Is(err, io.EOF) {
		return Scenario{}, errors.New("it is more than one document of YAML: only the first would count")
	}
	if problems := s.Problems(); len(problems) > 0 {
		return Scenario{}, errors.New(strings.Join(problems, "; "))
	}
	return s, nil
}

// Problems says everything that is wrong with a scenario.
func (s Scenario) Problems() []string {
	var problems []string
	for n, fault := range s.Faults {
		say := func(format string, args ...any) {
			problems = append(problems, fmt.Sprintf("faults[%d].", n)+fmt.Sprintf(format, args...))
		}
		if !slices.Contains(AllKinds(), fault.Kind) {
			say("kind: %q; allowed are %s", fault.Kind, strings.Join(AllKinds(), ", "))
		}
		if methods := []string{"", "PUT", "GET", "POST", "DELETE"}; !slices.Contains(methods, strings.ToUpper(fault.Method)) {
			say("method: %q; allowed are PUT, GET, POST, DELETE", fault.Method)
		}
		if _, err := path.Match(fault.Name, ""); err != nil {
			say("name: %q is no pattern", fault.Name)
		}
		for name, number := range map[string]int{"skip": fault.Skip, "times": fault.Times, "retryAfter": fault.RetryAfter} {
			if number < 0 {
				say("%s: %d; it is 0 or more", name, number)
			}
		}
		if fault.Code != "" && fault.Kind != Refused {
			say("code: only a refused call has one of its own")
		}
		if late := []string{"microsoft.authorization/roleassignments", "microsoft.managedidentity/userassignedidentities"}; fault.Kind == Late && !slices.Contains(late, strings.ToLower(fault.Type)) {
			say("type: %q; what is late is a role or an identity: Microsoft.Authorization/roleAssignments or Microsoft.ManagedIdentity/userAssignedIdentities", fault.Type)
		}
		if slices.Contains([]string{Timeout, Half, Lost, Late}, fault.Kind) && fault.Method != "" && !strings.EqualFold(fault.Method, "PUT") {
			say("method: %q; a call of the kind %s is a PUT", fault.Method, fault.Kind)
		}
	}
	slices.Sort(problems)
	return problems
}
