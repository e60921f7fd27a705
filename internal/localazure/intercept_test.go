package localazure_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/trelica/infrastructure/internal/localazure"
)

func TestEveryProviderIsBehindTheInterceptor(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	refuse := func(_ context.Context, _ any, info *grpc.UnaryServerInfo, _ grpc.UnaryHandler) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		seen[info.FullMethod]++
		return nil, status.Error(codes.FailedPrecondition, "not of this state")
	}
	remove := func(t *testing.T, port int) error {
		t.Helper()
		conn, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", port), grpc.WithTransportCredentials(insecure.NewCredentials()))
		require.NoError(t, err)
		defer func() { assert.NoError(t, conn.Close()) }()
		_, err = pulumirpc.NewResourceProviderClient(conn).Delete(t.Context(), &pulumirpc.DeleteRequest{Id: "x"})
		return err
	}
	guarded, err := localazure.Start(t.Context(), localazure.Options{Dir: t.TempDir(), Intercept: refuse})
	require.NoError(t, err)
	open, err := localazure.Start(t.Context(), localazure.Options{Dir: t.TempDir()})
	require.NoError(t, err)
	for _, name := range []string{localazure.AzureNative, localazure.Kubernetes, localazure.Random} {
		assert.ErrorContains(t, remove(t, guarded.Ports()[name]), "not of this state", name)
		assert.NotEqual(t, codes.FailedPrecondition, status.Code(remove(t, open.Ports()[name])), "%s without an interceptor answers itself", name)
	}
	assert.Equal(t, map[string]int{"/pulumirpc.ResourceProvider/Delete": 3}, seen)
	require.NoError(t, guarded.Close())
	require.NoError(t, open.Close())
}
