package settings

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Release names an image of a workload in the stack's file, and in the files that are written from it, and checks the settings as
// they are then. Nothing but the digest changes in the files: comments, order and empty lines stay. With a mistake no file changes, and
// the error says why. changed are the files that were written; none if the digest is there already.
func Release(dir, stack, workload, digest string) (changed []string, err error) {
	return edit(dir, stack, func(content []byte, file string) ([]byte, error) { return withImage(content, file, workload, digest) })
}

// withImage is a stack file with another digest of one workload. The file is read as YAML to find the place, and changed as text.
func withImage(content []byte, file, workload, digest string) ([]byte, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	entry, known := findWorkload(&root, workload)
	if entry == nil {
		return nil, fmt.Errorf("%s has no workload %q: workloads there are %s", file, workload, list(known))
	}
	if entry.Style&yaml.FlowStyle != 0 {
		return nil, fmt.Errorf("%s:%d: workload %s stands on one line: write each of its keys on a line of its own", file, entry.Line, workload)
	}
	lines := strings.Split(string(content), "\n")
	if image := child(entry, "image"); image != nil {
		line := lines[image.Line-1]
		from := len(string([]rune(line)[:image.Column-1]))
		written := len(image.Value)
		if image.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			written += 2
		}
		if from+written > len(line) {
			return nil, fmt.Errorf("%s:%d: the image of %s goes over several lines: write it on one", file, image.Line, workload)
		}
		lines[image.Line-1] = line[:from] + digest + line[from+written:]
		return []byte(strings.Join(lines, "\n")), nil
	}
	repository := child(entry, "repository")
	if repository == nil {
		return nil, fmt.Errorf("%s:%d: workload %s has no repository", file, entry.Line, workload)
	}
	at := repository.Line // the line after it, counted from zero
	indent := strings.Repeat(" ", entry.Content[0].Column-1)
	lines = slices.Insert(lines, at, indent+"image: "+digest)
	return []byte(strings.Join(lines, "\n")), nil
}

// findWorkload is the workload of a name in a stack file, or nil with the names that there are.
func findWorkload(root *yaml.Node, name string) (entry *yaml.Node, known []string) {
	if len(root.Content) == 0 {
		return nil, nil
	}
	config := child(root.Content[0], "config")
	if config == nil {
		return nil, nil
	}
	all := child(config, fullKey("workloads"))
	if all == nil {
		return nil, nil
	}
	for _, one := range all.Content {
		named := child(one, "name")
		if named == nil {
			continue
		}
		if named.Value == name {
			return one, nil
		}
		known = append(known, named.Value)
	}
	return nil, known
}
