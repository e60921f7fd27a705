package stacks

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// commitVariable overrides the commit, for a pipeline that builds from an export and for tests that must not depend on the
// checkout.
const commitVariable = "TRELICA_COMMIT"

// unknownCommit is the tag's value where there is no checkout.
const unknownCommit = "unknown"

var commitPattern = regexp.MustCompile(`^[0-9a-f]{7,40}$`)

// Commit returns the commit that the program is run from, in 12 digits: what TRELICA_COMMIT says, else what git says, else
// "unknown". It never fails: a deployment must not depend on git.
func Commit() string {
	if set := os.Getenv(commitVariable); set != "" {
		return shortCommit(set)
	}
	out, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return unknownCommit
	}
	return shortCommit(string(out))
}

// shortCommit returns the first 12 digits of a commit, or "unknown" for what is none.
func shortCommit(text string) string {
	commit := strings.TrimSpace(text)
	if !commitPattern.MatchString(commit) {
		return unknownCommit
	}
	return commit[:min(len(commit), 12)]
}
