package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// watchEvery is how often the row of the active region is read: a promotion is seen within it.
const watchEvery = 5 * time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := start(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// start runs the application with what a real process has.
func start(ctx context.Context) error {
	config, err := readConfig(os.Getenv)
	if err != nil {
		return err
	}
	var store Store = newMemoryStore(Active{Region: config.Region, Epoch: 1}) // a look at it without a database
	if config.Database.Host != "" {
		if store, err = openSQL(config.Database); err != nil {
			return err
		}
	}
	return errors.Join(run(ctx, config, store, os.Stdout, nil), store.Close())
}

// run is the whole application. It ends well when it was told to stop and what had begun is done. ready, if given, is told the
// addresses at which it listens: the product's, if any, and the probes'.
func run(ctx context.Context, config Config, store Store, out io.Writer, ready func(product, probes string)) error {
	log := slog.New(slog.NewJSONHandler(out, nil)).With("workload", config.Workload)
	switch config.Kind {
	case "migrate":
		return migrate(ctx, store, config.SetupDir)
	case "cron":
		log.Info("done")
		return nil
	case "web", "worker":
	default:
		return fmt.Errorf("TRELICA_KIND is %q; allowed: web, worker, cron, migrate", config.Kind)
	}
	state := &health{}
	watch := &regionWatch{store: store, region: config.Region, log: log}
	probes, err := serve(config.Host, config.HealthPort, state.handler())
	if err != nil {
		return err
	}
	defer func() { _ = probes.stop(time.Second) }() // nothing that answers probes is worth waiting for
	// What runs in the background ends after the drain, not at the signal: a request that is being answered may need it.
	background, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	watch.look(ctx)
	if config.Kind == "worker" {
		if ready != nil {
			ready("", probes.address)
		}
		state.started.Store(true)
		state.serving.Store(true)
		(&worker{
			store: store, watch: watch, log: log, name: config.Workload, instance: config.Instance,
			every: leaseEvery, leaseTime: leaseTime, now: time.Now,
			work: func(working context.Context) { pause(working, time.Second) },
		}).run(ctx)
		state.serving.Store(false)
		return nil
	}
	go watch.watch(background, watchEvery)
	audit := &auditLog{out: out, now: time.Now, region: config.Region, workload: config.Workload}
	product, err := serve(config.Host, config.Port, web(watch, audit))
	if err != nil {
		return err
	}
	if ready != nil {
		ready(product.address, probes.address)
	}
	state.started.Store(true)
	state.serving.Store(true)
	<-ctx.Done()
	// Nobody is sent here any more: the platform waited for that before the signal.
	state.serving.Store(false)
	log.Info("draining", "seconds", config.Drain.Seconds())
	return product.stop(config.Drain)
}

// listener is a server that listens.
type listener struct {
	server  *http.Server
	address string
	failed  chan error
}

func serve(host string, port int, handler http.Handler) (*listener, error) {
	socket, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if err != nil {
		return nil, fmt.Errorf("port %d: %w", port, err)
	}
	l := &listener{
		server:  &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute},
		address: socket.Addr().String(), failed: make(chan error, 1),
	}
	go func() {
		if err := l.server.Serve(socket); !errors.Is(err, http.ErrServerClosed) {
			l.failed <- err
		}
		close(l.failed)
	}()
	return l, nil
}

// stop takes no new connection, and waits for the requests that have begun.
func (l *listener) stop(within time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	if err := l.server.Shutdown(ctx); err != nil {
		return fmt.Errorf("requests were cut off: %w", err)
	}
	return <-l.failed
}
