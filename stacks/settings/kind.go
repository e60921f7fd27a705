package settings

// What a stack is made of.
const (
	// KindEnvironment is a whole environment: its foundations, its platform, its front.
	KindEnvironment = "environment"
	// KindRebuild is a platform in the recovery region, on the standby that the environment's own stack made before its home
	// region was lost.
	KindRebuild = "rebuild"
)

// Rebuild is the name of the stack that rebuilds production; every other stack whose name is known is an environment.
const Rebuild = "dr"

// IsRebuild says whether the stack is only a platform, rebuilt in the recovery region.
func (s *Settings) IsRebuild() bool { return s.Identity.Kind == KindRebuild }
