package arm

import (
	"sync"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// leaving are the resources that a run is going to replace. In a preview the engine deletes nothing, so that the old
// resource still stands where the new one is to be made; this tells the two cases apart: a name that is being freed, and
// a name that is taken.
type leaving struct {
	mu  sync.Mutex
	ids map[string]bool
}

// leavingKey is where a run keeps them.
type leavingKey struct{}

func (c caller) leaving() *leaving {
	value := c.operation.Value(leavingKey{}, func() any { return &leaving{ids: map[string]bool{}} })
	found, ok := value.(*leaving)
	if !ok {
		// Nobody else has this package's key.
		return &leaving{ids: map[string]bool{}}
	}
	return found
}

func (l *leaving) add(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ids[world.Key(id)] = true
}

// has reports whether a resource, or one it lies in, is going to be replaced.
func (l *leaving) has(id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for at := id; at != ""; at = world.Parent(at) {
		if l.ids[world.Key(at)] {
			return true
		}
	}
	return false
}
