package stacks

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWaitingRunners(t *testing.T) {
	t.Parallel()
	key := Waiting{
		Kind: "secret", Name: "github-app-key", For: "the pipeline's runners",
		Next: "stackctl secret set github-app-key --stack bootstrap-prod < the app's private key",
	}
	image := Waiting{Kind: "image", Name: "runner", For: "the pipeline's runners", Next: "name its digest as image in the setting trelica:runners"}
	for _, c := range []struct {
		brought bool
		image   string
		want    []Waiting
		reason  string
	}{
		{false, "", []Waiting{key, image}, "on the first day there is neither"},
		{true, "", []Waiting{image}, "the key has been brought"},
		{false, "ghcr.io/acme/runner@sha256:0", []Waiting{key}, "the image has been built"},
		{true, "ghcr.io/acme/runner@sha256:0", nil, "nothing is missing"},
	} {
		assert.Equal(t, c.want, waitingRunners("bootstrap-prod", c.brought, c.image), c.reason)
	}
}
