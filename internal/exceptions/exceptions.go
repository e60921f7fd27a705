package exceptions

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// File is where the exceptions are, below the repository's folder.
const File = "policy/exceptions.yaml"

// Exception is one thing that a claim asks for and that is not so.
type Exception struct {
	// ID tells it from others: lower-case words with hyphens.
	ID string `yaml:"id" json:"id"`
	// Claim is the claim that it is an exception to: "SP-07".
	Claim string `yaml:"claim" json:"claim"`
	// Rules are the rules of the claim that it is an exception to, by identifier: the claim's others still count.
	Rules []string `yaml:"rules" json:"rules"`
	// Resources are patterns of URNs: * stands for anything but a colon, ** for anything.
	Resources []string `yaml:"resources" json:"resources"`
	// Reason is why it cannot be otherwise.
	Reason string `yaml:"reason" json:"reason"`
	// Owner is who answers for it, and looks at it again when it expires.
	Owner string `yaml:"owner" json:"owner"`
	// Expires is the last day on which it counts, "2027-06-30".
	Expires string `yaml:"expires" json:"expires"`
}

// Load reads the exceptions of a repository. Without the file there are none. The error names every mistake.
func Load(repository string) ([]Exception, error) {
	file, err := os.Open(filepath.Join(repository, File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("exceptions: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	return Read(file)
}

// Read reads exceptions. The error names every mistake, each with its exception and key.
func Read(r io.Reader) ([]Exception, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", File, err)
	}
	var catalogue struct {
		Exceptions []Exception `yaml:"exceptions"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	decoder.KnownFields(true)
	// What has the wrong type or key is reported with everything else: the decoder reads on.
	var wrong *yaml.TypeError
	if err := decoder.Decode(&catalogue); err != nil && !errors.Is(err, io.EOF) {
		if !errors.As(err, &wrong) {
			return nil, fmt.Errorf("%s: %w", File, err)
		}
	}
	var problems []error
	if wrong != nil {
		for _, text := range wrong.Errors {
			problems = append(problems, fmt.Errorf("%s: %s; allowed are id, claim, rules, resources, reason, owner and expires", File, text))
		}
	}
	for i, e := range catalogue.Exceptions {
		for _, problem := range e.problems(catalogue.Exceptions[:i]) {
			problems = append(problems, fmt.Errorf("%s: exception %d (%s): %s", File, i+1, e.ID, problem))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return catalogue.Exceptions, nil
}

var (
	identifier = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	claim      = regexp.MustCompile(`^SP-(0[1-9]|1[0-9]|2[0-6])$`)
)

// shortest is the least that a reason can be said in.
const shortest = 20

// problems lists what is wrong with an exception. before are those above it in the file.
func (e Exception) problems(before []Exception) []string {
	var problems []string
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if !identifier.MatchString(e.ID) {
		add("id %q is not allowed: lower-case words and digits, with hyphens between", e.ID)
	}
	if slices.ContainsFunc(before, func(other Exception) bool { return other.ID == e.ID }) {
		add("id %q is another exception's too", e.ID)
	}
	if !claim.MatchString(e.Claim) {
		add("claim %q is none: SP-01 to SP-26 are", e.Claim)
	}
	if len(e.Rules) == 0 {
		add("rules are missing: at least one rule of docs/controls.md")
	}
	if len(e.Resources) == 0 {
		add("resources are missing: at least one pattern of a URN")
	}
	for _, pattern := range e.Resources {
		if !wellFormed(pattern) {
			add("resource %q is no pattern of a URN: urn:pulumi:STACK::PROJECT::TYPE::NAME, with * or ** in any place, and a type that says something", pattern)
		}
	}
	if len(strings.TrimSpace(e.Reason)) < shortest {
		add("reason %q is too short to be one", e.Reason)
	}
	if strings.TrimSpace(e.Owner) == "" {
		add("owner is missing: who looks at it again")
	}
	if _, err := time.Parse(time.DateOnly, e.Expires); err != nil {
		add("expires %q is no date: YYYY-MM-DD", e.Expires)
	}
	return problems
}

// wellFormed tells whether a pattern has the form of a URN and is narrower than everything.
func wellFormed(pattern string) bool {
	rest, ok := strings.CutPrefix(pattern, "urn:pulumi:")
	pieces := strings.Split(rest, "::")
	if !ok || len(pieces) != 4 {
		return false
	}
	kind := pieces[2]
	return !slices.Contains(pieces, "") && strings.Trim(kind, "*:$") != ""
}
