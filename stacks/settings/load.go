package settings

import (
	"maps"
	"slices"
	"strings"
)

// Load reads and checks the settings of one stack. The error is of type Problems and lists every mistake that was found; the
// settings are nil then.
func Load(src Source) (*Settings, error) {
	c := &checker{src: src, s: &Settings{Stack: src.Stack}, problems: slices.Clone(src.problems), bad: slices.Clone(src.unreadable)}
	// Of a file that could not be read every setting would be told as missing, which would bury the cause.
	if !src.broken {
		c.strangers()
		c.decode()
		c.check()
	}
	if err := c.problems.err(); err != nil {
		return nil, err
	}
	return c.s, nil
}

// checker collects what is wrong with one stack's settings.
type checker struct {
	src      Source
	s        *Settings
	problems Problems
	bad      []path // what has been reported, and must not be built on
}

// add reports a mistake at a path and remembers not to build on that value.
func (c *checker) add(p path, value, message string) { c.addAllowed(p, value, message, allowedAt(p)) }

func (c *checker) addAllowed(p path, value, message, allowed string) {
	c.bad = append(c.bad, p)
	c.problems = append(c.problems, Problem{
		File: stackFile(c.src.Stack), Line: c.src.line(p), Key: p.String(), Value: value, Message: message, Allowed: allowed,
	})
}

// ok says whether nothing has been reported about any of the values, or about what holds them.
func (c *checker) ok(paths ...path) bool {
	for _, p := range paths {
		for _, b := range c.bad {
			if b.leads(p) {
				return false
			}
		}
	}
	return true
}

// whole says whether nothing has been reported about any of the values, what holds them, or what they hold.
func (c *checker) whole(paths ...path) bool {
	for _, p := range paths {
		for _, b := range c.bad {
			if b.leads(p) || p.leads(b) {
				return false
			}
		}
	}
	return true
}

// strangers reports keys that no setting has. Keys of Pulumi's own namespace are its business.
func (c *checker) strangers() {
	names := fieldNames(settingFields())
	for _, key := range slices.Sorted(maps.Keys(c.src.Values)) {
		name, ours := strings.CutPrefix(key, Project+":")
		switch {
		case ours && !slices.Contains(names, name):
			c.unknown(path{name}, name, slices.Clone(names))
		case !ours && !strings.HasPrefix(key, "pulumi:"):
			c.addAllowed(path{key}, "", "is not read by anything: providers are configured from the settings", "keys of the namespaces "+Project+" and pulumi")
		}
	}
}

func sortedKeys(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

func list(words []string) string { return strings.Join(words, ", ") }
