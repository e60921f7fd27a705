package controls_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/exceptions"
	"github.com/trelica/infrastructure/policy/controls"
)

type values = map[string]any

// made is a resource of a stack.
func made(stack, kind, name string, inputs values) *controls.Resource {
	return controls.FromPlain("urn:pulumi:"+stack+"::trelica::trelica:stacks:Foundation$"+kind+"::"+name, "", "", false, inputs)
}

// answers are a rule's answers about a stack of some resources.
func answers(rule string, s *controls.Stack, all ...exceptions.Exception) []controls.Answer {
	j := controls.NewJudge(all)
	var found []controls.Answer
	for _, f := range j.All(s, true) {
		if f.Rule == rule {
			found = append(found, f.Answer)
		}
	}
	return found
}

// TestRulesThatMutationDoesNotReach holds both ways the rules that look at what no stack has, at options, or at two states. The others are held both ways
// by the stacks, which keep them, and by mutation, in which each of them alone catches something.
func TestRulesThatMutationDoesNotReach(t *testing.T) {
	t.Parallel()
	const (
		server  = "azure-native:sql/v20230801:Server"
		cluster = "azure-native:containerservice/v20240901:ManagedCluster"
		pool    = "azure-native:containerservice/v20240901:AgentPool"
		vault   = "azure-native:keyvault/v20241101:Vault"
	)
	stack := func(all ...*controls.Resource) *controls.Stack {
		return &controls.Stack{Name: "dev", Project: "trelica", Resources: all, Now: today}
	}
	inProd := func(all ...*controls.Resource) *controls.Stack {
		return &controls.Stack{Name: "prod", Project: "trelica", Resources: all, Now: today}
	}
	after := func(s *controls.Stack, all ...*controls.Resource) *controls.Stack { s.Previous = all; return s }
	on := func(s *controls.Stack, day string) *controls.Stack {
		s.Now, _ = time.Parse(time.DateOnly, day)
		return s
	}
	ignoring := func(r *controls.Resource, all ...string) *controls.Resource {
		r.IgnoreChanges = append([]string{}, all...)
		return r
	}
	parent := func(r *controls.Resource, urn string) *controls.Resource { r.Parent = urn; return r }
	edgeRule := func(name, header, text string, order float64, behaviour string) *controls.Resource {
		return made("dev", "azure-native:cdn/v20240901:Rule", name, values{"ruleSetName": "headers", "order": order, "matchProcessingBehavior": behaviour, "actions": []any{
			values{"name": "ModifyResponseHeader", "parameters": values{"headerAction": "Overwrite", "headerName": header, "value": text}},
		}})
	}
	strict := func(order float64, behaviour string) *controls.Resource {
		return edgeRule("strict", "Strict-Transport-Security", "max-age=63072000; includeSubDomains", order, behaviour)
	}
	other := func(order float64, behaviour string) *controls.Resource {
		return edgeRule("other", "X-Content-Type-Options", "nosniff", order, behaviour)
	}
	status := func(firewall values) *controls.Resource {
		firewall["ipRules"] = []any{}
		r := made("dev", "azure-native:storage/v20240101:StorageAccount", "status", values{"networkRuleSet": firewall})
		r.URN = strings.Replace(r.URN, "trelica:stacks:Foundation$", "trelica:stacks:Front$trelica:statuspage:StatusPage$", 1)
		return r
	}
	of135 := made("dev", cluster, "c", values{"resourceName": "aks", "kubernetesVersion": "1.35"})
	protector := made("dev", "azure-native:sql/v20230801:EncryptionProtector", "protector", values{"serverKeyType": "AzureKeyVault"})
	for _, c := range []struct {
		rule   string
		stack  *controls.Stack
		want   bool // violated
		reason string
	}{
		{"sql-doors", stack(made("dev", "azure-native:sql/v20230801:FirewallRule", "all", values{"startIpAddress": "0.0.0.0"})), true, "a firewall rule opens the server"},
		{"sql-doors", stack(made("dev", server, "server", values{})), false, "a server is none"},
		{"secret-names", stack(made("dev", server, "s", values{"administratorLoginPassword": "hunter2hunter2"})), true, "a password in clear"},
		{"secret-names", stack(made("dev", server, "s", values{"administratorLoginPassword": "[secret]"})), false, "marked secret"},
		{"secret-names", stack(made("dev", "azure-native:app/v20240301:ContainerApp", "a", values{"env": []any{values{"value": "Server=x;Password=hunter2hunter2;"}}})), true, "a connection string in clear"},
		{"secret-names", stack(made("dev", "azure-native:app/v20240301:ContainerApp", "a", values{"env": []any{values{"value": "the page asks for a password"}}})), false, "a text about passwords"},
		{"secret-names", stack(made("dev", "azure-native:app/v20240301:ContainerApp", "a", values{"env": []any{values{"value": "accountkey=abcdefghijklmnopqrstuvwxyz"}}})), true, "a key in clear, its name in small letters"},
		{"secret-names", stack(made("dev", "azure-native:app/v20240301:ContainerApp", "a", values{"env": []any{values{"value": "https://x?SIG=abcdefghijklmnopqrstuvwxyz"}}})), true, "a signature in clear, in capitals"},
		{"registry-key", stack(made("dev", "azure-native:containerregistry/v20230701:Registry", "r", values{})), true, "Microsoft's key"},
		{"registry-key", stack(made("dev", "azure-native:containerregistry/v20230701:Registry", "r", values{"encryption": values{"status": "enabled"}})), false, "a key of ours"},
		{"cluster-etcd", stack(made("dev", cluster, "c", values{})), true, "Microsoft's key"},
		{"cluster-etcd", stack(made("dev", cluster, "c", values{"securityProfile": values{"azureKeyVaultKms": values{"enabled": true}}})), false, "a key of ours"},
		{"pool-temporary", stack(made("dev", pool, "p", values{})), true, "no key can be named"},
		{"edge-own-answers", stack(made("dev", "azure-native:cdn/v20240901:Profile", "f", values{})), true, "Front Door answers by itself"},
		{"workspace-key", stack(made("dev", "azure-native:operationalinsights/v20230901:Workspace", "w", values{})), true, "no dedicated cluster"},
		{"workspace-key", stack(made("dev", "azure-native:operationalinsights/v20230901:Workspace", "w", values{"features": values{"clusterResourceId": "/x"}})), false, "a dedicated cluster"},
		{"status-images", stack(made("dev", "azure-native:app/v20240301:Job", "j", values{"template": values{"containers": []any{values{"image": "ghcr.io/x@sha256:0"}}}})), true, "a public registry"},
		{"status-images", stack(made("dev", "azure-native:app/v20240301:Job", "j", values{"template": values{"containers": []any{values{"image": "cr.azurecr.io/x"}}}})), false, "a registry of ours"},
		{"other-environments", stack(made("dev", vault, "v", values{"vaultName": "kv-trelica-prod-eus2"})), true, "a vault of production's name in dev"},
		{"other-environments", stack(made("dev", vault, "v", values{"vaultName": "kv-trelica-dev-uks"})), false, "its own name"},
		{"edge-hsts", stack(strict(2, "Continue"), other(1, "Continue")), false, "rules before it go on"},
		{"edge-hsts", stack(strict(1, "Continue"), other(2, "Stop")), false, "what stops comes after it"},
		{"edge-hsts", stack(strict(2, "Continue"), other(1, "Stop")), true, "a rule before it stops"},
		{"edge-hsts", stack(strict(1, "Continue"), other(1, "Stop")), true, "which of two comes first nobody says"},
		{"storage-firewall", stack(status(values{"defaultAction": "Deny", "bypass": "None"})), false, "the page's network has a rule of its own"},
		{"storage-firewall", stack(status(values{"defaultAction": "Deny", "bypass": "AzureServices"})), true, "no service of Azure's has anything at the page"},
		{"storage-firewall", stack(status(values{"defaultAction": "Deny"})), true, "Azure's own services are let in by default"},
		{"storage-firewall", stack(made("dev", "azure-native:storage/v20240101:StorageAccount", "states", values{"networkRuleSet": values{"defaultAction": "Deny", "bypass": "AzureServices"}})), true, "nor at states"},
		{"pool-version", stack(of135, made("dev", pool, "p", values{"resourceName": "aks", "orchestratorVersion": "1.34"})), true, "a pool that stayed behind"},
		{"pool-version", stack(of135, made("dev", pool, "p", values{"resourceName": "aks", "orchestratorVersion": "1.35.3"})), false, "a patch of the same"},
		{"pool-version", stack(of135, made("dev", pool, "p", values{"resourceName": "aks"})), false, "AKS gives it the cluster's"},
		{"pool-version", stack(of135, made("dev", pool, "p", values{"resourceName": "another", "orchestratorVersion": "1.34"})), false, "of another cluster"},
		{"platform-roles", &controls.Stack{Name: "dev", Project: "trelica", Now: today, Resources: []*controls.Resource{
			controls.FromPlain("urn:pulumi:dev::trelica::trelica:stacks:Platform$azure-native:authorization/v20220401:RoleAssignment::r", "", "", false, values{}),
		}}, true, "the platform gives a role"},
		{"platform-roles", stack(made("dev", "azure-native:authorization/v20220401:RoleAssignment", "r", values{})), false, "the foundation does"},
		{"objects-placed", stack(made("dev", "kubernetes:storage.k8s.io/v1:StorageClass", "s", values{"kind": "StorageClass-other"})), true, "an object of no namespace that is not what its type says"},
		{"objects-placed", stack(made("dev", "kubernetes:storage.k8s.io/v1:StorageClass", "s", values{"kind": "StorageClass"})), false, "one that is"},
		{"no-downgrade", after(stack(made("dev", cluster, "c", values{"kubernetesVersion": "1.34"})), made("dev", cluster, "c", values{"kubernetesVersion": "1.35"})), true, "back by one"},
		{"no-downgrade", after(stack(made("dev", cluster, "c", values{"kubernetesVersion": "1.10"})), made("dev", cluster, "c", values{"kubernetesVersion": "1.9"})), false, "numbers, not texts"},
		{"no-downgrade", after(stack(made("dev", cluster, "c", values{"kubernetesVersion": "1.35"})), made("dev", cluster, "c", values{"kubernetesVersion": "1.35.4"})), false, "the minor version stands for every patch"},
		{"settings-stay", after(stack(made("dev", server, "server", values{})), made("dev", server, "server", values{}), protector), true, "the server stays, its key's setting goes"},
		{"settings-stay", after(stack(made("dev", server, "server", values{}), protector), made("dev", server, "server", values{}), protector), false, "both stay"},
		{"settings-stay", after(stack(), made("dev", server, "server", values{}), parent(made("dev", "azure-native:sql/v20230801:EncryptionProtector", "p2", values{}), made("dev", server, "server", nil).URN)), false, "both go"},
		{"api-versions", on(stack(made("dev", vault, "v", values{})), "2027-02-26"), false, "the day before"},
		{"api-versions", on(stack(made("dev", vault, "v", values{})), "2027-02-27"), true, "the day on which Key Vault's old versions end"},
		{"api-versions", on(stack(made("dev", "azure-native:keyvault/v20260201:Vault", "v", values{})), "2027-02-27"), false, "a newer version"},
		{"api-versions-soon", on(stack(made("dev", vault, "v", values{})), "2026-11-28"), false, "more than ninety days before"},
		{"api-versions-soon", on(stack(made("dev", vault, "v", values{})), "2026-12-05"), true, "fewer"},
		{"kubernetes-version", on(stack(made("dev", cluster, "c", values{"kubernetesVersion": "1.35.2"})), "2027-03-30"), false, "still patched"},
		{"kubernetes-version", on(stack(made("dev", cluster, "c", values{"kubernetesVersion": "1.35.2"})), "2027-04-01"), true, "no more"},
		{"ignored-count", stack(ignoring(made("dev", pool, "p", values{"enableAutoScaling": true, "count": 3.0}))), true, "the next run takes nodes away"},
		{"ignored-count", stack(ignoring(made("dev", pool, "p", values{"enableAutoScaling": true, "count": 3.0}), "count")), false, "the autoscaler's count is ignored"},
		{"ignored-count", stack(ignoring(made("dev", cluster, "c", values{"agentPoolProfiles": []any{values{"enableAutoScaling": true}}}))), true, "an inline pool's too"},
		{"ignored-count", stack(ignoring(made("dev", cluster, "c", values{"agentPoolProfiles": []any{values{"enableAutoScaling": true}}}), "agentPoolProfiles[0].count")), false, "ignored there"},
		{"import-replaces", after(stack(made("dev", vault, "v", values{"vaultName": "kv-b"})), made("dev", vault, "v", values{"vaultName": "kv-a"})), true, "another name is another vault"},
		{"import-replaces", after(stack(made("dev", vault, "v", values{"vaultName": "kv-a"})), made("dev", vault, "v", values{"vaultName": "kv-a"})), false, "the same"},
		{"cluster-stays", after(inProd(made("prod", cluster, "c", values{"networkProfile": values{"podCidr": "10.1.0.0/16"}})), made("prod", cluster, "c", values{"networkProfile": values{"podCidr": "10.2.0.0/16"}})), true, "the provider makes another cluster"},
		{"cluster-stays", after(inProd(made("prod", cluster, "c", values{"dnsPrefix": "a", "networkProfile": values{"podCidr": controls.Unknown{}}})), made("prod", cluster, "c", values{"dnsPrefix": "b", "networkProfile": values{"podCidr": "10.2.0.0/16"}})), true, "what is known is judged beside what is not"},
		{"cluster-stays", after(inProd(made("prod", cluster, "c", values{"networkProfile": values{"podCidr": "10.1.0.0/16"}, "kubernetesVersion": "1.36"})), made("prod", cluster, "c", values{"networkProfile": values{"podCidr": "10.1.0.0/16"}, "kubernetesVersion": "1.35"})), false, "what is changed in place"},
		{"cluster-stays", after(stack(made("dev", cluster, "c", values{"dnsPrefix": "a"})), made("dev", cluster, "c", values{"dnsPrefix": "b"})), false, "development may be made anew"},
		{"cluster-stays", after(inProd(made("prod", cluster, "c", values{"dnsPrefix": "a"}))), false, "a cluster that was lost is made again"},
		{"pods-published", stack(made("dev", "kubernetes:core/v1:Service", "s", values{"metadata": values{"namespace": "product"}, "spec": values{"type": "LoadBalancer"}})), true, "past the ingress"},
		{"pods-published", stack(made("dev", "kubernetes:core/v1:Service", "s", values{"metadata": values{"namespace": "product"}, "spec": values{}})), false, "ClusterIP is the default"},
		{"pods-published", stack(made("dev", "kubernetes:core/v1:Service", "s", values{"metadata": values{"namespace": controls.Unknown{}}, "spec": values{"type": "LoadBalancer"}})), false, "a preview before there is a namespace: undecided, and judged again at apply"},
		{"pods-published", stack(made("dev", "kubernetes:core/v1:Service", "s", values{"metadata": values{"namespace": controls.Unknown{}}, "spec": values{"type": "NodePort"}})), true, "a node port is nobody's"},
	} {
		assert.Equal(t, c.want, containsAnswer(answers(c.rule, c.stack), controls.Violated), "%s: %s", c.rule, c.reason)
	}
}

