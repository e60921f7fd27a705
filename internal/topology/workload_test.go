package topology_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/internal/topology"
)

// productInDev is what a workload adds to dev: an ingress with the public address, a web that it publishes, a worker, and the
// policies that let them do what they need. The ingress has a namespace of its own, which no policy of the golden holds.
const productInDev = `
kubernetes:core/v1:Namespace ingress: {metadata: {name: gate}}
kubernetes:networking.k8s.io/v1:NetworkPolicy ingress-deny:
  metadata: {name: default-deny, namespace: gate}
  spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
kubernetes:networking.k8s.io/v1:NetworkPolicy ingress-traefik:
  metadata: {name: traefik, namespace: gate}
  spec:
    podSelector: {matchLabels: {app: traefik}}
    policyTypes: [Ingress, Egress]
    ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: websecure}]}]
    egress:
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: product}}, podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 8080}]
    - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]
      ports: [{port: 53, protocol: UDP}, {port: 53}]
kubernetes:core/v1:ConfigMap ingress-config:
  metadata: {name: traefik, namespace: gate}
  data: {dynamic.yaml: "rule: '!Header(` + "`X-Azure-FDID`, `0a1b2c3d-0000-4000-8000-00000000000f`" + `)'"}
kubernetes:apps/v1:Deployment ingress-traefik-pods:
  metadata: {name: traefik, namespace: gate}
  spec: {template: {metadata: {labels: {app: traefik}}, spec: {containers: [{ports: [{name: websecure, containerPort: 8443}]}]}}}
kubernetes:core/v1:Service ingress-service:
  metadata: {name: traefik, namespace: gate, annotations: {service.beta.kubernetes.io/azure-pip-name: pip-trelica-dev-uks-ingress}}
  spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: traefik}, ports: [{port: 443, targetPort: websecure}]}
kubernetes:apps/v1:Deployment web-pods:
  metadata: {name: web, namespace: product}
  spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}}
kubernetes:networking.k8s.io/v1:NetworkPolicy web:
  metadata: {name: web, namespace: product}
  spec:
    podSelector: {matchLabels: {app: web}}
    policyTypes: [Ingress, Egress]
    ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gate}}, podSelector: {matchLabels: {app: traefik}}}], ports: [{port: http}]}]
    egress: [{to: [{ipBlock: {cidr: 10.32.128.0/26}}], ports: [{port: 1433}]}]
kubernetes:apps/v1:Deployment worker-pods:
  metadata: {name: worker, namespace: product}
  spec: {template: {metadata: {labels: {app: worker}}, spec: {containers: [{}]}}}
kubernetes:networking.k8s.io/v1:NetworkPolicy worker:
  metadata: {name: worker, namespace: product}
  spec:
    podSelector: {matchLabels: {app: worker}}
    policyTypes: [Egress]
    egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 443}]}]
`

// productFlows are what it declares.
var productFlows = []topology.Flow{
	{From: "ingress", To: "pods:gate/traefik", Ports: "8443", Why: "Customers' requests."},
	{From: "pods:gate/traefik", To: "pods:product/web", Ports: "8080", Why: "The product is published."},
	{From: "pods:product/web", To: "endpoint:sql@data", Ports: "1433", Why: "It uses the database."},
	{From: "pods:product/worker", To: "internet", Ports: "443", Why: "It calls customers' services."},
	{From: "pods:product/worker", To: "api-server", Ports: "443", Why: "Its address is one of the Internet's.", Optional: true},
	{From: "pods:gate/traefik", To: "pods:kube-system/kube-dns", Ports: "53", Why: "It asks for names."},
}

// productStates are dev's with the product, after a change to what it adds; nil removes a resource.
func productStates(t *testing.T, change func(name string, inputs map[string]any) map[string]any) []topology.State {
	t.Helper()
	var planted map[string]map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(productInDev), &planted))
	all := states(t, "dev")
	for key, inputs := range planted {
		token, name, _ := strings.Cut(key, " ")
		if change != nil {
			inputs = change(name, inputs)
		}
		if inputs != nil {
			all[0].Resources = append(all[0].Resources, topology.Resource{URN: "urn:pulumi:dev::trelica::" + token + "::" + name, Inputs: inputs})
		}
	}
	return all
}

