// Package faults makes the local Azure fail as Azure fails: a scenario, a file that people write or a list that a test makes, says
// which calls go wrong, how, and how often.
//
// internal/localazure asks it before and after each call; cmd/stackctl reads the file. A scenario counts from the start of the
// server that uses it, and goes on where the last server ended if that is kept ([Injector.Counts]). Regions that are out are no part of it: they are the world's, and survive (stackctl local outage).
package faults

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// The kinds of fault.
const (
	// Throttle is refused for too many requests, with the time to wait.
	Throttle = "throttle"
	// Transient is a service that is unavailable for a moment.
	Transient = "transient"
	// Conflict is another operation that is still at work on the resource.
	Conflict = "conflict"
	// Refused is an error that does not pass by itself, with the code that the scenario gives.
	Refused = "refused"
	// Timeout is a create or change that Azure carries out and the provider no longer waits for.
	Timeout = "timeout"
	// Half is a create or change that fails after Azure took it, and leaves the resource in the state Failed.
	Half = "half"
	// Lost is a create or change that Azure carries out, whose answer never arrives.
	Lost = "lost"
	// Late is a role or an identity that is there and does not work yet.
	Late = "late"
)

// Kinds are those that strike a call, in the order of the page.
func Kinds() []string { return []string{Throttle, Transient, Conflict, Refused, Timeout, Half, Lost} }

// AllKinds are those and Late, which strikes nobody's call but what others need.
func AllKinds() []string { return append(Kinds(), Late) }

// Late reports whether something takes time to work under this scenario.
func (s Scenario) Late() bool {
	return slices.ContainsFunc(s.Faults, func(f Fault) bool { return f.Kind == Late })
}

// Fault is one thing that goes wrong.
type Fault struct {
	// Kind is one of [AllKinds].
	Kind string `yaml:"kind"`
	// Method is PUT, GET, POST or DELETE; PUT if empty.
	Method string `yaml:"method,omitempty"`
	// Type is the ARM type of the resources it is about, Name a pattern for their names ("*-vault"); empty for any.
	Type string `yaml:"type,omitempty"`
	Name string `yaml:"name,omitempty"`
	// Skip is how many calls that fit go well first, Times how many then fail; 1 if 0.
	Skip  int `yaml:"skip,omitempty"`
	Times int `yaml:"times,omitempty"`
	// RetryAfter are the seconds that a throttled caller is told to wait; 30 if 0.
	RetryAfter int `yaml:"retryAfter,omitempty"`
	// Code is Azure's code of a refused call.
	Code string `yaml:"code,omitempty"`
}

// Scenario is what goes wrong, each fault by itself.
type Scenario struct {
	Faults []Fault `yaml:"faults"`
}

// Injector is a scenario at work. It is safe for concurrent use.
type Injector struct {
	mu     sync.Mutex
	faults []Fault
	seen   []int
	struck []int
	// late are how often what was made under this injector will still not be known, by its key.
	late map[string]int
}

var (
	_ arm.Aftermath = (*Injector)(nil)
	_ arm.Lateness  = (*Injector)(nil)
)

// New makes a scenario ready. It must have no [Scenario.Problems].
func New(s Scenario) *Injector {
	return &Injector{faults: s.Faults, seen: make([]int, len(s.Faults)), struck: make([]int, len(s.Faults)), late: map[string]int{}}
}

// Counts are how often each fault has been met and has happened.
type Counts struct {
	Seen   []int `json:"seen"`
	Struck []int `json:"struck"`
	// Late are how often what was made will still not be known.
	Late map[string]int `json:"late,omitempty"`
}

// Continue makes a scenario ready where an earlier injector of it ended. Counts of another scenario are left out.
func Continue(s Scenario, from Counts) *Injector {
	i := New(s)
	if len(from.Seen) == len(s.Faults) && len(from.Struck) == len(s.Faults) {
		i.seen, i.struck = slices.Clone(from.Seen), slices.Clone(from.Struck)
		maps.Copy(i.late, from.Late)
	}
	return i
}

