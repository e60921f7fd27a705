package stacktest

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/stacks/settings"
)

// digestOf is a digest that tells what it is of.
func digestOf(letter string) string { return "sha256:" + strings.Repeat(letter, 64) }

// frontDoor puts the profile of an environment's Front Door into the world, where the stack does not make it.
func (b *bench) frontDoor(t *testing.T, set *settings.Settings) {
	t.Helper()
	names := set.Names()
	group := "/subscriptions/" + set.Identity.SubscriptionID + "/resourceGroups/" + names.GlobalResourceGroup("front")
	id := group + "/providers/Microsoft.Cdn/profiles/" + names.FrontDoorProfile()
	if _, there := b.azure.World().Get(id); there {
		return
	}
	require.NoError(t, b.azure.World().Update(func(tx *world.Tx) error {
		location := set.Place.Region
		if set.HasRecovery() {
			location = set.Place.RecoveryRegion
		}
		tx.Put(world.Resource{ID: group, Type: "Microsoft.Resources/resourceGroups", Location: location})
		tx.Put(world.Resource{
			ID: id, Type: "Microsoft.Cdn/profiles", Location: "global", Token: "azure-native:cdn/v20240901:Profile",
			Inputs:  map[string]any{"profileName": names.FrontDoorProfile(), "sku": map[string]any{"name": "Premium_AzureFrontDoor"}},
			Outputs: map[string]any{"name": names.FrontDoorProfile(), "frontDoorId": "3fa85f64-5717-4562-b3fc-2c963f66afa6"},
		})
		return nil
	}))
}

// bringAll brings every secret that an environment declares into the vaults of its regions, and those of its front into its file, as
// the hints of "waiting" say.
func (b *bench) bringAll(t *testing.T, set *settings.Settings) {
	t.Helper()
	places := []naming.Names{set.Names()}
	if set.HasRecovery() {
		places = append(places, set.RecoveryNames())
	}
	for _, secret := range set.Workloads.Secrets {
		for _, names := range places {
			b.bring(t, set, cloud.Vault{ResourceGroup: names.ResourceGroup("vault"), Name: names.Vault("")}, secret.Name, "made up")
		}
	}
	const sealed = "{secure: v1:AAAAAAAAAAAAAAAA:AAAA}" // as the CLI writes a secret; locally a stand-in takes its place
	b.with(t, set.Stack, map[string]string{"statusCertificate": sealed, "statusCertificatePassword": sealed, "outsideProbeToken": sealed})
}

// imagesFor names an image of everything that an environment runs, in its file and in those written from it.
func (b *bench) imagesFor(t *testing.T, set *settings.Settings) {
	t.Helper()
	b.with(t, set.Stack, map[string]string{"ingressImage": digestOf("a")})
	for i, w := range set.Workloads.Workloads {
		_, err := settings.Release(b.ProjectDir, set.Stack, w.Name, digestOf(string(rune('b'+i))))
		require.NoError(t, err)
	}
}

// whole provisions an environment with all that runs in it.
func (b *bench) whole(t *testing.T, set *settings.Settings) {
	t.Helper()
	b.up(t, set.Stack)
	b.frontDoor(t, set)
	b.bringAll(t, set)
	b.imagesFor(t, set)
	b.up(t, set.Stack)
	require.Empty(t, b.waits(t, set.Stack))
}