func containsAnswer(all []controls.Answer, want controls.Answer) bool {
	for _, a := range all {
		if a == want {
			return true
		}
	}
	return false
}

// TestThreeAnswers holds what is unknown, absent, secret and excepted apart.
func TestThreeAnswers(t *testing.T) {
	t.Parallel()
	stack := func(inputs values) *controls.Stack {
		return &controls.Stack{Name: "dev", Project: "trelica", Now: today, Resources: []*controls.Resource{made("dev", "azure-native:sql/v20230801:Server", "server", inputs)}}
	}
	except := func(rule, day string) exceptions.Exception {
		return exceptions.Exception{ID: "e", Claim: "SP-10", Rules: []string{rule}, Resources: []string{"urn:pulumi:*::trelica::**:Server::*"}, Expires: day}
	}
	for _, c := range []struct {
		inputs values
		except []exceptions.Exception
		want   controls.Answer
		reason string
	}{
		{values{"minimalTlsVersion": "1.2"}, nil, controls.Holds, "as it must be"},
		{values{"minimalTlsVersion": "1.0"}, nil, controls.Violated, "as it must not be"},
		{values{}, nil, controls.Violated, "absent is Azure's default, which is none"},
		{values{"minimalTlsVersion": controls.Unknown{}}, nil, controls.Undecided, "not known yet is not a pass"},
		{values{"minimalTlsVersion": controls.Secret{Value: "1.2"}}, nil, controls.Holds, "a secret is looked into"},
		{values{"minimalTlsVersion": controls.Secret{Value: controls.Unknown{}}}, nil, controls.Undecided, "a secret that is not known"},
		{values{"minimalTlsVersion": "1.0"}, []exceptions.Exception{except("sql-minimum-tls", "2027-01-01")}, controls.Excused, "under an exception"},
		{values{"minimalTlsVersion": "1.0"}, []exceptions.Exception{except("sql-minimum-tls", "2026-01-01")}, controls.Violated, "which has expired"},
		{values{"minimalTlsVersion": "1.0"}, []exceptions.Exception{except("sql-private", "2027-01-01")}, controls.Violated, "to another rule of the claim"},
		{values{"minimalTlsVersion": 12.0}, nil, controls.Violated, "a number where a text must be"},
		{values{"minimalTlsVersion": []any{"1.2"}}, nil, controls.Violated, "a list"},
	} {
		assert.Equal(t, []controls.Answer{c.want}, answers("sql-minimum-tls", stack(c.inputs), c.except...), c.reason)
	}
	unneeded := answers(controls.RuleExceptions, stack(values{"minimalTlsVersion": "1.2"}), except("sql-minimum-tls", "2027-01-01"))
	assert.Contains(t, unneeded, controls.Violated, "an exception that nothing needs would hide the next mistake")
}

