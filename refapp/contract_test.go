package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// buffer is standard output that may be read while it is written.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// running is an application in a test.
type running struct {
	product, probes string
	out             *buffer
	stop            context.CancelFunc
	ended           chan error
}

func begin(t *testing.T, kind string, store Store) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r := &running{out: &buffer{}, stop: stop, ended: make(chan error, 1)}
	config := Config{Workload: kind, Kind: kind, Environment: "dev", Region: "eastus2", Drain: 5 * time.Second, Instance: "one"}
	ready := make(chan struct{})
	go func() {
		r.ended <- run(ctx, config, store, r.out, func(product, probes string) {
			r.product, r.probes = "http://"+product, "http://"+probes
			close(ready)
		})
	}()
	select {
	case <-ready:
	case <-time.After(10 * time.Second):
		require.Fail(t, "it did not start")
	}
	t.Cleanup(stop)
	return r
}

// status asks and returns the answer's status.
func status(t *testing.T, method, address string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	return answer.StatusCode
}

func TestTheThreeProbes(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"web", "worker"} {
		store := newMemoryStore(Active{Region: "centralus", Epoch: 1})
		r := begin(t, kind, store)
		for _, probe := range []string{"startup", "live", "ready"} {
			assert.Eventually(t, func() bool { return status(t, http.MethodGet, r.probes+"/healthz/"+probe) == http.StatusOK },
				5*time.Second, 10*time.Millisecond, "%s: %s: a passive region is healthy", kind, probe)
		}
		r.stop()
		require.NoError(t, <-r.ended, kind)
	}
	hanging := &health{alive: func() bool { return false }}
	assert.False(t, hanging.started.Load() || hanging.serving.Load(), "nothing has started, and nothing is served")
}

// TestEdgeProbe walks what Front Door asks through a disaster and back.
func TestEdgeProbe(t *testing.T) {
	t.Parallel()
	store := newMemoryStore(Active{Region: "eastus2", Epoch: 1})
	watch := &regionWatch{store: store, region: "eastus2", log: slog.New(slog.DiscardHandler)}
	handler := web(watch, &auditLog{out: io.Discard, now: time.Now})
	ask := func(method string) int {
		recorder := &recorder{header: http.Header{}}
		request, err := http.NewRequestWithContext(t.Context(), method, "/healthz/edge", nil)
		require.NoError(t, err)
		handler.ServeHTTP(recorder, request)
		assert.Equal(t, "no-store", recorder.header.Get("Cache-Control"))
		return recorder.status
	}
	assert.Equal(t, 503, ask(http.MethodHead), "fresh: nothing is known yet")
	store.switchOff(true)
	watch.look(t.Context())
	assert.Equal(t, 503, ask(http.MethodHead), "fresh, and the database cannot be reached")
	store.switchOff(false)
	watch.look(t.Context())
	assert.Equal(t, 200, ask(http.MethodHead), "the row names this region")
	assert.Equal(t, 200, ask(http.MethodGet))
	store.switchOff(true)
	watch.look(t.Context())
	assert.Equal(t, 200, ask(http.MethodHead), "the last answer is kept")
	store.switchOff(false)
	store.promote("centralus")
	watch.look(t.Context())
	assert.Equal(t, 503, ask(http.MethodHead), "the other region was promoted")
	store.switchOff(true)
	watch.look(t.Context())
	assert.Equal(t, 503, ask(http.MethodHead), "and that answer is kept too")
}

// recorder is an answer that is looked at.
type recorder struct {
	header http.Header
	status int
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) Write(p []byte) (int, error) { return len(p), nil }
func (r *recorder) WriteHeader(status int)      { r.status = status }

// newWorker is a worker that renews quickly and counts its work.
func newWorker(store Store, region, instance string, at *atomic.Int64) *worker {
	log := slog.New(slog.DiscardHandler)
	return &worker{
		store: store, watch: &regionWatch{store: store, region: region, log: log}, log: log, name: "worker", instance: instance,
		every: 5 * time.Millisecond, leaseTime: 100 * time.Millisecond, now: time.Now,
		work: func(ctx context.Context) { at.Add(1); pause(ctx, time.Millisecond) },
	}
}

