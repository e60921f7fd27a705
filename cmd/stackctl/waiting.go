package main

import (
	"context"
	"fmt"
)

// wait is something that is not made yet because people have not brought what it needs, as the stack's output says it.
type wait struct{ Kind, Name, For, Next string }

// String is the line that people read: "image web for the workload web".
func (w wait) String() string { return fmt.Sprintf("%s %s for %s", w.Kind, w.Name, w.For) }

// waits reads the output "waiting" of a stack. A stack that has none waits for nothing that it knows of.
func waits(outputs map[string]any) []wait {
	list, _ := outputs["waiting"].([]any)
	var all []wait
	for _, item := range list {
		entry, _ := item.(map[string]any)
		text := func(key string) string {
			value, _ := entry[key].(string)
			return value
		}
		all = append(all, wait{Kind: text("kind"), Name: text("name"), For: text("for"), Next: text("next")})
	}
	return all
}

// sayWaiting tells at the end of an update what does not run yet, and what to do about it.
func (a *app) sayWaiting(ctx context.Context, s *session, stack string) {
	outputs, err := s.workspace.Outputs(ctx, stack)
	if err != nil {
		a.say("warning: what waits is not known: %v", err)
		return
	}
	for _, w := range waits(outputs) {
		a.say("waiting: %s\n  next: %s", w, w.Next)
	}
}
