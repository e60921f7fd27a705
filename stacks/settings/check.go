package settings

import "regexp"

// check looks at what the values mean, section by section. Rules that compare several values come after those that look at
// one, and skip values that have been reported already.
func (c *checker) check() {
	c.identity()
	c.kind()
	c.place()
	c.names()
	c.network()
	c.cluster()
	c.pools()
	c.access()
	c.maintenance()
	c.reservations()
	c.room()
	c.monitoring()
	c.vault()
	c.database()
	c.governance()
	c.recoveryTargets()
	c.namespaces()
	c.operations()
	c.front()
	c.ingress()
	c.secrets()
	c.workloads()
}

// production says whether the strictest rules apply. They do as soon as the environment is said to be production, however
// wrong the rest may be.
func (c *checker) production() bool { return c.s.Identity.Environment == Production }

// word reports a text that does not match a pattern.
func (c *checker) word(p path, value string, pattern *regexp.Regexp, message string) {
	if c.ok(p) && !pattern.MatchString(value) {
		c.add(p, short(value), message)
	}
}

// within reports a number out of its bounds.
func (c *checker) within(p path, value, least, most int) {
	if c.ok(p) && (value < least || value > most) {
		c.add(p, number(value), "is out of bounds")
	}
}

// doubles reports every value that stands in a list for the second time.
func doubles[T comparable](c *checker, p path, values []T, show func(T) string) {
	seen := map[T]bool{}
	for i, v := range values {
		if c.ok(p.with(i)) && seen[v] {
			c.add(p.with(i), show(v), "is given twice")
		}
		seen[v] = true
	}
}
