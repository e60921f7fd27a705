package sweep

import (
	"bufio"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// reasoned is a line of testdata/survivors.txt: what survives, and why that is right.
type reasoned struct {
	line, reason string
	used         int
}

// reasons read testdata/survivors.txt.
func reasons(t *testing.T) []*reasoned {
	t.Helper()
	file, err := os.Open("testdata/survivors.txt")
	require.NoError(t, err)
	defer func() { _ = file.Close() }() // it was only read
	var all []*reasoned
	reason := ""
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "//"):
		case strings.HasPrefix(line, "# "):
			reason = strings.TrimPrefix(line, "# ")
		default:
			require.NotEmpty(t, reason, "%s has no reason above it", line)
			require.Len(t, strings.SplitN(line, " ", 3), 3, "%q: type, path, what is broken", line)
			all = append(all, &reasoned{line: line, reason: reason})
		}
	}
	return all
}

// excused finds the first line that a survivor is under.
func excused(all []*reasoned, survivor string) bool {
	parts := strings.SplitN(survivor, " ", 3)
	for _, r := range all {
		want := strings.SplitN(r.line, " ", 3)
		if fits(want[0], parts[0]) && fits(want[1], parts[1]) && fits(want[2], parts[2]) {
			r.used++
			return true
		}
	}
	return false
}

var escape = strings.NewReplacer("[]", "%", "/", "!")

// fits compares with * for anything, and | between alternatives.
func fits(pattern, text string) bool {
	for one := range strings.SplitSeq(pattern, "|") {
		if ok, _ := path.Match(escape.Replace(one), escape.Replace(text)); ok {
			return true
		}
	}
	return false
}
