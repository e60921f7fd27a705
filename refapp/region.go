package main

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// regionWatch knows whether this region is the active one. It asks in the background, so that a probe is answered at once; while
// the database cannot be reached it keeps the last answer, and a process that never had one is not active.
type regionWatch struct {
	store  Store
	region string
	log    *slog.Logger

	mu    sync.Mutex
	known bool
	last  Active
}

// look asks once, for at most a few seconds.
func (w *regionWatch) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	active, err := w.store.Active(ctx)
	if err != nil {
		w.log.Warn("the active region is not known anew; the last answer stays", "error", err.Error())
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if active != w.last {
		w.log.Info("active region", "region", active.Region, "epoch", active.Epoch, "here", active.Region == w.region)
	}
	w.known, w.last = true, active
}

// watch asks until the context ends.
func (w *regionWatch) watch(ctx context.Context, every time.Duration) {
	for {
		w.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// active says whether this region is the active one, and what the row said.
func (w *regionWatch) active() (bool, Active) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.known && w.last.Region == w.region, w.last
}

// edge answers what Front Door asks: 200 in the active region, 503 everywhere else.
func (w *regionWatch) edge(answer http.ResponseWriter, _ *http.Request) {
	answer.Header().Set("Cache-Control", "no-store")
	if here, _ := w.active(); here {
		answer.WriteHeader(http.StatusOK)
		return
	}
	answer.WriteHeader(http.StatusServiceUnavailable)
}
