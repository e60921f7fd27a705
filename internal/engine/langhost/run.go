package langhost

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// loggedError is the exit code of a program that has already told the engine what went wrong: nothing more is to be
// said (Pulumi SDK, common/constant, ExitStatusLoggedError).
const loggedError = 32

// killGrace is how long a program that was told to stop may take.
const killGrace = 5 * time.Second

// Run builds the program, unless a built one was given, and runs it to its end. What it prints is shown by the engine.
//
// A program that does not compile, or ends with another exit code than 0 and 32, is the run's error. Exit code 32 bails:
// the run failed, and why has been said. When the CLI goes away or cancels, the program is stopped.
func (s *Server) Run(ctx context.Context, r *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	caller, ok := s.caller(ctx)
	if !ok {
		return nil, errors.New("the language runtime was asked to run a program before the handshake")
	}
	if check := s.options.Check; check != nil {
		request := Request{
			Organisation: r.GetOrganization(), Project: r.GetProject(), Stack: r.GetStack(), Preview: r.GetDryRun(),
		}
		if err := check(request); err != nil {
			return &pulumirpc.RunResponse{Error: err.Error()}, nil
		}
	}
	ctx, stop := caller.context(ctx)
	defer stop()
	engine, err := dialEngine(caller.engine)
	if err != nil {
		return nil, err
	}
	defer engine.close()

	program := s.options.Binary
	if program == "" {
		engine.status(ctx, "building the program")
		if program, err = s.build(ctx, r.GetInfo().GetProgramDirectory()); err != nil {
			return &pulumirpc.RunResponse{Error: err.Error()}, nil
		}
	}
	environ, err := environment(s.options.Environ, r, caller.engine)
	if err != nil {
		return nil, err
	}
	return outcome(ctx, program, start(ctx, program, r.GetPwd(), environ, engine)), nil
}

// start runs a program and waits for it. On cancellation its whole process group is asked to stop, and killed if it
// does not: the group is its own, so that Ctrl-C on a terminal reaches the CLI, which knows what to do, and not the
// program.
func start(ctx context.Context, program, dir string, environ []string, engine *engineClient) error {
	cmd := exec.CommandContext(ctx, program)
	cmd.Dir = dir
	cmd.Env = environ
	out, errs := engine.lines(ctx), engine.lines(ctx)
	cmd.Stdout, cmd.Stderr = out, errs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = killGrace
	err := cmd.Run()
	out.flush()
	errs.flush()
	if ctx.Err() != nil && cmd.Process != nil {
		// Whatever of the group outlived its leader.
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
	return err
}

// outcome turns the end of a program into the engine's terms.
func outcome(ctx context.Context, program string, err error) *pulumirpc.RunResponse {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case ctx.Err() != nil:
		return &pulumirpc.RunResponse{Error: "the program was stopped because the run was cancelled"}
	case errors.As(err, &exit) && exit.ExitCode() == loggedError:
		return &pulumirpc.RunResponse{Bail: true}
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("program exited with non-zero exit code: %d", exit.ExitCode())}
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: "program was killed: " + exit.String()}
	case errors.Is(err, os.ErrNotExist):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program %s is not there: run \"make up\", which builds it", program)}
	}
	return &pulumirpc.RunResponse{Error: "program could not be started: " + err.Error()}
}

// context is cancelled when the CLI cancels or its connection ends.
func (c *conn) context(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-c.cancel:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