// TestWorkloadsComeInWithTheirPods: pods, policies and services are judged as soon as a state holds them.
func TestWorkloadsComeInWithTheirPods(t *testing.T) {
	t.Parallel()
	d := declared(t, "dev")
	d.Flows = append(d.Flows, productFlows...)
	bare := compare("dev", states(t, "dev"), declared(t, "dev"))
	// Every pod of our namespaces asks for names; the ingress' own others do not, because its policy is for one app.
	fresh := func(all []topology.State, d topology.Declaration) []string {
		var texts []string
		for _, finding := range compare("dev", all, d) {
			if !slices.Contains(bare, finding) && !strings.Contains(finding.From, "gate/others") {
				texts = append(texts, finding.String())
			}
		}
		return texts
	}
	assert.Empty(t, fresh(productStates(t, nil), d), "the computed flows are the declared ones")
	for _, test := range []struct {
		reason string
		name   string
		path   []string
		value  any
		want   string
	}{
		{"a pod that nobody declared reaches the database", "worker", []string{"spec", "egress"},
			[]any{map[string]any{"to": []any{map[string]any{"ipBlock": map[string]any{"cidr": "10.32.128.0/26"}}}}},
			"open, and declared nowhere: pods product/worker in aks-trelica-dev-uks to sql-trelica-dev-uks by pep-trelica-dev-uks-sql, tcp 1433: policy product/worker"},
		{"the exception that keeps a pod from private addresses is gone", "worker", []string{"spec", "egress"},
			[]any{map[string]any{"to": []any{map[string]any{"ipBlock": map[string]any{"cidr": "0.0.0.0/0"}}}, "ports": []any{map[string]any{"port": 443}}}},
			"open, and declared nowhere: pods product/worker in aks-trelica-dev-uks to kv-trelica-dev-uks by pep-trelica-dev-uks-vault, tcp 443: policy product/worker"},
		{"a policy lets only a part of the endpoints' subnet through", "web", []string{"spec", "egress"},
			[]any{map[string]any{"to": []any{map[string]any{"ipBlock": map[string]any{"cidr": "10.32.128.0/28"}}}, "ports": []any{map[string]any{"port": 1433}}}},
			"undecided: pods product/web in aks-trelica-dev-uks to sql-trelica-dev-uks by pep-trelica-dev-uks-sql, tcp 1433: some addresses only: policy product/web"},
		{"the web is open to every pod of the cluster", "web", []string{"spec", "ingress"}, []any{map[string]any{}},
			"open, and declared nowhere: pods unmanaged/others in aks-trelica-dev-uks to pods product/web in aks-trelica-dev-uks, any *"},
		{"the ingress is open to the cluster too: with Cilium a range of all addresses is not", "ingress-traefik", []string{"spec", "ingress"},
			[]any{map[string]any{"ports": []any{map[string]any{"port": "websecure"}}}},
			"open, and declared nowhere: nodes of aks-trelica-dev-uks to pods gate/traefik in aks-trelica-dev-uks, tcp 8443"},
		{"the service leads to another port", "ingress-service", []string{"spec", "ports"}, []any{map[string]any{"port": 443, "targetPort": 9000}},
			"declared, and closed: ingress pip-trelica-dev-uks-ingress to pods gate/traefik in aks-trelica-dev-uks, tcp 8443: service gate/traefik does not lead there"},
		{"the ingress no longer asks for our profile's identifier", "ingress-config", []string{"data"}, map[string]any{},
			"open, and declared nowhere: Front Door profiles of other customers, with requests to ingress pip-trelica-dev-uks-ingress, tcp 443"},
		{"which identifier it asks for is not known yet", "ingress-config", []string{"data", "dynamic.yaml"}, "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
			"undecided: Front Door profiles of other customers, with requests to ingress pip-trelica-dev-uks-ingress, tcp 443"},
		{"pods have their node's network, which no policy holds", "worker-pods", []string{"spec", "template", "spec", "hostNetwork"}, true,
			"open, and declared nowhere: pods product/worker in aks-trelica-dev-uks to sql-trelica-dev-uks by pep-trelica-dev-uks-sql, tcp 1433"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			all := productStates(t, func(name string, inputs map[string]any) map[string]any {
				if name == test.name {
					return changed(inputs, test.path, test.value)
				}
				return inputs
			})
			found := fresh(all, d)
			assert.True(t, slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, test.want) }), "%s", strings.Join(found, "\n"))
		})
	}
}

// TestEveryRemovedPolicyOfAWorkloadIsSeen takes each of its policies away.
func TestEveryRemovedPolicyOfAWorkloadIsSeen(t *testing.T) {
	t.Parallel()
	d := declared(t, "dev")
	d.Flows = append(d.Flows, productFlows...)
	before := compare("dev", productStates(t, nil), d)
	for _, policy := range []string{"ingress-deny", "ingress-traefik", "web", "worker"} {
		all := productStates(t, func(name string, inputs map[string]any) map[string]any {
			if name == policy {
				return nil
			}
			return inputs
		})
		assert.True(t, seen("dev", all, d, before), policy)
	}
}
