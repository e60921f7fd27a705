// Package pulumitest records what a Pulumi program registers, without an engine and without Azure.
//
// It is for component tests: a component is run under Pulumi's mocks, and the test looks at every resource that it
// registered, with its inputs and its options (parent, provider, protection, ignored properties). What a component
// reads of its own resources is answered in Azure's form: an ARM identifier, a principal, an address. What the real
// engine would decide (replace or update, the order of deletes, the enforcement of a protection) is not seen here; the
// stack tests cover it.
//
// Only tests import it. It knows no component and touches neither files nor network.
package pulumitest

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
)

const (
	// SubscriptionID is the subscription in which every recorded resource lives.
	SubscriptionID = "00000000-0000-4000-8000-000000000001"
	// TenantID is the tenant of every recorded identity.
	TenantID = "00000000-0000-4000-8000-000000000002"

	project = "trelica"
	stack   = "test"
)

// Option changes how a program is run.
type Option func(*settings)

type settings struct {
	preview bool
	config  map[string]string
	answers map[string]resource.PropertyMap
	outputs map[string]resource.PropertyMap
}

// Preview runs the program as `pulumi preview` does: nothing exists yet, so every output that Azure computes, and every
// identifier, is unknown. A component must register the same resources as without it.
func Preview() Option {
	return func(s *settings) { s.preview = true }
}

// Config gives the program configuration values. A key has the form "namespace:key".
func Config(values map[string]string) Option {
	return func(s *settings) { s.config = values }
}

// Answer makes a function call (an "invoke") with this token return these values. The calls that components make of
// Azure are answered already; see call in outputs.go.
func Answer(token string, result resource.PropertyMap) Option {
	return func(s *settings) { s.answers[token] = result }
}

// Outputs adds these values to the outputs of every resource of one type, for instance
// "azure-native:keyvault/v20241101:Key". They win over those that the package would give.
func Outputs(typ string, outputs resource.PropertyMap) Option {
	return func(s *settings) { s.outputs[typ] = outputs }
}

// Run runs the program and returns every resource that it registered, sorted by logical name and then by type. The
// test fails if the program does, or if a component forgot to register its outputs: the engine would then show it as
// unfinished.
func Run(t testing.TB, program pulumi.RunFunc, opts ...Option) []Resource {
	t.Helper()
	recorder, err := run(program, opts)
	require.NoError(t, err, "the program failed")

	resources := recorder.Resources()
	components := 0
	for _, r := range resources {
		if !r.Custom {
			components++
		}
	}
	// One registration is the stack's own; the SDK makes it when the program has ended.
	require.Equal(t, components+1, recorder.outputRegistrations(),
		"every component must end with RegisterResourceOutputs, once")
	return resources
}

// RunError runs the program and returns the error it ended with, nil if it ended well.
func RunError(t testing.TB, program pulumi.RunFunc, opts ...Option) error {
	t.Helper()
	_, err := run(program, opts)
	return err
}

func run(program pulumi.RunFunc, opts []Option) (*Recorder, error) {
	s := settings{answers: map[string]resource.PropertyMap{}, outputs: map[string]resource.PropertyMap{}}
	for _, opt := range opts {
		opt(&s)
	}
	recorder := &Recorder{settings: s}
	err := pulumi.RunErr(program,
		pulumi.WithMocks(project, stack, recorder),
		func(info *pulumi.RunInfo) {
			info.DryRun = s.preview
			info.Config = s.config
		})
	if err != nil {
		return recorder, fmt.Errorf("running the program under mocks: %w", err)
	}
	return recorder, nil
}
