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
	return edit(dir, stack, func(content []byte, file string) ([]byte, error) {
		content, err := withKey(content, file, "activeEpoch", fmt.Sprint(epoch))
		if err != nil {
			return nil, err
		}
		return withKey(content, file, "activeSide", side)
	})
}

// withKey is a stack file with a key of one line: in its place, or above all others where it has none.
func withKey(content []byte, file, key, value string) ([]byte, error) {
	config, _, err := configOf(content, file)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(content), "\n")
	line := strings.Repeat(" ", config.Column-1) + fullKey(key) + ": " + value
	if at, old := entryOf(config, fullKey(key)); old != nil {
		lines[config.Content[at].Line-1] = line
	} else {
		lines = slices.Insert(lines, config.Line-1, line)
	}
	return []byte(strings.Join(lines, "\n")), nil
}
