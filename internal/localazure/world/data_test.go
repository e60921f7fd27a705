package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func TestWhatOthersKeepSurvives(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open := func() *world.World {
		opened, err := world.Open(dir, world.Options{})
		require.NoError(t, err)
		return opened
	}
	put := func(w *world.World, name, value string) {
		require.NoError(t, w.Update(func(tx *world.Tx) error { tx.PutData(name, []byte(value)); return nil }))
	}
	w := open()
	assert.Empty(t, w.Data("rows"))
	put(w, "rows", `{"n":1}`)
	put(w, "other", `[]`)
	require.NoError(t, w.Close())
	w = open()
	assert.Equal(t, `{"n":1}`, string(w.Data("rows")))
	for range 1200 { // long enough to be written anew when it is opened next
		put(w, "rows", `{"n":2}`)
	}
	put(w, "other", "")
	require.NoError(t, w.Close())
	w = open()
	assert.Equal(t, `{"n":2}`, string(w.Data("rows")))
	assert.Empty(t, w.Data("other"), "what is taken away is gone")
	require.NoError(t, w.Close())
}
