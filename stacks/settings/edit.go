package settings

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// edit changes a stack's file and the files that are written from it. What would come out is checked in a folder of its own before
// anything is written, so that a mistake leaves every file as it was. changed are the files that were written.
func edit(dir, stack string, change func(content []byte, file string) ([]byte, error)) (changed []string, err error) {
	if kind, environment := KindOf(stack); kind != KindEnvironment && environment != "" {
		return nil, fmt.Errorf("%s is written from %s: name the stack %s", stackFile(stack), stackFile(environment), environment)
	}
	before, err := os.ReadFile(filepath.Join(dir, stackFile(stack)))
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", stack, err)
	}
	after, err := change(before, stackFile(stack))
	if err != nil || bytes.Equal(before, after) {
		return nil, err
	}
	trial, err := os.MkdirTemp("", "trelica-settings-")
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", stack, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(trial)) }()
	if err := copySettings(dir, trial); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(trial, stackFile(stack)), after, 0o600); err != nil {
		return nil, fmt.Errorf("settings of %s: %w", stack, err)
	}
	derived, err := WriteDerived(trial)
	if err != nil {
		return nil, err
	}
	all := append([]string{stack}, derived...)
	for _, name := range all {
		if _, err := FromProject(trial, name); err != nil {
			return nil, errors.New(strings.ReplaceAll(err.Error(), trial+string(filepath.Separator), ""))
		}
	}
	for _, name := range all {
		changed = append(changed, stackFile(name))
	}
	slices.Sort(changed)
	if err := replaceAll(trial, dir, changed); err != nil {
		return nil, err
	}
	return changed, nil
}

// replaceAll writes files of one folder over those of another: all of them or none. What could not be put back is said.
func replaceAll(from, to string, files []string) (err error) {
	write := func(file string, content []byte) error {
		return os.WriteFile(filepath.Join(to, file), content, 0o644) //nolint:gosec // a file of the repository, for everybody to read
	}
	old := map[string][]byte{}
	defer func() {
		if err == nil {
			return
		}
		for file, content := range old {
			err = errors.Join(err, write(file, content))
		}
	}()
	for _, file := range files {
		before, err := os.ReadFile(filepath.Join(to, file))
		if err != nil {
			return fmt.Errorf("the stack file: %w", err)
		}
		content, err := os.ReadFile(filepath.Join(from, file))
		if err != nil {
			return fmt.Errorf("the stack file: %w", err)
		}
		old[file] = before
		if err := write(file, content); err != nil {
			return fmt.Errorf("the stack file: %w", err)
		}
	}
	return nil
}

// copySettings copies a project's description and its stack files.
func copySettings(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "Pulumi*.yaml"))
	if err != nil {
		return fmt.Errorf("the stack files: %w", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil {
			err = os.WriteFile(filepath.Join(to, filepath.Base(file)), content, 0o600)
		}
		if err != nil {
			return fmt.Errorf("the stack files: %w", err)
		}
	}
	return nil
}

// configOf is the mapping of a stack file's settings, and how many lines there are up to its end: what the Pulumi CLI keeps in the
// file may stand behind it.
func configOf(content []byte, file string) (config *yaml.Node, end int, err error) {
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", file, err)
	}
	end = strings.Count(string(content), "\n") + 1
	if len(root.Content) > 0 {
		at, config := entryOf(root.Content[0], "config")
		if config != nil && config.Kind == yaml.MappingNode {
			if at+2 < len(root.Content[0].Content) {
				end = root.Content[0].Content[at+2].Line - 1
			}
			return config, end, nil
		}
	}
	return nil, 0, fmt.Errorf("%s has no settings below \"config\"", file)
}

// withEntry is a stack file with one more entry at the end of a list of objects. Lines are inserted; none is changed, but for a list
// that is written as empty.
func withEntry(content []byte, file, key string, entry any) ([]byte, error) {
	config, last, err := configOf(content, file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(content), "\n")
	at, list := entryOf(config, fullKey(key))
	indent := strings.Repeat(" ", config.Column-1)
	within := indent + "  "
	if list != nil && len(list.Content) > 0 {
		within = strings.Repeat(" ", list.Column-1)
	}
	written, err := objectLines(entry, within)
	if err != nil {
		return nil, err
	}
	switch {
	case list == nil:
		end := endOf(lines, last)
		added := append([]string{indent + fullKey(key) + ":"}, written...)
		lines = slices.Insert(lines, end, added...)
	case list.Kind != yaml.SequenceNode:
		return nil, fmt.Errorf("%s:%d: %s is no list", file, list.Line, fullKey(key))
	case len(list.Content) == 0:
		lines[list.Line-1] = indent + fullKey(key) + ":"
		lines = slices.Insert(lines, list.Line, written...)
	case list.Style&yaml.FlowStyle != 0:
		return nil, fmt.Errorf("%s:%d: %s stands on one line: write each entry on lines of its own", file, list.Line, fullKey(key))
	default:
		next := last
		if at+2 < len(config.Content) {
			next = config.Content[at+2].Line - 1
		}
		lines = slices.Insert(lines, endOf(lines, next), written...)
	}
	return []byte(strings.Join(lines, "\n")), nil
}

// entryOf is where a key stands in a mapping, and its value; nil where it does not.
func entryOf(mapping *yaml.Node, key string) (at int, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i, mapping.Content[i+1]
		}
	}
	return -1, nil
}

// endOf is the line after the last that is neither empty nor a comment, before a line.
func endOf(lines []string, before int) int {
	for before > 0 {
		line := strings.TrimSpace(lines[before-1])
		if line != "" && !strings.HasPrefix(line, "#") {
			return before
		}
		before--
	}
	return 0
}
