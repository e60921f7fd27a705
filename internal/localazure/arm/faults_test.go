package arm_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// spoiler answers the first calls about vaults with errors.
type spoiler struct{ before, after []error }

func (s *spoiler) Before(_ context.Context, call world.Call) error { return take(&s.before, call) }
func (s *spoiler) After(_ context.Context, call world.Call) error  { return take(&s.after, call) }

func take(left *[]error, call world.Call) error {
	if call.Method != http.MethodPut || call.ID != vaultID || len(*left) == 0 {
		return nil
	}
	err := (*left)[0]
	*left = (*left)[1:]
	return err
}

func repeated(err error, times int) []error {
	all := make([]error, times)
	for i := range all {
		all[i] = err
	}
	return all
}

// vaultUnder makes a vault in an Azure that spoils it.
func vaultUnder(t *testing.T, s *spoiler) (*azure, *provider, made, error) {
	t.Helper()
	a := startAzure(t, arm.Options{Faults: s})
	p := a.connect(startEngine(t), nil)
	p.group()
	vault, err := p.tryCreate(vaultToken, vaultInputs(nil), false)
	return a, p, vault, err
}

func TestWhatPassesIsAskedAgain(t *testing.T) {
	t.Parallel()
	throttled := &arm.CallError{Status: http.StatusTooManyRequests, Code: "TooManyRequests"}
	for _, test := range []struct {
		reason string
		spoils spoiler
		want   string
		there  bool
	}{
		{"throttled three times", spoiler{before: repeated(throttled, 3)}, "", true},
		{"throttled for longer than the provider asks", spoiler{before: repeated(throttled, 4)}, "TooManyRequests", false},
		{"another operation is no passing trouble", spoiler{before: repeated(&arm.CallError{Status: http.StatusConflict, Code: "AnotherOperationInProgress"}, 1)}, "AnotherOperationInProgress", false},
		{"an answer that is lost is asked for again", spoiler{after: repeated(&arm.LostError{}, 3)}, "", true},
		{"an answer that is lost for good: what it was about is there", spoiler{after: repeated(&arm.LostError{}, 4)}, "connection reset by peer", true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			a, _, _, err := vaultUnder(t, &test.spoils)
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.want)
			}
			_, there := a.world.Get(vaultID)
			assert.Equal(t, test.there, there)
		})
	}
}

func TestWhatIsUnfinishedIsKeptAndPutRight(t *testing.T) {
	t.Parallel()
	for _, failed := range []bool{false, true} {
		a, p, _, err := vaultUnder(t, &spoiler{after: []error{&arm.UnfinishedError{Reason: "deadline exceeded", Failed: failed}}})
		require.Error(t, err)
		wrapped, ok := rpcerror.FromError(err)
		require.True(t, ok)
		require.Len(t, wrapped.Details(), 1)
		kept, ok := wrapped.Details()[0].(*pulumirpc.ErrorResourceInitFailed)
		require.True(t, ok)
		assert.Equal(t, vaultID, kept.GetId(), "the engine keeps it")
		assert.Equal(t, []string{"deadline exceeded"}, kept.GetReasons())
		_, there := a.world.Get(vaultID)
		require.True(t, there)
		again := p.importing(vaultToken, vaultID)
		changed, err := p.update(made{token: vaultToken, id: vaultID, inputs: again.inputs, outputs: again.outputs}, vaultInputs(nil), false)
		require.NoError(t, err, "and the next run changes it in place")
		assert.Equal(t, "principal-1", changed.outputs["principal"].StringValue())
	}
}

// closer leaves every public address unfinished, and the world closed: what was to be left in it is not.
type closer struct{ world **world.World }

func (closer) Before(context.Context, world.Call) error { return nil }

func (c closer) After(_ context.Context, call world.Call) error {
	if call.Method != http.MethodPut || (*c.world) == nil || world.TypeOf(call.ID) != "Microsoft.Network/publicIPAddresses" {
		return nil
	}
	if err := (*c.world).Close(); err != nil {
		return err
	}
	return &arm.UnfinishedError{Reason: "deadline exceeded", Failed: true}
}

// TestAFailureThatCannotBeLeftIsSaid holds that the engine is not told of a state Failed that the world does not hold.
func TestAFailureThatCannotBeLeftIsSaid(t *testing.T) {
	t.Parallel()
	var w *world.World
	opened, p := realAzureUnder(t, arm.Options{Faults: closer{world: &w}})
	p.create(realGroup, props{"resourceGroupName": "rg", "location": "eastus2"})
	w = opened
	_, err := p.tryCreate("azure-native:network/v20240501:PublicIPAddress", props{
		"resourceGroupName": "rg", "publicIpAddressName": "pip", "location": "eastus2", "sku": props{"name": "Standard"}, "publicIPAllocationMethod": "Static",
	}, false)
	require.ErrorContains(t, err, "in the state Failed: the local Azure's world is closed")
	assert.ErrorContains(t, err, "deadline exceeded")
}