// TestOneWorkerWorksAndOnlyInTheActiveRegion runs workers in both regions through a promotion.
func TestOneWorkerWorksAndOnlyInTheActiveRegion(t *testing.T) {
	t.Parallel()
	store := newMemoryStore(Active{Region: "eastus2", Epoch: 1})
	var east, alsoEast, central atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for _, w := range []*worker{
		newWorker(store, "eastus2", "east", &east), newWorker(store, "eastus2", "east-2", &alsoEast), newWorker(store, "centralus", "central", &central),
	} {
		all.Go(func() { w.run(ctx) })
	}
	require.Eventually(t, func() bool { return east.Load()+alsoEast.Load() > 5 }, 5*time.Second, time.Millisecond)
	assert.Zero(t, central.Load(), "the passive region does not work")
	assert.True(t, (east.Load() == 0) != (alsoEast.Load() == 0), "one of two holds the lease")

	store.promote("centralus")
	require.Eventually(t, func() bool { return central.Load() > 5 }, 5*time.Second, time.Millisecond)
	stopped := east.Load() + alsoEast.Load()
	time.Sleep(50 * time.Millisecond)
	assert.Equal(t, stopped, east.Load()+alsoEast.Load(), "the region that was active has stopped")
	stop()
	all.Wait()
	assert.Empty(t, store.holder("worker"), "the lease is given up at the end")
}

// TestWorkEndsBeforeTheLeaseDoes takes the database away from a worker.
func TestWorkEndsBeforeTheLeaseDoes(t *testing.T) {
	t.Parallel()
	store := newMemoryStore(Active{Region: "eastus2", Epoch: 1})
	var done atomic.Int64
	w := newWorker(store, "eastus2", "east", &done)
	ended := make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	go func() { w.run(ctx); close(ended) }()
	require.Eventually(t, func() bool { return done.Load() > 5 }, 5*time.Second, time.Millisecond)
	store.switchOff(true)
	time.Sleep(w.leaseTime)
	after := done.Load()
	time.Sleep(50 * time.Millisecond)
	assert.Equal(t, after, done.Load(), "nothing is done without a lease")
	store.switchOff(false)
	require.Eventually(t, func() bool { return done.Load() > after }, 5*time.Second, time.Millisecond, "it goes on when the database is back")
	stop()
	<-ended
}

// TestDrain tells the application to stop while a request is being answered.
func TestDrain(t *testing.T) {
	t.Parallel()
	store := newMemoryStore(Active{Region: "eastus2", Epoch: 1})
	r := begin(t, "web", store)
	reading, writing := io.Pipe()
	answered := make(chan int, 1)
	go func() {
		request, err := http.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodPost, r.product+"/sign-in", reading)
		if err != nil {
			answered <- 0
			return
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			answered <- 0
			return
		}
		_ = answer.Body.Close()
		answered <- answer.StatusCode
	}()
	_, err := writing.Write([]byte("name=a&word=fr"))
	require.NoError(t, err)
	time.Sleep(50 * time.Millisecond) // the server reads it
	r.stop()
	require.Eventually(t, func() bool { return strings.Contains(r.out.String(), "draining") }, 5*time.Second, time.Millisecond)
	assert.Equal(t, 503, status(t, http.MethodGet, r.probes+"/healthz/ready"), "no new requests are wanted")
	_, err = writing.Write([]byte("iend"))
	require.NoError(t, err)
	require.NoError(t, writing.Close())
	assert.Equal(t, http.StatusNoContent, <-answered, "what had begun is finished")
	assert.NoError(t, <-r.ended)
}

