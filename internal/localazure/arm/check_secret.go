package arm

import (
	"regexp"
	"strconv"
)

func checkSecretSize() Check {
	return Check{
		ID: "secret-size", Says: "A secret has at most 25,600 bytes, its content type at most 255 characters.", Source: "Microsoft Learn, key-vault, about-secrets; service-limits",
		Run: func(r Request) []Problem {
			value, _ := r.Body.String("properties.value")
			kind, _ := r.Body.String("properties.contentType")
			return append(
				one(len(value) <= 25600, refusal("properties.value", "BadParameter", "The secret has %d bytes; at most 25600 are allowed.", len(value))),
				one(len(kind) <= 255, refusal("properties.contentType", "BadParameter", "The content type has %d characters; at most 255 are allowed.", len(kind)))...,
			)
		},
	}
}

func checkSecretDates() Check {
	return Check{
		ID: "secret-dates", Says: "A secret becomes valid before it expires.", Source: "Microsoft Learn, key-vault, about-secrets, secret attributes",
		Run: func(r Request) []Problem {
			from, fromState := r.Body.Number("properties.attributes.notBefore")
			to, toState := r.Body.Number("properties.attributes.expires")
			return one(fromState != Known || toState != Known || from < to, refusal("properties.attributes.expires", "BadParameter",
				"The secret expires at %v, which is not after it becomes valid at %v (seconds since 1970).", to, from))
		},
	}
}

var isoDuration = regexp.MustCompile(`^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$`)

// isoSeconds reads a duration of years, months, weeks, days, hours, minutes and seconds; a month has 30 days and a year
// 365, as Key Vault counts.
func isoSeconds(text string) (int64, bool) {
	parts := isoDuration.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	const day = 86400
	var seconds int64
	given := false
	for i, worth := range []int64{365 * day, 30 * day, 7 * day, day, 3600, 60, 1} {
		if parts[i+1] == "" {
			continue
		}
		count, err := strconv.ParseInt(parts[i+1], 10, 32)
		if err != nil {
			return 0, false
		}
		seconds += count * worth
		given = true
	}
	return seconds, given
}

// isoDays is isoSeconds in days.
func isoDays(text string) (float64, bool) {
	seconds, ok := isoSeconds(text)
	return float64(seconds) / 86400, ok
}
