package stacktest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/changes"
	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/localazure"
	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/stacks/settings"
)

// edit is a change of production's stack file that a platform team makes on an ordinary day.
type edit struct {
	reason string
	// replace are pairs: a text that the file has once, and what it becomes.
	replace []string
	// goes is what the change may take away or make anew, as "operation name"; nothing in most.
	goes []string
}

// edits are one of each kind: what grows, what is renamed, what is tuned.
func edits() []edit {
	const pool = "    - name: general\n      vmSize: Standard_D8ds_v5\n      minCount: 3\n      maxCount: 12\n"
	const larger = "    - name: larger\n      vmSize: Standard_D16ds_v5\n      minCount: 3\n      maxCount: 6\n      osDiskGb: 256\n"
	const bought = "    - vmSize: Standard_D8ds_v5\n      quantity: 3\n"
	other := strings.NewReplacer("Standard_D8ds_v5", "Standard_D16ds_v5")
	return []edit{
		{reason: "a pool more", replace: []string{"  trelica:userPools:\n", "  trelica:userPools:\n" + larger, bought, bought + "      region: eastus2\n" + other.Replace(bought)}},
		{reason: "a pool that may grow further", replace: []string{pool, strings.Replace(pool, "12", "16", 1)}},
		{reason: "a label of a pool", replace: []string{"        workload: general\n", "        workload: general\n        tier: product\n"}},
		{reason: "another machine makes a pool anew, and its reservations", replace: []string{pool, other.Replace(pool), bought, other.Replace(bought)}, goes: []string{
			"delete foundation-capacity-cr-d8ds-v5-1", "delete foundation-capacity-cr-d8ds-v5-2", "delete foundation-capacity-cr-d8ds-v5-3",
			"delete standby-capacity-cr-d8ds-v5-1", "delete standby-capacity-cr-d8ds-v5-2", "delete standby-capacity-cr-d8ds-v5-3",
			"replace platform-cluster-pool-general",
		}},
		{reason: "a system pool that may grow further", replace: []string{"    maxCount: 6\n    osDiskGb: 128\n", "    maxCount: 9\n    osDiskGb: 128\n"}},
		{reason: "an upgrade of Kubernetes", replace: []string{"  trelica:kubernetesLogin:", "  trelica:kubernetesVersion: \"1.36\"\n  trelica:upgradeKubernetes: true\n  trelica:kubernetesLogin:"}},
		{reason: "one more who may call the API server", replace: []string{"    - 203.0.113.33/32 # break-glass\n", "    - 203.0.113.33/32 # break-glass\n    - 203.0.113.40/32\n"}},
		{reason: "one more group of administrators", replace: []string{"    - 00000000-0000-0000-0000-0000000000a3\n", "    - 00000000-0000-0000-0000-0000000000a3\n    - 00000000-0000-0000-0000-0000000000a9\n"}},
		{reason: "another hour for upgrades", replace: []string{"    startHour: 6\n", "    startHour: 7\n"}},
		{reason: "logs that are kept for longer", replace: []string{"logRetentionDays: 90", "logRetentionDays: 120"}},
		{reason: "one more who is told", replace: []string{"    - oncall@example.com\n", "    - oncall@example.com\n    - lead@example.com\n"}},
		{reason: "a larger database", replace: []string{"    vCores: 8\n    maxSizeGb: 512\n", "    vCores: 16\n    maxSizeGb: 1024\n"}},
		{reason: "a larger budget", replace: []string{"    amount: 60000\n", "    amount: 80000\n"}},
		{reason: "more room for the product", replace: []string{"      pods: 200\n", "      pods: 300\n"}},
		{reason: "a namespace more", replace: []string{"    - name: product\n      cpuLimit", "    - name: reports\n      cpuLimit: \"8\"\n      memoryLimit: 16Gi\n      pods: 20\n    - name: product\n      cpuLimit"}},
		{reason: "more pods of a workload", replace: []string{"      maxReplicas: 12\n", "      maxReplicas: 14\n"}},
		{reason: "more memory for a workload", replace: []string{"      minReplicas: 3\n      maxReplicas: 6\n      cpu: 500m\n      memory: 1Gi\n", "      minReplicas: 3\n      maxReplicas: 6\n      cpu: 500m\n      memory: 2Gi\n"}},
		{reason: "a flow more", replace: []string{"        - vault\n        - internet\n    - name: tokens\n", "        - vault\n        - internet\n        - web\n    - name: tokens\n"}},
		{reason: "one more pod of the ingress", replace: []string{"ingressReplicas: 3", "ingressReplicas: 4"}},
		{reason: "a host more", replace: []string{"  trelica:hosts:\n    - app\n", "  trelica:hosts:\n    - app\n    - portal\n"}},
		{reason: "another limit of requests", replace: []string{"requestsPerMinute: 3000", "requestsPerMinute: 2500"}},
		{reason: "one more path of sign-ins", replace: []string{"      - /signin\n", "      - /signin\n      - /saml\n"}},
		{reason: "an authority more", replace: []string{"    - letsencrypt.org\n", "    - letsencrypt.org\n    - sectigo.com\n"}},
		{reason: "another reader of mail's reports", replace: []string{"      - dmarc@example.com\n", "      - mail@example.com\n"}},
		{reason: "another title of the status page", replace: []string{"    title: Trelica\n", "    title: Trelica Cloud\n"}},
		{reason: "another owner", replace: []string{"trelica:owner: platform", "trelica:owner: infrastructure"}},
		{reason: "keys that rotate sooner", replace: []string{"  trelica:systemPool:\n", "  trelica:keyRotationMonths: 12\n  trelica:systemPool:\n"}},
	}
}

