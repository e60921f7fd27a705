package settings

import (
	"fmt"
	"slices"
	"strings"
)

// Promote writes a promotion into an environment's file, and into those that are written from it: which side works, and the number of
// the promotion. Nothing else in the files changes. With a mistake no file changes, and the error says why. changed are the files that
// were written; none where they say so already.
func Promote(dir, stack, side string, epoch int) (changed []string, err error) {
	if kind, _ := KindOf(stack); kind != KindEnvironment {
		return nil, fmt.Errorf("%s is no environment's own stack", stack)
	}
	return edit(dir, stack, func(content []byte, _ string) ([]byte, error) {
		return []byte(withKey(withKey(string(content), "activeEpoch", fmt.Sprint(epoch)), "activeSide", side)), nil
	})
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
