package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) destroyCommand() *cobra.Command {
	o := &operation{
		op: engine.OpDestroy, verb: func(w engine.Workspace) runner { return w.Destroy }, gate: refuseProtected,
	}
	cmd := &cobra.Command{
		Use:   "destroy --stack STACK",
		Short: "Delete every resource of the stack",
		Long: "Delete every resource of the stack. If any is protected nothing is deleted, all protected ones are named, and " +
			"the exit code is 3. With --exclude-protected they stay, with all that they depend on.\n\n" +
			"With --part only that part goes, once nothing outside it depends on it: governance, platform, front, foundation. A foundation that has a standby goes with the whole stack.",
		Example: a.examples(
			"destroy --stack dev --yes", "empty the local dev",
			"destroy --stack prod --preview-only --exclude-protected", "what would be left of prod"),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.operate(cmd.Context(), o) },
	}
	o.flags(cmd)
	cmd.Flags().BoolVarP(&o.Yes, "yes", "y", false, "do not ask")
	cmd.Flags().BoolVar(&o.SkipPreview, "skip-preview", false, "do not show first what will happen")
	cmd.Flags().BoolVar(&o.Refresh, "refresh", false, "read what really is first")
	cmd.Flags().BoolVar(&o.PreviewOnly, "preview-only", false, "show what would be deleted and delete nothing")
	cmd.Flags().BoolVar(&o.ExcludeProtected, "exclude-protected", false, "leave what is protected, and what it depends on")
	return cmd
}

// refuseProtected refuses a destroy before its first delete and names everything that is protected. The CLI refuses
// too, but names one at a time.
func refuseProtected(ctx context.Context, s *session, o *operation) error {
	if o.ExcludeProtected {
		return nil
	}
	checkpoint, err := s.workspace.Export(ctx, o.stack)
	if err != nil {
		return failed(err)
	}
	if o.part != "" {
		members := o.part.members(checkpoint, s.project.Name, o.stack)
		checkpoint.Resources = slices.DeleteFunc(checkpoint.Resources, func(r engine.Resource) bool { return !members[r.URN] })
	}
	names := protected(checkpoint)
	if len(names) == 0 {
		return nil
	}
	return refused(
		fmt.Errorf("stack %s is not destroyed, because these resources are protected:\n%s", o.stack, strings.Join(names, "\n")),
		"what is protected holds data. To delete all but it, pass --exclude-protected; "+
			"to delete it, take the protection away in a reviewed change first")
}

// protected lists the protected resources by type and name, sorted.
func protected(c engine.Checkpoint) []string {
	var names []string
	for _, r := range c.Resources {
		if r.Protect {
			names = append(names, r.Type+" "+r.Name())
		}
	}
	slices.Sort(names)
	return names
}
