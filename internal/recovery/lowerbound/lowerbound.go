package lowerbound

import (
	"fmt"
	"time"

	"github.com/trelica/infrastructure/internal/localazure/durations"
)

// Wait is one thing that Azure does, and what it makes that wait for.
type Wait struct {
	// What is its name, unique in a list.
	What string
	// Takes is the subject of its duration.
	Takes string
	// After are the names of what must be there before, which stand above it in the list.
	After []string
	// Because says why, in a sentence, and Source where that is written. Empty for what waits for nothing.
	Because, Source string
}

// Of is the least that a list takes, and the path that takes it, first to last.
func Of(waits []Wait, table durations.Table, level durations.Level) (least time.Duration, path []string, err error) {
	ends := map[string]time.Duration{}
	paths := map[string][]string{}
	for _, wait := range waits {
		if _, twice := ends[wait.What]; twice {
			return 0, nil, fmt.Errorf("%s is there twice", wait.What)
		}
		figure, err := table.Of(wait.Takes, durations.Create)
		if err != nil {
			return 0, nil, fmt.Errorf("%s: %w", wait.What, err)
		}
		var start time.Duration
		var before []string
		for _, other := range wait.After {
			end, above := ends[other]
			if !above {
				return 0, nil, fmt.Errorf("%s waits for %s, which is not above it", wait.What, other)
			}
			if end > start {
				start, before = end, paths[other]
			}
		}
		ends[wait.What] = start + figure.At(level)
		paths[wait.What] = append(append([]string{}, before...), wait.What)
		if ends[wait.What] > least {
			least, path = ends[wait.What], paths[wait.What]
		}
	}
	return least, path, nil
}
