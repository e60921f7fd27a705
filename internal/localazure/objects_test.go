package localazure

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/kube"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestObjectsOfClustersAreKeptSealed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w, err := world.Open(dir, world.Options{})
	require.NoError(t, err)
	store := &objects{world: w}
	secret := kube.Object{"kind": "Secret", "data": map[string]any{"token": "aHVudGVyMg=="}}
	require.NoError(t, store.PutObject("aks", "v1/Secret/web/token", secret))
	require.NoError(t, store.PutObject("aks", "v1/Namespace/web", kube.Object{"kind": "Namespace"}))
	require.NoError(t, store.DeleteObject("aks", "v1/Namespace/web"))
	require.NoError(t, store.DeleteObject("aks", "v1/Namespace/web"), "removing what is not there is no error")
	require.NoError(t, w.Close())
	file, err := os.ReadFile(filepath.Join(dir, "world.jsonl"))
	require.NoError(t, err)
	assert.NotContains(t, string(file), "aHVudGVyMg")

	w, err = world.Open(dir, world.Options{})
	require.NoError(t, err)
	defer func() { assert.NoError(t, w.Close()) }()
	store = &objects{world: w}
	read, ok := store.GetObject("AKS", "v1/Secret/web/token")
	assert.True(t, ok)
	assert.Equal(t, secret, read)
	read["kind"] = "changed"
	assert.Equal(t, map[string]kube.Object{"v1/Secret/web/token": secret}, store.ListObjects("aks"), "nobody else sees what a reader does")
	_, ok = store.GetObject("other", "v1/Secret/web/token")
	assert.False(t, ok)
}
