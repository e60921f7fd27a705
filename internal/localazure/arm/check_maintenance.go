package arm

import (
	"regexp"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkMaintenanceShape() Check {
	return Check{
		ID: "maintenance-shape", Says: "Every configuration has a window (maintenanceWindow); that of \"default\" is weekly, and may still be written the old way (timeInWeek, notAllowedTime), which AKS turns into a window.",
		Source: maintenanceDocument + ", create a maintenance window, deprecated properties, schedule types",
		Run: func(r Request) []Problem {
			if r.ID == "" {
				return nil
			}
			var problems []Problem
			byDefault, old := world.Name(r.ID) == "default", false
			for _, path := range []string{"timeInWeek", "notAllowedTime"} {
				switch {
				case !r.Body.Has(path):
				case byDefault:
					old = true
					problems = append(problems, warning(path, "%s is deprecated since API version 2023-05-01; AKS turns it into a maintenanceWindow, which a refresh then shows.", path))
				default:
					problems = append(problems, refusal(path, "InvalidParameter", "%s is for the configuration \"default\" only; use maintenanceWindow.", path))
				}
			}
			problems = append(problems, one(old || r.Body.Has("maintenanceWindow"), refusal("maintenanceWindow", "InvalidParameter", "The configuration %q needs a maintenanceWindow.", world.Name(r.ID)))...)
			schedule, state := r.Body.Object("maintenanceWindow.schedule")
			if !byDefault || state != Known {
				return problems
			}
			for _, kind := range []string{"daily", "absoluteMonthly", "relativeMonthly"} {
				problems = append(problems, one(!schedule.Has(kind), refusal(schedule.PathTo(kind), "InvalidParameter", "The schedule of the configuration \"default\" is weekly."))...)
			}
			return problems
		},
	}
}

func checkMaintenanceSchedule() Check {
	return Check{
		ID: "maintenance-schedule", Says: "A window has exactly one schedule: every 1 to 7 days, every 1 to 4 weeks, or every 1 to 6 months.", Source: maintenanceDocument + ", create a maintenance window",
		Run: func(r Request) []Problem {
			schedule, state := r.Body.Object("maintenanceWindow.schedule")
			if state != Known {
				return nil
			}
			given := 0
			var problems []Problem
			bounds := map[string]struct {
				path string
				high float64
			}{
				"daily": {"intervalDays", 7}, "weekly": {"intervalWeeks", 4}, "absoluteMonthly": {"intervalMonths", 6}, "relativeMonthly": {"intervalMonths", 6},
			}
			for _, kind := range sortedNames(bounds) {
				if schedule.Has(kind) {
					given++
				}
				problems = append(problems, between(schedule, kind+"."+bounds[kind].path, 1, bounds[kind].high, "The interval")...)
			}
			problems = append(problems, between(schedule, "absoluteMonthly.dayOfMonth", 1, 31, "The day of the month")...)
			return append(problems, one(given == 1, refusal("maintenanceWindow.schedule", "InvalidParameter", "A window has exactly one of daily, weekly, absoluteMonthly and relativeMonthly; %d are given.", given))...)
		},
	}
}

func checkMaintenanceDuration() Check {
	return Check{
		ID: "maintenance-duration", Says: "A window lasts 4 to 24 hours.", Source: maintenanceDocument + "; " + clusterSpecification + ", MaintenanceWindow.durationHours",
		Run: func(r Request) []Problem {
			return between(r.Body, "maintenanceWindow.durationHours", 4, 24, "The window in hours")
		},
	}
}

func checkMaintenanceTimes() Check {
	return Check{
		ID: "maintenance-times", Says: "A window begins at HH:MM, at an offset of ±HH:MM from UTC; hours of the week are 0 to 23.", Source: clusterSpecification + ", MaintenanceWindow.startTime and utcOffset, TimeInWeek.hourSlots",
		Run: func(r Request) []Problem {
			shapes := map[string]string{"startTime": `^([01]\d|2[0-3]):[0-5]\d$`, "utcOffset": `^[-+](0\d|1[0-4]):[0-5]\d$`}
			var problems []Problem
			for _, name := range sortedNames(shapes) {
				path := "maintenanceWindow." + name
				text, state := r.Body.String(path)
				problems = append(problems, one(state != Known || regexp.MustCompile(shapes[name]).MatchString(text), refusal(path, "InvalidParameter", "%q is not of the form %s.", text, map[string]string{"startTime": "HH:MM", "utcOffset": "±HH:MM"}[name]))...)
			}
			for _, found := range r.Body.All("timeInWeek[*].hourSlots[*]") {
				if found.State != Known || !found.Value.IsNumber() {
					continue
				}
				hour := found.Value.NumberValue()
				problems = append(problems, one(hour == float64(int(hour)) && hour >= 0 && hour <= 23, refusal(found.Path, "InvalidParameter", "%v is no hour; allowed are 0 to 23.", hour))...)
			}
			return problems
		},
	}
}

func checkMaintenanceDates() Check {
	return Check{
		ID: "maintenance-dates", Says: "A freeze begins no later than it ends; dates are written YYYY-MM-DD.", Source: clusterSpecification + ", DateSpan and MaintenanceWindow.startDate; " + maintenanceDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			date := func(b Body, path string) (time.Time, bool) {
				text, state := b.String(path)
				if state != Known {
					return time.Time{}, false
				}
				read, err := time.Parse(time.DateOnly, text)
				problems = append(problems, one(err == nil, refusal(b.PathTo(path), "InvalidParameter", "%q is not a date of the form YYYY-MM-DD.", text))...)
				return read, err == nil
			}
			date(r.Body, "maintenanceWindow.startDate")
			spans, _ := r.Body.Elements("maintenanceWindow.notAllowedDates")
			for _, span := range spans {
				from, fromKnown := date(span, "start")
				to, toKnown := date(span, "end")
				problems = append(problems, one(!fromKnown || !toKnown || !to.Before(from), refusal(span.PathTo("end"), "InvalidParameter", "The freeze ends on %s, before it begins on %s.", to.Format(time.DateOnly), from.Format(time.DateOnly)))...)
			}
			return problems
		},
	}
}
