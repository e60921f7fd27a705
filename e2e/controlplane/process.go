package controlplane

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// process is one binary that runs beside the API server.
type process struct {
	command *exec.Cmd
	log     *os.File
	ended   chan error
}

// endsWithin is how long a killed process may take to be gone.
const endsWithin = 10 * time.Second

// start starts a binary under a name of ours, with the administrator's kubeconfig. What it says goes into a file of that name.
func (c *ControlPlane) start(ctx context.Context, name, binary string, args ...string) error {
	if _, runs := c.processes[name]; runs {
		return fmt.Errorf("%s runs already", name)
	}
	log, err := os.OpenFile(filepath.Join(c.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	p := &process{log: log, ended: make(chan error, 1)}
	p.command = exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(c.tools, binary), //nolint:gosec // our own tools
		append([]string{"--kubeconfig=" + c.Kubeconfig}, args...)...)
	p.command.Stdout, p.command.Stderr = log, log
	// A signal from the terminal is for the tests, which end it in order; and it never outlives them.
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		return errors.Join(fmt.Errorf("%s: %w", name, err), log.Close())
	}
	go func() { p.ended <- p.command.Wait() }()
	c.processes[name] = p
	return nil
}

// Failed is the error of a process that has ended by itself, with where its log is.
func (c *ControlPlane) Failed() error {
	var problems []error
	for name, p := range c.processes {
		select {
		case err := <-p.ended:
			p.ended <- err
			problems = append(problems, fmt.Errorf("%s ended by itself (%w): see %s", name, err, p.log.Name()))
		default:
		}
	}
	return errors.Join(problems...)
}

// end kills a process and waits until it is gone.
func (c *ControlPlane) end(name string) error {
	p, runs := c.processes[name]
	if !runs {
		return fmt.Errorf("%s does not run here", name)
	}
	delete(c.processes, name)
	_ = p.command.Process.Kill() // it may have ended by itself
	select {
	case <-p.ended: //nolint:errcheck // it was killed, and says so
	case <-time.After(endsWithin):
		return errors.Join(fmt.Errorf("%s did not end", name), p.log.Close())
	}
	return p.log.Close()
}
