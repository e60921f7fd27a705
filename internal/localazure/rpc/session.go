package rpc

import (
	"context"
	"sync"

	"google.golang.org/grpc/stats"
)

// Session is one connection of the engine's. The engine opens one for each provider resource of a program, and no
// request says which provider resource it belongs to; only the connection does.
type Session struct {
	operations *operations

	mu        sync.Mutex
	config    any
	operation *Operation
}

// Operation is one run of the engine: a preview, an update, a refresh. All connections of the same run share it, so that
// what one provider resource would make in a preview is seen by another's.
type Operation struct {
	// Engine is where the run's log is written.
	Engine *Engine

	mu     sync.Mutex
	values map[any]any
}

// Value finds what belongs to the operation under a key, and makes it the first time. It is forgotten with the
// operation. Keys are compared as those of a map; a private type keeps packages apart.
func (o *Operation) Value(key any, produce func() any) any {
	o.mu.Lock()
	defer o.mu.Unlock()
	value, ok := o.values[key]
	if !ok {
		value = produce()
		o.values[key] = value
	}
	return value
}

// Attach says which engine is at the other end. Connections that name the same address are of the same run.
func (s *Session) Attach(address string) {
	if address == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operation != nil {
		if s.operation.Engine.address == address {
			return
		}
		s.operations.leave(s.operation)
	}
	s.operation = s.operations.join(address)
}

// Operation is the run this connection belongs to; one of its own where no engine has said its address.
func (s *Session) Operation() *Operation {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operation == nil {
		s.operation = newOperation("")
	}
	return s.operation
}

// SetConfig keeps what the provider resource of this connection was configured with.
func (s *Session) SetConfig(config any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.config = config
}

// Config is what SetConfig kept, nil before.
func (s *Session) Config() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config
}

func (s *Session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operation != nil {
		s.operations.leave(s.operation)
		s.operation = nil
	}
}

// Sessions gives every connection of a server its session and ends it with the connection. Several servers may share
// one. The zero value is not usable; NewSessions makes them.
type Sessions struct {
	operations *operations
}

var _ stats.Handler = (*Sessions)(nil)

// NewSessions makes sessions for one or more servers.
func NewSessions() *Sessions {
	return &Sessions{operations: &operations{byAddress: map[string]*joined{}}}
}

// sessionKey is where a context keeps its session.
type sessionKey struct{}

// SessionOf is the session of the connection that a call came over. A context that came over none, as in a test that
// calls a method directly, gets a session of its own.
func SessionOf(ctx context.Context) *Session {
	if session, ok := ctx.Value(sessionKey{}).(*Session); ok {
		return session
	}
	return NewSessions().session()
}

func (s *Sessions) session() *Session {
	return &Session{operations: s.operations}
}

// TagConn gives a new connection its session. gRPC hands the context on to every call of the connection.
func (s *Sessions) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context {
	return context.WithValue(ctx, sessionKey{}, s.session())
}

// HandleConn ends a session with its connection.
func (s *Sessions) HandleConn(ctx context.Context, event stats.ConnStats) {
	if _, ended := event.(*stats.ConnEnd); ended {
		SessionOf(ctx).end()
	}
}

// TagRPC changes nothing.
func (s *Sessions) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// HandleRPC does nothing.
func (s *Sessions) HandleRPC(context.Context, stats.RPCStats) {}

// Each calls visit with every run that is under way and has an engine.
func (s *Sessions) Each(visit func(*Operation)) {
	for _, operation := range s.operations.all() {
		visit(operation)
	}
}

// operations are the runs under way, by the address of their engine.
type operations struct {
	mu        sync.Mutex
	byAddress map[string]*joined
}

// joined is a run and the number of its connections.
type joined struct {
	operation   *Operation
	connections int
}

func newOperation(address string) *Operation {
	return &Operation{Engine: &Engine{address: address}, values: map[any]any{}}
}

func (o *operations) join(address string) *Operation {
	o.mu.Lock()
	defer o.mu.Unlock()
	run := o.byAddress[address]
	if run == nil {
		run = &joined{operation: newOperation(address)}
		o.byAddress[address] = run
	}
	run.connections++
	return run.operation
}

func (o *operations) leave(operation *Operation) {
	o.mu.Lock()
	defer o.mu.Unlock()
	run := o.byAddress[operation.Engine.address]
	if run == nil || run.operation != operation {
		return
	}
	run.connections--
	if run.connections == 0 {
		delete(o.byAddress, operation.Engine.address)
		operation.Engine.close()
	}
}

func (o *operations) all() []*Operation {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := make([]*Operation, 0, len(o.byAddress))
	for _, run := range o.byAddress {
		all = append(all, run.operation)
	}
	return all
}
