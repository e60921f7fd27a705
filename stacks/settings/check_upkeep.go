package settings

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	weekdays = []string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}

	offsetPattern = regexp.MustCompile(`\A(\+(0[0-9]|1[0-3]):(00|30|45)|\+14:00|-(0[0-9]|1[01]):(00|30)|-12:00)\z`)
)

// maintenance checks the weekly window and the freezes.
func (c *checker) maintenance() {
	p, w := at("maintenanceWindow"), c.s.Cluster.MaintenanceWindow
	if day := p.with("day"); c.ok(day) && !slices.Contains(weekdays, w.Day) {
		c.add(day, short(w.Day), "is no day of the week"+suggest(w.Day, weekdays))
	}
	c.within(p.with("startHour"), w.StartHour, 0, 23)
	c.within(p.with("durationHours"), w.DurationHours, 4, 24)
	c.word(p.with("utcOffset"), w.UTCOffset, offsetPattern, "is no offset from UTC")
	freezes := at("maintenanceFreeze")
	for i := range c.s.Cluster.MaintenanceFreeze {
		f := &c.s.Cluster.MaintenanceFreeze[i]
		each := freezes.with(i)
		c.date(each.with("start"), &f.Start)
		c.date(each.with("end"), &f.End)
		if c.ok(each.with("start"), each.with("end")) && f.End.Before(f.Start) {
			c.add(each.with("end"), short(string(f.End)), fmt.Sprintf("is before the start, %s", f.Start))
		}
		for j, other := range c.s.Cluster.MaintenanceFreeze[:i] {
			if c.whole(each, freezes.with(j)) && !f.End.Before(other.Start) && !other.End.Before(f.Start) {
				c.add(each, short(fmt.Sprintf("%s to %s", f.Start, f.End)), fmt.Sprintf("overlaps the freeze from %s to %s", other.Start, other.End))
			}
		}
	}
}

// date checks a day and brings it into its one form.
func (c *checker) date(p path, d *Date) {
	if !c.ok(p) {
		return
	}
	day, ok := parseDate(string(*d))
	if !ok {
		c.add(p, short(string(*d)), "is no date")
		return
	}
	*d = day
}

func (c *checker) monitoring() {
	m := c.s.Monitoring
	c.within(at("logRetentionDays"), m.LogRetentionDays, 30, 730)
	c.within(at("archiveRetentionDays"), m.ArchiveRetentionDays, 30, 3650)
	if p := at("archiveRetentionDays"); c.ok(p, at("logRetentionDays")) && m.ArchiveRetentionDays < m.LogRetentionDays {
		c.add(p, number(m.ArchiveRetentionDays), fmt.Sprintf("is less than trelica:logRetentionDays, %d", m.LogRetentionDays))
	}
	p := at("alertEmails")
	if c.ok(p) && len(m.AlertEmails) == 0 {
		c.add(p, "[]", "is empty, so alerts would reach nobody (claim SP-25)")
	}
	for i, email := range m.AlertEmails {
		if each := p.with(i); c.ok(each) && !address(email) {
			c.add(each, short(email), "is no e-mail address")
		}
	}
	doubles(c, p, m.AlertEmails, short)
	if p := at("runbookBase"); c.ok(p) && !pageAddress(m.RunbookBase) {
		c.add(p, short(m.RunbookBase), "is no address of pages")
	}
	c.alerts()
}

var (
	alertPattern   = regexp.MustCompile(`\A[a-z]([a-z0-9-]{0,28}[a-z0-9])?\z`)
	summaryPattern = regexp.MustCompile(`\A\S.{0,399}\z`)
	runbookPattern = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]*[a-z0-9])?\z`)
	queryPattern   = regexp.MustCompile(`\A\s*[A-Za-z(]`)
)

// alertWindows are the windows that Azure Monitor has for rules on logs, in minutes; 0, left out, is 15.
var alertWindows = []int{0, 5, 10, 15, 30, 45, 60, 120, 180, 240, 300, 360, 1440, 2880}

func (c *checker) alerts() {
	var names []string
	for i, a := range c.s.Monitoring.Alerts {
		p := at("alerts", i)
		c.word(p.with("name"), a.Name, alertPattern, "cannot be the name of an alert")
		if slices.Contains(names, a.Name) && c.ok(p.with("name")) {
			c.add(p.with("name"), short(a.Name), "is given twice")
		}
		names = append(names, a.Name)
		c.within(p.with("severity"), a.Severity, 0, 4)
		c.word(p.with("summary"), a.Summary, summaryPattern, "is no line for whoever is woken")
		c.word(p.with("runbook"), a.Runbook, runbookPattern, "is no name of a page")
		c.word(p.with("query"), a.Query, queryPattern, "is no query")
		if each := p.with("minutes"); c.ok(each) && !slices.Contains(alertWindows, a.Minutes) {
			c.add(each, number(a.Minutes), "is no window that Azure Monitor has")
		}
		c.within(p.with("moreThan"), a.MoreThan, 0, 10000)
	}
}

// pageAddress says whether a text is an https address without query and fragment.
func pageAddress(text string) bool {
	base, err := url.Parse(text)
	return err == nil && base.Scheme == "https" && base.Host != "" && base.RawQuery == "" && base.Fragment == ""
}

// address says whether a text is a bare e-mail address at a domain with a dot.
func address(email string) bool {
	parsed, err := mail.ParseAddress(email)
	if err != nil || parsed.Address != email {
		return false
	}
	_, domain, _ := strings.Cut(email, "@")
	return strings.Contains(domain, ".")
}

func (c *checker) vault() {
	p, days := at("vaultSoftDeleteDays"), c.s.Vault.SoftDeleteDays
	c.within(p, days, 7, 90)
	if c.ok(p) && c.production() && days != 90 {
		c.addAllowed(p, strconv.Itoa(days), "is less than production keeps", "90")
	}
	c.within(at("keyRotationMonths"), c.s.Vault.KeyRotationMonths, 1, 24)
}
