package e2e

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/trelica/infrastructure/e2e/controlplane"
	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/stacks/settings"
)

// provision walks an environment's first day: what everything stands on, the environment without anything that runs, secrets and
// images, and then all of it.
func (e *environment) provision(t *testing.T) {
	t.Helper()
	stack := e.set.Stack
	e.up(t, settings.Bootstrap(e.set.Identity.Environment))
	e.up(t, stack)
	e.bringSecrets(t)
	e.nameImages(t)
	require.NoError(t, e.plane.AddNodes(t.Context(), e.pools(t)))
	e.up(t, stack)
	outputs, err := e.Outputs(t.Context(), stack)
	require.NoError(t, err)
	waiting, _ := outputs["waiting"].([]any)
	for _, entry := range waiting {
		who, _ := entry.(map[string]any)["for"].(string)
		require.NotRegexp(t, "^the (ingress|workload)", who, "nothing in the cluster waits for a secret or an image any more")
	}
	e.awaitAvailable(t)
}

// run runs an operation, and keeps what was printed.
func (e *environment) run(t *testing.T, operation engine.Operation, options engine.Options) engine.Result {
	t.Helper()
	require.NoError(t, e.EnsureStack(t.Context(), options.Stack))
	options.Yes = operation != engine.OpPreview && !options.PreviewOnly
	streams := engine.Streams{Out: &e.shown, Err: &e.shown}
	do := map[engine.Operation]func() (engine.Result, error){
		engine.OpPreview: func() (engine.Result, error) { return e.Preview(t.Context(), options, streams) },
		engine.OpUp:      func() (engine.Result, error) { return e.Up(t.Context(), options, streams) },
		engine.OpRefresh: func() (engine.Result, error) { return e.Refresh(t.Context(), options, streams) },
	}
	result, err := do[operation]()
	require.NoError(t, err, "the CLI could not be run")
	return result
}

// tail is the end of what the CLI has printed: where errors are.
func (e *environment) tail() string {
	lines := strings.Split(e.shown.String(), "\n")
	return strings.Join(lines[max(0, len(lines)-tailLines):], "\n")
}

const tailLines = 80

// up provisions a stack and demands that it works.
func (e *environment) up(t *testing.T, stack string) engine.Result {
	t.Helper()
	result := e.run(t, engine.OpUp, engine.Options{Stack: stack, SkipPreview: true})
	require.NoError(t, result.Err(), "up of %s:\n%s", stack, e.tail())
	return result
}

// bringSecrets puts every secret that the environment declares into the vaults of its regions, as `stackctl secret set` does.
func (e *environment) bringSecrets(t *testing.T) {
	t.Helper()
	access, err := cloud.Local(e.azure.ManagementURL(), e.set.Identity.TenantID)
	require.NoError(t, err)
	client, err := cloud.New(access, e.set.Identity.SubscriptionID)
	require.NoError(t, err)
	places := []naming.Names{e.set.Names()}
	if e.set.HasRecovery() {
		places = append(places, e.set.RecoveryNames())
	}
	for _, secret := range e.set.Workloads.Secrets {
		value := "made up"
		if secret.Name == e.set.Workloads.IngressSecret() {
			value = newCertificate(t, keyRSA, e.hosts()...)
		}
		e.brought[secret.Name] = value
		for _, names := range places {
			_, err := client.PutSecret(t.Context(), cloud.Vault{ResourceGroup: names.ResourceGroup("vault"), Name: names.Vault("")}, secret.Name, cloud.SecretValue{Text: value})
			require.NoError(t, err)
		}
	}
}

// hosts are the names under which the environment's workloads are published.
func (e *environment) hosts() []string {
	var all []string
	for _, w := range e.set.Workloads.Workloads {
		all = append(all, w.Hosts...)
	}
	return all
}

// digestOf is a digest that tells what it is of.
func digestOf(letter string) string { return "sha256:" + strings.Repeat(letter, 64) }

// nameImages names an image of everything that the environment runs.
func (e *environment) nameImages(t *testing.T) {
	t.Helper()
	path := filepath.Join(e.ProjectDir, "Pulumi."+e.set.Stack+".yaml")
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	_, err = file.WriteString("\n  trelica:ingressImage: " + digestOf("a") + "\n")
	require.NoError(t, err)
	require.NoError(t, file.Close())
	for i, w := range e.set.Workloads.Workloads {
		e.release(t, w.Name, digestOf(string(rune('b'+i))))
	}
}