// TestAuditLine signs in well and badly, with headers that anybody can set.
func TestAuditLine(t *testing.T) {
	t.Parallel()
	r := begin(t, "web", newMemoryStore(Active{Region: "eastus2", Epoch: 1}))
	for _, c := range []struct {
		word, outcome, address, reason string
		socket                         []string
	}{
		{"friend", "success", "203.0.113.7", "the address is Front Door's", []string{"203.0.113.7"}},
		{"foe", "failure", "2001:db8::7", "failures are recorded too", []string{"2001:db8::7"}},
		{"foe", "failure", "", "two addresses are none", []string{"203.0.113.7", "203.0.113.8"}},
		{"foe", "failure", "", "what is no address is none", []string{"me"}},
		{"foe", "failure", "", "without Front Door nobody knows", nil},
	} {
		before := r.out.String()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.product+"/sign-in",
			strings.NewReader(url.Values{"name": {"ann"}, "word": {c.word}}.Encode()))
		require.NoError(t, err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("X-Forwarded-For", "198.51.100.1")
		request.Header.Set("X-Azure-ClientIP", "198.51.100.2")
		request.Header.Set("X-Azure-Ref", "ref-1")
		for _, socket := range c.socket {
			request.Header.Add("X-Azure-SocketIP", socket)
		}
		answer, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		var line auditLine
		require.NoError(t, json.Unmarshal([]byte(strings.TrimPrefix(r.out.String(), before)), &line), c.reason)
		assert.WithinDuration(t, time.Now(), line.Time, time.Minute)
		line.Time = time.Time{}
		assert.Equal(t, auditLine{
			Log: "audit", Event: "sign-in", Outcome: c.outcome, Subject: "ann", Address: c.address, Request: "ref-1",
			Region: "eastus2", Workload: "web",
		}, line, c.reason)
	}
}

// TestWhatIsNotRecordedDidNotHappen fails the audit log.
func TestWhatIsNotRecordedDidNotHappen(t *testing.T) {
	t.Parallel()
	watch := &regionWatch{store: newMemoryStore(Active{}), log: slog.New(slog.DiscardHandler)}
	full := &auditLog{out: fullDisk{}, now: time.Now}
	recorder := &recorder{header: http.Header{}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/sign-in", strings.NewReader("word=friend"))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	web(watch, full).ServeHTTP(recorder, request)
	assert.Equal(t, http.StatusInternalServerError, recorder.status)
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestMigrationRunsThePlatformsSetup runs it twice, as a rebuild does.
func TestMigrationRunsThePlatformsSetup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "database.sql"), []byte("A\nB;\nGO\n\nGO\nC GO;\n go \nGO\nD"), 0o600))
	store := newMemoryStore(Active{})
	for range 2 {
		require.NoError(t, run(t.Context(), Config{Kind: "migrate", SetupDir: dir}, store, io.Discard, nil))
	}
	once := []string{"A\nB;", "C GO;\n go", "D"}
	assert.Equal(t, append(once, once...), store.ran)
	store.switchOff(true)
	assert.Error(t, run(t.Context(), Config{Kind: "migrate", SetupDir: dir}, store, io.Discard, nil), "a failure is told, so that nothing starts after it")
	assert.Error(t, run(t.Context(), Config{Kind: "migrate", SetupDir: t.TempDir()}, newMemoryStore(Active{}), io.Discard, nil))
}

func TestConfig(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"TRELICA_WORKLOAD": "web", "TRELICA_KIND": "web", "TRELICA_ENVIRONMENT": "prod", "TRELICA_REGION": "eastus2", "PORT": "8080",
		"HEALTH_PORT": "8081", "DRAIN_SECONDS": "30", "HOSTNAME": "web-1", "DATABASE_HOST": "fog.database.windows.net",
		"DATABASE_PORT": "1433", "DATABASE_NAME": "app", "DATABASE_ENCRYPT": "strict", "AZURE_CLIENT_ID": "c",
	}
	get := func(name string) string { return values[name] }
	config, err := readConfig(get)
	require.NoError(t, err)
	assert.Equal(t, Config{
		Workload: "web", Kind: "web", Environment: "prod", Region: "eastus2", Port: 8080, HealthPort: 8081, Drain: 30 * time.Second,
		Instance: "web-1", Database: Database{Host: "fog.database.windows.net", Port: 1433, Name: "app", Encrypt: "strict", ClientID: "c"},
	}, config)
	assert.Equal(t, "sqlserver://fog.database.windows.net:1433?TrustServerCertificate=false&database=app&encrypt=strict&"+
		"fedauth=ActiveDirectoryWorkloadIdentity&user+id=c", config.Database.dsn())
	for name, value := range map[string]string{"PORT": "", "HEALTH_PORT": "x", "DATABASE_ENCRYPT": "optional", "AZURE_CLIENT_ID": ""} {
		before := values[name]
		values[name] = value
		_, err := readConfig(get)
		assert.ErrorContains(t, err, name)
		values[name] = before
	}
	assert.ErrorContains(t, run(t.Context(), Config{Kind: "wbe"}, newMemoryStore(Active{}), io.Discard, nil), "allowed: web, worker")
}
