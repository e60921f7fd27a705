package settings

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The stacks of an environment besides its own have the same settings, which nobody should type twice. Their files are written
// from the environment's: everything below "config", with the kind. What the Pulumi CLI keeps in a stack file for this stack alone
// stays as it is: how its secrets are encrypted, and values that are.

// Derived lists the stacks of a directory whose files are written from another stack's, by name, with that stack.
func Derived(dir string) map[string]string {
	derived := map[string]string{}
	for _, stack := range Stacks(dir) {
		if kind, environment := KindOf(stack); kind == KindRebuild || kind == KindBootstrap {
			derived[stack] = environment
		}
	}
	return derived
}

// WriteDerived writes the file of every derived stack of a directory anew, and returns the names of those that were changed. It
// fails when a file cannot be read or written.
func WriteDerived(dir string) ([]string, error) {
	var changed []string
	derived := Derived(dir)
	for _, stack := range slices.Sorted(maps.Keys(derived)) {
		environment := derived[stack]
		source, err := os.ReadFile(filepath.Join(dir, stackFile(environment)))
		if err != nil {
			return nil, fmt.Errorf("settings of %s: %w", environment, err)
		}
		path := filepath.Join(dir, stackFile(stack))
		now, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("settings of %s: %w", stack, err)
		}
		want := Derive(stack, source, now)
		if bytes.Equal(now, want) {
			continue
		}
		if err := os.WriteFile(path, want, 0o644); err != nil { //nolint:gosec // a file of the repository, for everybody to read
			return nil, fmt.Errorf("settings of %s: %w", stack, err)
		}
		changed = append(changed, stack)
	}
	return changed, nil
}

// Derive is the file of a derived stack, made of its environment's and of what it has of its own.
func Derive(stack string, source, now []byte) []byte {
	kind, environment := KindOf(stack)
	theirs, ours := splitFile(string(source)), splitFile(string(now))
	var text strings.Builder
	fmt.Fprintf(&text, derivedHead[kind], environment, stackFile(environment))
	text.WriteString(ours.top)
	text.WriteString("config:\n")
	for _, b := range theirs.config {
		if b.secret() || b.key == "kind" {
			continue
		}
		text.WriteString(b.text)
		if b.key == "environment" {
			fmt.Fprintf(&text, "  %s:kind: %s\n", Project, kind)
		}
	}
	for _, b := range ours.config {
		if b.secret() {
			text.WriteString(b.text)
		}
	}
	return []byte(text.String())
}

// derivedHead is how the file of a derived stack begins.
var derivedHead = map[string]string{
	KindRebuild: "# %[1]s rebuilt: a platform in the recovery region, on the standby that the stack %[1]s made there. Up it goes when the\n" +
		"# home region is lost; it reads nothing of the stack %[1]s and asks nothing of the home region.\n" +
		"#\n# Written from %[2]s by `make settings`; edit that one.\n",
	KindBootstrap: "# What must be there before the first `up` of %[1]s: its zone, the store of its state and the key of its secrets, the\n" +
		"# network it is operated from, the pipeline's identities.\n" +
		"#\n# Written from %[2]s by `make settings`; edit that one.\n",
}

// stackText is a stack file in pieces: what stands at the top besides the settings, without comments, and the settings by key.
type stackText struct {
	top    string
	config []block
}

// block is one setting as it stands in a file, with the comments and empty lines before it.
type block struct{ key, text string }

// encrypted is where a value is: a key of its own, as the CLI writes it. The word may stand in a text or a comment too.
var encrypted = regexp.MustCompile(`(?m)^[^#"'\n]*(?:^|[ {-])secure: `)

// secret says whether the setting, or a part of it, is encrypted.
func (b block) secret() bool { return encrypted.MatchString(b.text) }

// splitFile takes a stack file apart by its indentation: keys of the top in the first column, settings behind two spaces.
func splitFile(text string) stackText {
	var split stackText
	var before string
	inConfig := false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
			before += line
			continue
		case line[0] != ' ':
			inConfig = strings.HasPrefix(line, "config:")
			if !inConfig {
				split.top += line
			}
		case !inConfig:
			split.top += line
		case strings.HasPrefix(line, "  ") && line[2] != ' ' && line[2] != '-':
			key, _, _ := strings.Cut(trimmed, ": ")
			split.config = append(split.config, block{key: shortKey(strings.TrimSuffix(key, ":")), text: before + line})
		case len(split.config) > 0:
			split.config[len(split.config)-1].text += before + line
		}
		before = ""
	}
	return split
}
