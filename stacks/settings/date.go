package settings

import (
	"strings"
	"time"
)

// Date is a day, written YYYY-MM-DD. The zero value is no day.
type Date string

// parseDate reads a day. It also takes what YAML makes of a date that was not quoted, a moment at midnight.
func parseDate(s string) (Date, bool) {
	s = strings.TrimSuffix(s, " 00:00:00 +0000 UTC")
	day, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", false
	}
	return Date(day.Format(time.DateOnly)), true
}

// Before says whether d is an earlier day than other. Days of four-digit years compare as their text does.
func (d Date) Before(other Date) bool { return d < other }
