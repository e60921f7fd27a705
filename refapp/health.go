package main

import (
	"net/http"
	"sync/atomic"
)

// health answers the three probes. Started is set once, Serving whenever the process can take work: not before it has started, and
// not once it has been told to stop. A passive region is healthy: what it answers to Front Door is another question.
type health struct {
	started, serving atomic.Bool
	// alive says whether the process still gets on. nil is yes.
	alive func() bool
}

func (h *health) handler() http.Handler {
	mux := http.NewServeMux()
	probe := func(ok func() bool) http.HandlerFunc {
		return func(answer http.ResponseWriter, _ *http.Request) {
			if ok() {
				answer.WriteHeader(http.StatusOK)
				return
			}
			answer.WriteHeader(http.StatusServiceUnavailable)
		}
	}
	mux.HandleFunc("GET /healthz/startup", probe(h.started.Load))
	mux.HandleFunc("GET /healthz/live", probe(func() bool { return h.alive == nil || h.alive() }))
	mux.HandleFunc("GET /healthz/ready", probe(h.serving.Load))
	return mux
}