// TestOrdinaryEditsTakeNothingAway previews each edit against a production that is there in full: nothing is deleted or made anew but what
// is named. A provider replaces more than its users expect, and a setting that reaches one property too many takes the cluster with it.
func TestOrdinaryEditsTakeNothingAway(t *testing.T) {
	t.Parallel()
	deep(t)
	const stack = "prod"
	b := newBenchFor(t, stack, localazure.Options{})
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	b.whole(t, set)
	b.edited(t, stack, edits())
	b.portsChangeInPlace(t, set)
	b.aSecretStopsNobody(t, set)
}

// TestOrdinaryEditsOfABootstrapTakeNothingAway does the same to what production stands on: its states, its key, its operators.
func TestOrdinaryEditsOfABootstrapTakeNothingAway(t *testing.T) {
	t.Parallel()
	deep(t)
	const stack = "bootstrap-prod"
	b := newBench(t, localazure.Options{})
	set, err := settings.FromFiles(root, stack)
	require.NoError(t, err)
	b.up(t, stack)
	names := set.OpsNames()
	b.bring(t, set, cloud.Vault{ResourceGroup: names.ResourceGroup("secrets"), Name: names.Vault("secrets")}, "github-app-key", "made up")
	b.with(t, stack, map[string]string{"runners": `{image: "ghcr.io/trelica/runner@` + digestOf("a") + `", appId: "1", installationId: "2", most: 4, minutes: 120}`})
	b.up(t, stack)
	require.Empty(t, b.waits(t, stack))
	b.edited(t, stack, []edit{
		{reason: "more jobs at a time, and for longer", replace: []string{"most: 4, minutes: 120", "most: 8, minutes: 240"}},
		{reason: "another image of the runners", replace: []string{digestOf("a"), digestOf("b")}},
		{reason: "the break-glass addresses are let in, and one more", replace: []string{
			"  trelica:breakGlass:\n", "  trelica:breakGlassOpen: true\n  trelica:breakGlass:\n", "    addresses:\n", "    addresses:\n      - 203.0.113.50/32\n",
			"    - 203.0.113.33/32 # break-glass\n", "    - 203.0.113.33/32 # break-glass\n    - 203.0.113.50/32\n",
		}},
		{reason: "one more who is told", replace: []string{"    - oncall@example.com\n", "    - oncall@example.com\n    - lead@example.com\n"}},
		{reason: "logs that are kept for longer", replace: []string{"logRetentionDays: 90", "logRetentionDays: 120"}},
		{reason: "another owner", replace: []string{"trelica:owner: platform", "trelica:owner: infrastructure"}},
		{reason: "the repository's numbers, once tokens carry them", replace: []string{"    name: infrastructure\n", "    name: infrastructure\n    ownerId: \"1\"\n    id: \"2\"\n"}},
	})
}

// edited previews each edit of a stack that is up, alone, and puts its file back.
func (b *bench) edited(t *testing.T, stack string, all []edit) {
	t.Helper()
	path := filepath.Join(b.ProjectDir, "Pulumi."+stack+".yaml")
	complete, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, e := range all {
		require.NoError(t, os.WriteFile(path, []byte(e.of(t, string(complete))), 0o600))
		made := b.previewed(t, stack)
		var goes []string
		for _, step := range made.Steps {
			if step.Op == changes.OpReplace || step.Op == changes.OpDelete {
				goes = append(goes, step.Op+" "+step.Name)
			}
		}
		assert.ElementsMatch(t, e.goes, goes, e.reason)
		assert.NotEmpty(t, made.Steps, "%s: the edit changes something", e.reason)
		if len(e.goes) == 0 {
			assert.Empty(t, made.Errors(), e.reason)
		}
	}
	require.NoError(t, os.WriteFile(path, complete, 0o600))
}

