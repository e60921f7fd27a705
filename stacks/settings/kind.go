package settings

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/naming"
)

// What a stack is made of.
const (
	// KindEnvironment is a whole environment: its foundations, its platform, its front.
	KindEnvironment = "environment"
	// KindRebuild is a platform in the recovery region, on the standby that the environment's own stack made before its home
	// region was lost.
	KindRebuild = "rebuild"
	// KindBootstrap is what must be there before an environment: its public zone, the store of its state and the key that
	// encrypts what is secret in it, the network it is operated from, the pipeline's identities.
	KindBootstrap = "bootstrap"
)

// Rebuild is the name of the stack that rebuilds production.
const Rebuild = "dr"

// bootstrapPrefix begins the names of the stacks that bootstrap an environment: "bootstrap-prod".
const bootstrapPrefix = "bootstrap-"

// Bootstrap is the name of the stack that makes what an environment needs beforehand: bootstrap-prod.
func Bootstrap(environment string) string { return bootstrapPrefix + environment }

// KindOf is what a stack of this name must be made of, and the environment that it must belong to; both are empty for a name that
// says nothing.
func KindOf(stack string) (kind, environment string) {
	if stack == Rebuild {
		return KindRebuild, Production
	}
	bootstrapped, isBootstrap := strings.CutPrefix(stack, bootstrapPrefix)
	switch {
	case slices.Contains(naming.Environments(), stack):
		return KindEnvironment, stack
	case isBootstrap && slices.Contains(naming.Environments(), bootstrapped):
		return KindBootstrap, bootstrapped
	}
	return "", ""
}

// kinds are all there are.
func kinds() []string { return []string{KindEnvironment, KindRebuild, KindBootstrap} }

// IsRebuild says whether the stack is only a platform, rebuilt in the recovery region.
func (s *Settings) IsRebuild() bool { return s.Identity.Kind == KindRebuild }

// IsBootstrap says whether the stack is what an environment needs beforehand.
func (s *Settings) IsBootstrap() bool { return s.Identity.Kind == KindBootstrap }
