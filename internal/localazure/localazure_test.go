package localazure_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure"
)

func TestStartServesEveryProviderAndCloseEndsIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server, err := localazure.Start(t.Context(), localazure.Options{Dir: dir})
	require.NoError(t, err)
	ports := server.Ports()
	require.Len(t, ports, 3)
	for _, name := range []string{localazure.AzureNative, localazure.Kubernetes, localazure.Random} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", ports[name]))
		require.NoError(t, err, name)
		require.NoError(t, conn.Close())
	}
	response, err := http.Get(server.ManagementURL() + "/subscriptions/s")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode, "the REST face answers, and wants a token")
	assert.Empty(t, server.World().All())

	_, err = localazure.Start(t.Context(), localazure.Options{Dir: dir})
	require.ErrorContains(t, err, fmt.Sprintf("is open in process %d", os.Getpid()))

	require.NoError(t, server.Close())
	for name, port := range ports {
		_, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		assert.Error(t, err, name)
	}
	again, err := localazure.Start(t.Context(), localazure.Options{Dir: dir})
	require.NoError(t, err)
	require.NoError(t, again.Close())
}

func TestAPortThatIsTakenStopsTheStartAndFreesTheWorld(t *testing.T) {
	t.Parallel()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	taken, ok := listener.Addr().(*net.TCPAddr)
	require.True(t, ok)
	dir := t.TempDir()
	_, err = localazure.Start(t.Context(), localazure.Options{Dir: dir, Listen: map[string]int{localazure.Random: taken.Port}})
	require.ErrorContains(t, err, "the local random provider: port")
	server, err := localazure.Start(t.Context(), localazure.Options{Dir: dir})
	require.NoError(t, err)
	require.NoError(t, server.Close())
}
