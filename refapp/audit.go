package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// auditLine is one line of the audit log: what happened, to whom, from where, and how it ended. The platform finds it by its
// first field among all that is written to standard output.
type auditLine struct {
	Log      string    `json:"log"` // always "audit"
	Time     time.Time `json:"time"`
	Event    string    `json:"event"`   // "sign-in"
	Outcome  string    `json:"outcome"` // "success" or "failure"
	Subject  string    `json:"subject"` // who, as the application knows them; of a failure, who they said they were
	Address  string    `json:"address"` // the caller's, or "" if it is not known
	Request  string    `json:"request"` // X-Azure-Ref, by which Front Door's own log knows the request
	Region   string    `json:"region"`
	Workload string    `json:"workload"`
}

// auditLog writes whole lines, one at a time.
type auditLog struct {
	mu               sync.Mutex
	out              io.Writer
	now              func() time.Time
	region, workload string
}

// write writes a line. If that fails, so must what it is about: a sign-in that is not recorded did not happen.
func (a *auditLog) write(request *http.Request, event, outcome, subject string) error {
	line := auditLine{
		Log: "audit", Time: a.now().UTC(), Event: event, Outcome: outcome, Subject: subject, Address: callerAddress(request),
		Request: request.Header.Get("X-Azure-Ref"), Region: a.region, Workload: a.workload,
	}
	data, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, err := a.out.Write(append(data, '\n')); err != nil {
		return fmt.Errorf("audit log: %w", err)
	}
	return nil
}

// callerAddress is the address from which Front Door was called. The ingress lets only requests of our own Front Door through, so
// that the header is Front Door's; X-Forwarded-For and X-Azure-ClientIP can be set by anybody and are not looked at.
func callerAddress(request *http.Request) string {
	values := request.Header.Values("X-Azure-SocketIP")
	if len(values) != 1 {
		return ""
	}
	address, err := netip.ParseAddr(values[0])
	if err != nil {
		return ""
	}
	return address.String()
}
