package main

import (
	"context"
	"log/slog"
	"time"
)

// The lease: how long it is held, and how often it is renewed. A third leaves two tries before it is lost.
const (
	leaseTime  = 30 * time.Second
	leaseEvery = leaseTime / 3
)

// worker works while it holds the lease, and only in the active region. It stops before the lease ends: when it cannot be renewed,
// when the row names another region or a later epoch, and when the process is told to stop.
type worker struct {
	store            Store
	watch            *regionWatch
	log              *slog.Logger
	name, instance   string
	every, leaseTime time.Duration
	now              func() time.Time
	// work does one piece of work. It must end when its context does.
	work func(ctx context.Context)
}

// run works until the context ends, then gives the lease up, so that another does not have to wait for its end.
func (w *worker) run(ctx context.Context) {
	defer func() {
		after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if err := w.store.Release(after, w.name, w.instance); err != nil {
			w.log.Warn("the lease was not given up", "error", err.Error())
		}
	}()
	for ctx.Err() == nil {
		w.watch.look(ctx)
		if w.hold(ctx) {
			w.term(ctx)
			continue
		}
		pause(ctx, w.every)
	}
}

// hold takes or keeps the lease.
func (w *worker) hold(ctx context.Context) bool {
	here, row := w.watch.active()
	if !here {
		return false
	}
	held, err := w.store.Hold(ctx, w.name, w.instance, row, w.now().Add(w.leaseTime))
	if err != nil {
		w.log.Warn("no lease", "error", err.Error())
	}
	return held && err == nil
}

// term works for as long as the lease can be renewed. Work is ended before the lease is, even while the database does not answer.
func (w *worker) term(ctx context.Context) {
	working, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for working.Err() == nil {
			w.work(working)
		}
	}()
	defer func() { stop(); <-done }()
	for end := w.now().Add(w.leaseTime); ; {
		pause(ctx, w.every)
		w.watch.look(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case w.hold(ctx):
			end = w.now().Add(w.leaseTime)
		case w.moved() || !w.now().Add(w.every).Before(end):
			return
		}
	}
}

// moved says whether the row names another region.
func (w *worker) moved() bool {
	here, _ := w.watch.active()
	return !here
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