// TestRebuildGolden loses production's home region while everything runs there, and rebuilds it: the same workloads, with
// the secrets of the recovery region's vault and behind the same Front Door, without a question to the lost region.
func TestRebuildGolden(t *testing.T) {
	t.Parallel()
	deep(t)
	b := newBenchFor(t, "prod", localazure.Options{})
	set, err := settings.FromFiles(root, "prod")
	require.NoError(t, err)
	b.whole(t, set)
	inside := func(stack string) []string {
		checkpoint, err := b.Export(t.Context(), stack)
		require.NoError(t, err)
		var names []string
		for _, r := range checkpoint.Resources {
			if strings.HasPrefix(r.Name(), "platform-ingress") || strings.HasPrefix(r.Name(), "platform-workload") {
				names = append(names, r.Type+" "+r.Name())
			}
		}
		slices.Sort(names)
		return names
	}
	b.lose(t, set.Place.Region)
	b.up(t, settings.Rebuild)
	assert.Empty(t, b.waits(t, settings.Rebuild))
	assert.Empty(t, concerning(b.azure.World().Calls()[b.callsBefore:]), "calls that concern the lost region")
	assert.Greater(t, len(inside("prod")), 40)
	assert.Equal(t, inside("prod"), inside(settings.Rebuild), "what was lost is there again")
	again := b.run(t, engine.OpPreview, engine.Options{Stack: settings.Rebuild, ExpectNoChanges: true})
	require.NoError(t, again.Err(), "%s", b.shown)
	rebuilt, err := b.Export(t.Context(), settings.Rebuild)
	require.NoError(t, err)
	assertGraph(t, "dr-complete", rebuilt)
}

// TestFirstDayGolden walks the first day of an environment: the first up is whole without anything that
// runs, and says what it waits for; secrets and images come; the next up makes what waited, and nothing is left to do. Then one
// workload gets another image, and nothing else is touched.
func TestFirstDayGolden(t *testing.T) {
	t.Parallel()
	deep(t)
	const stack = "dev"
	b := newBenchFor(t, stack, localazure.Options{})
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	b.up(t, stack)
	assert.Equal(t, []string{
		"secret statusCertificate", "secret outsideProbeToken",
		"image ingress", "secret ingress-certificate",
		"image migrate",
		"image web", "image migrate", "secret entra-client-secret", "secret google-client-secret", "secret saml-signing-certificate",
		"image worker", "image migrate", "secret sendgrid-key",
		"image tokens",
	}, b.waits(t, stack))

	b.frontDoor(t, set)
	b.bringAll(t, set)
	b.up(t, stack)
	assert.Equal(t, []string{"image ingress", "image migrate", "image web", "image migrate", "image worker", "image migrate", "image tokens"},
		b.waits(t, stack), "secrets are seen, their values never")

	b.imagesFor(t, set)
	b.up(t, stack)
	assert.Empty(t, b.waits(t, stack))
	second := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
	require.NoError(t, second.Err(), "the second preview must be empty:\n%s", b.shown)
	drift := b.run(t, engine.OpRefresh, engine.Options{Stack: stack, PreviewOnly: true, ExpectNoChanges: true})
	require.NoError(t, drift.Err(), "a refresh must find no drift:\n%s", b.shown)
	checkpoint, err := b.Export(t.Context(), stack)
	require.NoError(t, err)
	assertConventions(t, checkpoint)
	assertNoSecretInClear(t, b, stack)
	assertGolden(t, stack+"-complete", checkpoint)

	_, err = settings.Release(b.ProjectDir, stack, "web", digestOf("f"))
	require.NoError(t, err)
	var targets []string
	for _, r := range checkpoint.Resources {
		if strings.HasPrefix(r.Name(), "platform-workload-web") || strings.HasPrefix(r.Name(), "platform-workload-migrate") {
			targets = append(targets, r.URN)
		}
	}
	released := b.run(t, engine.OpUp, engine.Options{Stack: stack, SkipPreview: true, Targets: targets})
	require.NoError(t, released.Err(), "%s", b.shown)
	var changed []string
	for _, step := range released.Steps {
		if step.Op != "same" {
			changed = append(changed, step.Op+" "+step.URN[strings.LastIndex(step.URN, "::")+2:])
		}
	}
	slices.Sort(changed)
	assert.Equal(t, []string{"update platform-workload-web-deployment"}, changed)
	after := b.run(t, engine.OpPreview, engine.Options{Stack: stack, ExpectNoChanges: true})
	require.NoError(t, after.Err(), "the release left nothing for the next up:\n%s", b.shown)
}
