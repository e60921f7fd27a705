package main

import (
	"context"
	"path/filepath"

	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/engine/langhost"
)

// policyPack builds the repository's policy pack and returns the binary, "" where the repository has none. The CLI starts a pack that is
// a built program as it is.
func (a *app) policyPack(ctx context.Context, project string, local engine.Local) (string, error) {
	sources, err := filepath.Glob(filepath.Join(project, policyFolder, "*.go"))
	if err != nil || len(sources) == 0 {
		return "", err
	}
	return langhost.Build(ctx, filepath.Join(project, policyFolder), local.BinDir(), a.environ)
}
