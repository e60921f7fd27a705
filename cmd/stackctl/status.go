package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

// localStatus is what `local status` shows.
type localStatus struct {
	Folder string        `json:"folder"`
	Server *serveInfo    `json:"server"`
	Stacks []stackStatus `json:"stacks"`
}

// stackStatus is one stack with a stack file.
type stackStatus struct {
	Name string `json:"name"`
	// Exists tells that the local state has the stack.
	Exists bool `json:"exists"`
	// LockedBy describes who changes it now, or was killed while doing so.
	LockedBy string `json:"lockedBy,omitempty"`
	// WorldIsNewer tells that a run was killed after it changed the world.
	WorldIsNewer bool `json:"worldIsNewer,omitempty"`
}

func (a *app) statusCommand() *cobra.Command {
	var format outputFormat
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show what runs and which stacks the local state has",
		Long: "Show which folder the local Azure is in, whether a server runs, and of each stack whether it is in the local state, who changes it, and what " +
			"to do where a run of it was killed.",
		Example: a.examples("local status", "for people", "local status --output json", "for machines"),
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return failed(a.status(cmd.Context(), format)) },
	}
	addOutputFlag(cmd, &format)
	return cmd
}

func (a *app) status(ctx context.Context, format outputFormat) (err error) {
	project, local, err := a.repository()
	if err != nil {
		return err
	}
	defer a.named(engine.TargetLocal)(&err)
	p, err := engine.ReadProject(project)
	if err != nil {
		return err
	}
	status := localStatus{Folder: local.Dir, Server: findServe(ctx, local)}
	if status.Server != nil {
		status.Server.DataPlane = nil // a secret is among it, which belongs into no log
	}
	for _, name := range engine.Stacks(project) {
		s := stackStatus{Name: name, Exists: local.HasStack(p.Name, name)}
		for _, lock := range local.Locks(p.Name, name) {
			s.LockedBy = lock.String()
		}
		if killed := local.KilledRun(p.Name, name); killed != nil {
			s.WorldIsNewer = killed.WorldIsNewer
		}
		status.Stacks = append(status.Stacks, s)
	}
	if format == formatJSON {
		return a.writeJSON(status)
	}
	_, err = fmt.Fprint(a.out, status.text(a.name))
	return err
}

// text renders the status for people.
func (s localStatus) text(name string) string {
	text := "folder  " + s.Folder + "\n"
	if s.Server == nil {
		text += "server  none runs\n"
	} else {
		text += fmt.Sprintf("server  pid %d, since %s\n", s.Server.PID, s.Server.Started.Local().Format(time.DateTime))
	}
	for _, stack := range s.Stacks {
		state := "not made yet"
		if stack.Exists {
			state = "in the local state"
		}
		if stack.LockedBy != "" {
			state += ", locked by " + stack.LockedBy
		}
		if stack.WorldIsNewer {
			state += fmt.Sprintf(", which was killed: \"%s up --adopt --stack %s\" goes on, \"%s local reset\" begins anew", name, stack.Name, name)
		}
		text += fmt.Sprintf("stack   %s: %s\n", stack.Name, state)
	}
	return text
}
