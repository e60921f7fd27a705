package main

import (
	"crypto/x509"
	"encoding/pem"
	"time"
)

// expiry is when a secret ends: the day that was given, or the moment at which the first of its certificates does, which of a chain is the
// server's own. It is the zero time of what says nothing of an end. What has ended already is refused.
func expiry(value, given string, now time.Time) (time.Time, error) {
	var ends time.Time
	rest := []byte(value)
	for block, more := pem.Decode(rest); block != nil; block, more = pem.Decode(more) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return time.Time{}, usage("the value holds a certificate that cannot be read: is the file whole?")
		}
		ends = certificate.NotAfter
		break
	}
	switch {
	case given != "" && !ends.IsZero():
		return time.Time{}, usage("the value is a certificate, which says itself when it ends: leave --expires out")
	case given != "":
		day, err := time.Parse(time.DateOnly, given)
		if err != nil {
			return time.Time{}, usage("--expires %q is no day: 2027-03-31 is one", given)
		}
		ends = day
	}
	if !ends.IsZero() && !ends.After(now) {
		return time.Time{}, usage("the value ended on %s: bring one that lasts", ends.UTC().Format(time.DateOnly))
	}
	return ends, nil
}