// release names another image of a workload, as `stackctl release` does before its update.
func (e *environment) release(t *testing.T, workload, digest string) {
	t.Helper()
	_, err := settings.Release(e.ProjectDir, e.set.Stack, workload, digest)
	require.NoError(t, err)
	require.NoError(t, e.EnsureStack(t.Context(), e.set.Stack))
}

// pools are the node pools that the program asked AKS for, as it asked for them: each with its least number of nodes.
func (e *environment) pools(t *testing.T) []controlplane.Pool {
	t.Helper()
	var asked []map[string]any
	var region string
	for _, cluster := range e.azure.World().OfType("Microsoft.ContainerService/managedClusters") {
		region = cluster.Location
		list, _ := cluster.Inputs["agentPoolProfiles"].([]any)
		for _, profile := range list {
			asked = append(asked, profile.(map[string]any))
		}
	}
	for _, pool := range e.azure.World().OfType("Microsoft.ContainerService/managedClusters/agentPools") {
		asked = append(asked, withName(pool))
	}
	var pools []controlplane.Pool
	for _, pool := range asked {
		pools = append(pools, e.pool(t, region, pool))
	}
	require.Len(t, pools, 2, "the system pool and the general one")
	return pools
}

// withName are a pool's properties with its name, as the cluster's own list of pools has it.
func withName(pool world.Resource) map[string]any {
	properties := map[string]any{"name": pool.ID[strings.LastIndex(pool.ID, "/")+1:]}
	for key, value := range pool.Inputs {
		properties[key] = value
	}
	return properties
}

// The part of a node's room that AKS keeps for itself is left to pods here: what is tested is where they go, not how many fit.
func (e *environment) pool(t *testing.T, region string, asked map[string]any) controlplane.Pool {
	t.Helper()
	size, known := settings.LookupSize(asked["vmSize"].(string))
	require.True(t, known, "size %v", asked["vmSize"])
	least, ok := asked["minCount"].(float64)
	require.True(t, ok, "%v", asked["minCount"])
	pool := controlplane.Pool{
		Name: asked["name"].(string), Mode: asked["mode"].(string), Region: region, Count: int(least),
		CPU: strconv.Itoa(size.VCPUs), Memory: strconv.Itoa(size.MemoryGB) + "Gi", Labels: map[string]string{},
	}
	for _, zone := range asked["availabilityZones"].([]any) {
		pool.Zones = append(pool.Zones, zone.(string))
	}
	labels, _ := asked["nodeLabels"].(map[string]any)
	for key, value := range labels {
		pool.Labels[key] = value.(string)
	}
	taints, _ := asked["nodeTaints"].([]any)
	for _, taint := range taints { // key=value:effect
		rest, effect, _ := strings.Cut(taint.(string), ":")
		key, value, _ := strings.Cut(rest, "=")
		pool.Taints = append(pool.Taints, corev1.Taint{Key: key, Value: value, Effect: corev1.TaintEffect(effect)})
	}
	return pool
}

// availableWithin is how long it may take until everything runs that was declared.
const availableWithin = 2 * time.Minute

// awaitAvailable waits until every deployment has its replicas and the migration has succeeded.
func (e *environment) awaitAvailable(t *testing.T) {
	t.Helper()
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		require.NoError(c, e.plane.Failed())
		deployments, err := e.plane.Client.AppsV1().Deployments("").List(t.Context(), metav1.ListOptions{})
		require.NoError(c, err)
		require.NotEmpty(c, deployments.Items)
		for _, d := range deployments.Items {
			assert.GreaterOrEqual(c, int(d.Status.AvailableReplicas), e.least(d.Name), "available of %s", d.Name)
		}
		jobs, err := e.plane.Client.BatchV1().Jobs("product").List(t.Context(), metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=migrate"})
		require.NoError(c, err)
		require.Len(c, jobs.Items, 1)
		assert.EqualValues(c, 1, jobs.Items[0].Status.Succeeded, "the migration has succeeded")
	}, availableWithin, pollEvery)
}

// least is how many pods a deployment has at least, by the settings.
func (e *environment) least(deployment string) int {
	for _, w := range e.set.Workloads.Workloads {
		if w.Name == deployment {
			return w.MinReplicas
		}
	}
	return e.set.Workloads.IngressReplicas
}

// pollEvery is how often something is asked for that comes by itself.
const pollEvery = 500 * time.Millisecond

// contextOf is the test's context for what is cleaned up after it.
func contextOf(t *testing.T) context.Context {
	t.Helper()
	return context.WithoutCancel(t.Context())
}
