package langhost

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// engineClient shows lines through an engine. The CLI shows what the real host prints in the same way: one message per
// line, all lines of a stream under one stream number (Pulumi SDK, common/resource/plugin/plugin.go).
type engineClient struct {
	conn    *grpc.ClientConn
	client  pulumirpc.EngineClient
	streams atomic.Int32
}

// firstStream keeps our stream numbers clear of those that the CLI itself counts from 1.
const firstStream = 1 << 20

func dialEngine(address string) (*engineClient, error) {
	conn, err := grpc.NewClient(address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)))
	if err != nil {
		return nil, fmt.Errorf("the engine at %q: %w", address, err)
	}
	e := &engineClient{conn: conn, client: pulumirpc.NewEngineClient(conn)}
	e.streams.Store(firstStream)
	return e, nil
}

func (e *engineClient) close() { _ = e.conn.Close() } // everything was sent and answered before

// status shows what is being done now. It leaves no trace once something else is.
func (e *engineClient) status(ctx context.Context, text string) {
	// Not shown is not failed: the first build takes minutes, and this only says so.
	_, _ = e.client.Log(ctx, &pulumirpc.LogRequest{Severity: pulumirpc.LogSeverity_INFO, Message: text, Ephemeral: true})
}

// lines returns a writer that shows each line written to it.
func (e *engineClient) lines(ctx context.Context) *lineWriter {
	return &lineWriter{ctx: ctx, engine: e, stream: e.streams.Add(1)}
}

// lineWriter shows complete lines as they come and the rest on flush.
type lineWriter struct {
	ctx    context.Context //nolint:containedctx // an io.Writer has no other way to be cancelled
	engine *engineClient
	stream int32
	mu     sync.Mutex
	rest   []byte
}

// Write never fails: a program must not die because what it prints cannot be shown.
func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, p...)
	for {
		end := bytes.IndexByte(w.rest, '\n')
		if end < 0 {
			return len(p), nil
		}
		w.show(string(w.rest[:end+1])) // with its end: the engine joins the messages of a stream as they are
		w.rest = w.rest[end+1:]
	}
}

func (w *lineWriter) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.show(string(w.rest))
	w.rest = nil
}

func (w *lineWriter) show(line string) {
	if strings.TrimSpace(line) == "" {
		return
	}
	// Not shown is not failed; see Write.
	_, _ = w.engine.client.Log(w.ctx, &pulumirpc.LogRequest{
		Severity: pulumirpc.LogSeverity_INFO, Message: line, StreamId: w.stream,
	})
}
