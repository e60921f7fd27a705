package settings

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Promote writes a promotion into an environment's file, and into those that are written from it: which side works, and the number of
// the promotion. Nothing else in the files changes. With a mistake the file is put back and the error says why. changed are the files
// that were written; none where they say so already.
func Promote(dir, stack, side string, epoch int) (changed []string, err error) {
	if kind, _ := KindOf(stack); kind != KindEnvironment {
		return nil, fmt.Errorf("%s is no environment's own stack", stack)
	}
	path := filepath.Join(dir, stackFile(stack))
	before, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("settings of %s: %w", stack, err)
	}
	after := withKey(withKey(string(before), "activeEpoch", fmt.Sprint(epoch)), "activeSide", side)
	if after == string(before) {
		return nil, nil
	}
	if err := os.WriteFile(path, []byte(after), 0o644); err != nil { //nolint:gosec // a file of the repository, for everybody to read
		return nil, fmt.Errorf("settings of %s: %w", stack, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w%s", err, putBack(dir, path, before))
		}
	}()
	derived, err := WriteDerived(dir)
	if err != nil {
		return nil, err
	}
	if _, err := FromProject(dir, stack); err != nil {
		return nil, err
	}
	changed = []string{stackFile(stack)}
	for _, other := range derived {
		changed = append(changed, stackFile(other))
	}
	slices.Sort(changed)
	return changed, nil
}

// withKey sets a key of one line in a stack file: in its place, or above all others where it has none.
func withKey(content, key, value string) string {
	line := "  " + fullKey(key) + ": " + value
	lines := strings.Split(content, "\n")
	for i := range lines {
		if strings.HasPrefix(lines[i], "  "+fullKey(key)+":") {
			lines[i] = line
			return strings.Join(lines, "\n")
		}
	}
	for i := range lines {
		if strings.TrimSpace(lines[i]) == "config:" {
			return strings.Join(slices.Insert(lines, i+1, line), "\n")
		}
	}
	return content
}
