package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// The exit codes of every command.
const (
	codeFine    = 0
	codeFailed  = 1
	codeUsage   = 2
	codeRefused = 3 // a policy is violated, or a gate refused
)

// exitError is an error with the exit code it ends in.
type exitError struct {
	code int
	err  error
	// shown tells that the operator has seen what went wrong.
	shown bool
	// hints say what to do next.
	hints []string
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// failed marks an error that happened while a command ran: without it an error is one of usage.
func failed(err error) error {
	var already *exitError
	if err == nil || errors.As(err, &already) {
		return err
	}
	return &exitError{code: codeFailed, err: err}
}

// usage is an error about how the command was called.
func usage(format string, args ...any) error {
	return &exitError{code: codeUsage, err: fmt.Errorf(format, args...)}
}

// hinted is an error that happened while a command ran, with what to do next. An error that has something to say of its own keeps it.
func hinted(err error, hints ...string) error {
	var already *exitError
	if err == nil || errors.As(err, &already) {
		return err
	}
	return &exitError{code: codeFailed, err: err, hints: hints}
}

// refused is the error of a gate.
func refused(err error, hints ...string) error {
	return &exitError{code: codeRefused, err: err, hints: hints}
}

// finish shows an error and returns the exit code. An error that no command marked comes from parsing the command line. called is the command
// as it was typed, without what followed it.
func (a *app) finish(err error, called string) int {
	if err == nil {
		return codeFine
	}
	var e *exitError
	if !errors.As(err, &e) {
		e = &exitError{code: codeUsage, err: err}
	}
	if !e.shown {
		fail(a.err, e.err)
	}
	for _, hint := range e.hints {
		fmt.Fprintf(a.err, "next: %s\n", hint)
	}
	if e.code == codeUsage {
		fmt.Fprintf(a.err, "run \"%s --help\" for what there is\n", called)
	}
	return e.code
}

// fail writes an error; each further line of it is indented under the first.
func fail(w io.Writer, err error) {
	fmt.Fprintf(w, "error: %s\n", strings.ReplaceAll(strings.TrimSpace(err.Error()), "\n", "\n  "))
}
