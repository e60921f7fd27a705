package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path"
	"time"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

// holder is this process.
func (a *app) holder(what string) recovery.Holder {
	host, err := os.Hostname()
	if err != nil {
		host = "a host without a name"
	}
	return recovery.Holder{Host: host, Process: os.Getpid(), User: cmp.Or(a.getenv("USER"), a.getenv("LOGNAME")), Since: time.Now(), What: what}
}

// hold takes the lock of what only one may do at a time, or refuses and says who does it. release gives it free; a process that dies does
// so too.
func (a *app) hold(path, what string) (release func() error, err error) {
	held, err := recovery.TakeHold(path, a.holder(what))
	if err != nil {
		return nil, refusedIfHeld(err)
	}
	return held.Release, nil
}

func refusedIfHeld(err error) error {
	var other *recovery.HeldError
	if errors.As(err, &other) {
		return refused(other, "wait until it has ended, or talk to whoever runs it")
	}
	return failed(err)
}

// mark tells other machines that this one recovers a stack of the real Azure, beside the states that all of them reach, or refuses and says
// who does already. A store that does not answer may be what is lost: it stops nobody, and people say aloud who types.
func (a *app) mark(ctx context.Context, o *recoverOptions, to *outside) (takeAway func(), err error) {
	nothing := func() {}
	if o.target != engine.TargetAzure {
		return nothing, nil
	}
	files, err := to.files(ctx)
	if err != nil {
		a.say("warning: nobody can be asked who else recovers stack %s, and nobody is told: say it aloud: %v", o.stack, err)
		return nothing, nil
	}
	return a.markIn(ctx, o, files)
}

// markIn is the same in a backend.
func (a *app) markIn(ctx context.Context, o *recoverOptions, files engine.Files) (takeAway func(), err error) {
	mark, err := recovery.PutMark(ctx, board{files: files, stack: o.stack}, a.holder("recover "+o.scenario))
	var other *recovery.HeldError
	switch {
	case errors.As(err, &other):
		return nil, refusedIfHeld(other)
	case err != nil:
		a.say("warning: the store of the states does not tell who else recovers stack %s: say it aloud: %v", o.stack, err)
		return func() {}, nil
	}
	return func() {
		if err := mark.TakeAway(ctx); err != nil {
			a.say("warning: others are told for five minutes yet that stack %s is being recovered: %v", o.stack, err)
		}
	}, nil
}

// board is a file beside the states of a self-managed backend, of a folder that the CLI does not look into.
type board struct {
	files engine.Files
	stack string
}

const boardFolder = "trelica-recovery"

func (b board) name() string { return path.Join(boardFolder, b.stack+".json") }

// Read implements recovery.Board.
func (b board) Read(ctx context.Context) (content []byte, found bool, err error) {
	listed, err := b.files.List(ctx, boardFolder)
	if err != nil {
		return nil, false, err
	}
	for _, file := range listed {
		if file.Name == b.name() && file.Version == "" {
			content, err := b.files.Read(ctx, file)
			return content, err == nil, err
		}
	}
	return nil, false, nil
}

// Write implements recovery.Board.
func (b board) Write(ctx context.Context, content []byte) error {
	return b.files.Write(ctx, b.name(), content)
}