// Counts are for [Continue].
func (i *Injector) Counts() Counts {
	i.mu.Lock()
	defer i.mu.Unlock()
	return Counts{Seen: slices.Clone(i.seen), Struck: slices.Clone(i.struck), Late: maps.Clone(i.late)}
}

// Before answers calls that fail before Azure does anything.
func (i *Injector) Before(_ context.Context, call world.Call) error {
	return i.next(call, func(kind string) bool { return kind != Timeout && kind != Half && kind != Lost && kind != Late })
}

// After answers calls that Azure has carried out.
func (i *Injector) After(_ context.Context, call world.Call) error {
	return i.next(call, func(kind string) bool { return kind == Timeout || kind == Half || kind == Lost })
}

// Made notes what is created under a fault that makes it late. What was there before works, also while it is changed.
func (i *Injector) Made(call world.Call) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for n, fault := range i.faults {
		if fault.Kind != Late || !fault.fits(call) {
			continue
		}
		if i.seen[n]++; i.seen[n] > fault.Skip {
			i.late[world.Key(call.ID)] = max(fault.Times, 1)
		}
	}
}

// NotYet reports whether a role or an identity does not work yet. Each is late for so many of those who need it as the scenario says:
// time does not pass in the local Azure, and asking again is what stands for waiting.
func (i *Injector) NotYet(id string) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	left := i.late[world.Key(id)]
	if left == 0 {
		return false
	}
	i.late[world.Key(id)] = left - 1
	for n, fault := range i.faults {
		if fault.Kind == Late && fault.fits(world.Call{Method: "PUT", ID: id}) {
			i.struck[n]++
		}
	}
	return true
}

// Struck is how often each fault has happened.
func (i *Injector) Struck() []int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]int(nil), i.struck...)
}

func (i *Injector) next(call world.Call, now func(kind string) bool) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	for n, fault := range i.faults {
		if !now(fault.Kind) || !fault.fits(call) {
			continue
		}
		i.seen[n]++
		if i.seen[n] <= fault.Skip || i.struck[n] >= max(fault.Times, 1) {
			continue
		}
		i.struck[n]++
		return fault.answer(call)
	}
	return nil
}

// fits says whether a call is one that the fault is about.
func (f Fault) fits(call world.Call) bool {
	method := f.Method
	if method == "" {
		method = "PUT"
	}
	named, err := path.Match(strings.ToLower(f.Name), strings.ToLower(world.Name(call.ID)))
	return strings.EqualFold(method, call.Method) && (f.Type == "" || strings.EqualFold(f.Type, world.TypeOf(call.ID))) && (f.Name == "" || err == nil && named)
}

// answer is what the caller sees.
func (f Fault) answer(call world.Call) error {
	name := world.Name(call.ID)
	switch f.Kind {
	case Throttle:
		wait := f.RetryAfter
		if wait == 0 {
			wait = 30
		}
		return &arm.CallError{Status: 429, Code: "TooManyRequests", Message: "The request is being throttled as the limit has been reached for operation type - " + call.Method + ".", RetryAfter: time.Duration(wait) * time.Second}
	case Transient:
		return &arm.CallError{Status: 503, Code: "ServiceUnavailable", Message: "The service is unavailable now; please try again later."}
	case Conflict:
		return &arm.CallError{Status: 409, Code: "AnotherOperationInProgress", Message: "Another operation on " + name + " or something that depends on it is in progress."}
	case Timeout:
		return &arm.UnfinishedError{Reason: "waiting for completion of the operation on " + name + ": context deadline exceeded"}
	case Half:
		return &arm.UnfinishedError{Reason: `Code="InternalServerError" Message="The operation on ` + name + ` failed after it was accepted."`, Failed: true}
	case Lost:
		return &arm.LostError{}
	default:
		code := f.Code
		if code == "" {
			code = "BadRequest"
		}
		return &arm.CallError{Status: 400, Code: code, Message: "The scenario refuses " + name + "."}
	}
}