// portsChangeInPlace gives the nodes other ports as the runbook of outbound connections says: by the setting alone the provider would
// replace the cluster; changed in Azure first and taken over by a refresh, nothing is left to do.
func (b *bench) portsChangeInPlace(t *testing.T, set *settings.Settings) {
	t.Helper()
	const ports = 4000
	b.with(t, set.Stack, map[string]string{"outboundPorts": "4000"})
	var replaced []string
	for _, step := range b.previewed(t, set.Stack).Steps {
		if step.Op == changes.OpReplace {
			replaced = append(replaced, step.Name)
		}
	}
	assert.Contains(t, replaced, "platform-cluster-cluster", "the provider replaces it: once it does not, the rule cluster-stays and the setting may say less")

	require.NoError(t, b.azure.World().Update(func(tx *world.Tx) error {
		for _, there := range b.azure.World().OfType("Microsoft.ContainerService/managedClusters") {
			for _, properties := range []map[string]any{there.Inputs, there.Outputs} {
				profile := properties["networkProfile"].(map[string]any)["loadBalancerProfile"].(map[string]any)
				profile["allocatedOutboundPorts"] = float64(ports)
			}
			tx.Put(there)
		}
		return nil
	}))
	require.NoError(t, b.run(t, engine.OpRefresh, engine.Options{Stack: set.Stack}).Err(), "%s", b.shown)
	var left []string
	for _, step := range b.previewed(t, set.Stack).Steps {
		left = append(left, step.Op+" "+step.Name)
	}
	assert.Equal(t, []string{"update platform-alerts-egress-snat-filling"}, left, "the alert follows, and nothing else")
	b.up(t, set.Stack)
}

// aSecretStopsNobody lets the worker read a secret that nobody has brought, and then loses one that it has: it runs on, and what waits is
// said. Once the secret is there, the worker gets it.
func (b *bench) aSecretStopsNobody(t *testing.T, set *settings.Settings) {
	t.Helper()
	path := filepath.Join(b.ProjectDir, "Pulumi."+set.Stack+".yaml")
	complete, err := os.ReadFile(path)
	require.NoError(t, err)
	more := edit{reason: "a secret more", replace: []string{
		"    - name: sendgrid-key\n      use: mail\n", "    - name: sendgrid-key\n      use: mail\n    - name: crm-token\n      use: other\n",
		"        - sendgrid-key\n", "        - sendgrid-key\n        - crm-token\n",
	}}
	require.NoError(t, os.WriteFile(path, []byte(more.of(t, string(complete))), 0o600))
	assert.Empty(t, b.previewed(t, set.Stack).Steps, "the worker is left as it is")
	b.up(t, set.Stack)
	assert.Equal(t, []string{"secret crm-token"}, b.waits(t, set.Stack))

	home := cloud.Vault{ResourceGroup: set.Names().ResourceGroup("vault"), Name: set.Names().Vault("")}
	b.bring(t, set, home, "crm-token", "made up")
	assert.Equal(t, map[string]int{changes.OpCreate: 1, changes.OpUpdate: 1}, b.previewed(t, set.Stack).Counts, "the right to read it, and what is mounted")
	b.up(t, set.Stack)

	id := "/subscriptions/" + set.Identity.SubscriptionID + "/resourceGroups/" + home.ResourceGroup + "/providers/Microsoft.KeyVault/vaults/" + home.Name + "/secrets/crm-token"
	require.NoError(t, b.azure.World().Update(func(tx *world.Tx) error { tx.Remove(id); return nil }))
	var goes []string
	for _, step := range b.previewed(t, set.Stack).Steps {
		goes = append(goes, step.Op+" "+step.Name)
	}
	assert.Equal(t, []string{"delete foundation-role-secret-worker-crm-token"}, goes, "a lost secret is one to recover; its reader runs on")
}

// of is the file with the edit in it.
func (e edit) of(t *testing.T, file string) string {
	t.Helper()
	for i := 0; i < len(e.replace); i += 2 {
		require.Equal(t, 1, strings.Count(file, e.replace[i]), "%s: the file must have this once: %s", e.reason, e.replace[i])
		file = strings.Replace(file, e.replace[i], e.replace[i+1], 1)
	}
	return file
}

// previewed is what a preview would do, with or without an error at its end.
func (b *bench) previewed(t *testing.T, stack string) changes.Set {
	t.Helper()
	log := filepath.Join(t.TempDir(), "events.json")
	b.run(t, engine.OpPreview, engine.Options{Stack: stack, EventLog: log})
	file, err := os.Open(log)
	require.NoError(t, err)
	defer file.Close() //nolint:errcheck // it was read
	read, err := changes.ReadLog(file)
	require.NoError(t, err)
	require.True(t, read.Complete, "%s", b.shown)
	return changes.NewSet(changes.Input{Stack: stack, Environment: stack, Log: read})
}
