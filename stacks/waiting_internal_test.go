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

// TestAtTarget holds that what somebody is told to type reaches what the program ran against.
func TestAtTarget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ next, target, want, reason string }{
		{"stackctl secret set x --stack prod --file FILE", "local", "stackctl secret set x --stack prod --file FILE", "the local Azure is where stackctl goes by itself"},
		{"stackctl secret set x --stack prod --file FILE", "", "stackctl secret set x --stack prod --target azure --file FILE", "a secret of production's goes to production"},
		{"stackctl secret set x --stack prod < KEY", "", "stackctl secret set x --stack prod --target azure < KEY", "in front of what is read"},
		{"stackctl up --stack prod --target azure", "", "stackctl up --stack prod --target azure", "what the last update said says it already"},
		{"name its digest in the setting trelica:runners", "", "name its digest in the setting trelica:runners", "what is no command"},
	} {
		assert.Equal(t, c.want, atTarget(c.next, c.target), c.reason)
	}
}
