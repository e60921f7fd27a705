package schema

import (
	"fmt"
	"slices"
	"strings"
)

// enumeration checks a text against the values of an enumeration.
//
// Most of Azure's enumerations are open: the service may know values that the typings do not, so that one outside is only
// doubtful. A value that differs from a known one in case, or by one letter, is a slip of the pen all the same.
func (c *checker) enumeration(path string, t Type, value string) {
	values := c.schema.document.Enums[t.Name]
	if slices.Contains(values, value) {
		return
	}
	near, slip := slipOfThePen(value, values)
	severity, sort := Error, "one of"
	if t.Open && !slip {
		severity, sort = Warning, "known to the typings are"
	}
	var got, hint string
	if c.secret > 0 {
		got = "a secret text"
	} else {
		got = quote(value)
		if !slip {
			near, slip = nearest(value, values)
		}
		if slip {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
	}
	c.report(severity, path, "%s is not a known value; %s %s%s", got, sort, list(values), hint)
}

// slipOfThePen returns the known value that differs from the given one only in case, or by one inserted, missing,
// exchanged or swapped character. Digits do not count: "TLS1_4" is no slip for "TLS1_3", but something newer.
func slipOfThePen(value string, known []string) (string, bool) {
	for _, candidate := range known {
		if strings.EqualFold(value, candidate) {
			return candidate, true
		}
	}
	const shortest = 3 // below this, one letter is too much of the word
	for _, candidate := range known {
		if min(len(value), len(candidate)) >= shortest && digits(value) == digits(candidate) && distance(value, candidate) == 1 {
			return candidate, true
		}
	}
	return "", false
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