// TestProtectionsOfProduction takes each protection of production's data away and sees it.
func TestProtectionsOfProduction(t *testing.T) {
	t.Parallel()
	j := judge(t)
	violated := func(s *controls.Stack, alone string) map[string]bool {
		found := map[string]bool{}
		only := *j
		only.Rules = nil
		for _, r := range j.Rules {
			if r.ID == alone {
				only.Rules = append(only.Rules, r)
			}
		}
		for _, f := range controls.Violations(only.All(s, false)) {
			found[f.Rule] = true
		}
		return found
	}
	for _, kind := range []string{"sql:Server", "sql:Database", "keyvault:Vault", "keyvault:Key", "storage:StorageAccount"} {
		s := golden(t, "prod")
		for _, r := range s.Resources {
			if r.Kind() == kind && r.Protect {
				r.Protect = false
				break
			}
		}
		assert.True(t, violated(s, "protected")["protected"], "%s without protect", kind)
	}
	locks := 0
	whole := golden(t, "prod")
	for i, r := range whole.Resources {
		if r.Kind() != "authorization:ManagementLockByScope" {
			continue
		}
		locks++
		s := golden(t, "prod")
		s.Resources = append(s.Resources[:i:i], s.Resources[i+1:]...)
		assert.True(t, violated(s, "locked")["locked"], "without %s", r.Name())
	}
	require.Greater(t, locks, 10)
	opened := golden(t, "bootstrap-prod")
	for _, r := range opened.Resources {
		if r.Kind() == "storage:StorageAccount" {
			r.Inputs["publicNetworkAccess"] = "Enabled"
		}
	}
	assert.True(t, violated(opened, "storage-endpoint")["storage-endpoint"], "the state store with a public endpoint")
	let := golden(t, "prod")
	for _, r := range let.Resources {
		if rules, ok := r.Inputs["securityRules"].([]any); ok {
			for _, one := range rules {
				if rule := one.(map[string]any); rule["direction"] == "Inbound" && rule["access"] == "Allow" {
					rule["sourceAddressPrefix"] = "Internet"
				}
			}
		}
	}
	assert.True(t, violated(let, "group-open")["group-open"], "a rule for the internet")
}
