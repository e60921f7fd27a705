package changes_test

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/internal/changes"
)

// scenario is a change that somebody might propose, and what a reviewer must be told of it.
type scenario struct {
	name, stack, reason string
	verdict             changes.Verdict
	// classes are the classes of risk that are there; none other may be.
	classes []changes.Class
	change  func(r *recorder)
	// failure is one without a preview; base are the policies' answers before.
	failure string
	base    func(r *recorder)
}

// unrecorded are scenarios that the engine is not asked about, and why.
var unrecorded = map[string]string{
	"type-nobody-knows":          "the local Azure has no such type either",
	"policy-broken":              "it is of a policy's answers, not of steps",
	"policy-undecided":           "it is of a policy's answers, not of steps",
	"policy-still-broken":        "it is of a policy's answers, not of steps",
	"policy-taken-out":           "it is of a policy's answers, not of steps",
	"policy-broken-and-one-out":  "it is of a policy's answers, not of steps",
	"policy-ends-the-preview":    "it is of a policy's answers, not of steps",
	"five-hundred":               "a recording of it would be larger than all others together",
	"secrets":                    "it plants secrets where no state of ours has any",
	"region-moved":               "the local Azure refuses what the other region has not, and our own policy of locations every third one",
	"hostile-values":             "the local Azure refuses such values before there is a step",
	"pool-property-nobody-knows": "the local Azure refuses a property that its API version has not",
}

// recorded tells whether the engine is asked about a scenario. Without a change, or a program, there is nothing to ask.
func (s scenario) recorded() bool { return s.change != nil && unrecorded[s.name] == "" }

// renaming is a component's type before and after, in the program that the engine runs. With aliases everything in it is kept.
type renaming struct {
	from, to string
	aliased  bool
}

var renamings = map[string]renaming{
	"component-renamed":               {"trelica:database:Database", "trelica:database:Store", true},
	"component-renamed-without-alias": {"trelica:database:Database", "trelica:database:Store", false},
}

const (
	data       = changes.ClassData
	exposure   = changes.ClassExposure
	control    = changes.ClassControl
	disruption = changes.ClassDisruption
	cost       = changes.ClassCost
)

// poolName and database are what many scenarios change.
const (
	poolName = "platform-cluster-pool-general"
	database = "foundation-db-database"
	nodesNSG = "platform-network-nodes-nsg"
)

// rule is a rule of a security group that lets somebody in.
func rule(name, from, port string) map[string]any {
	return map[string]any{
		"access": "Allow", "direction": "Inbound", "name": name, "priority": 150.0, "protocol": "Tcp", "sourceAddressPrefix": from,
		"sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": port, "description": "for a while",
	}
}

func (r *recorder) addRule(added map[string]any) {
	nsg := r.the(nodesNSG)
	rules, _ := nsg.new["securityRules"].([]any)
	nsg.new["securityRules"], nsg.ops = append([]any{added}, rules...), []string{"update"}
}

func scenarios() []scenario {
	return append(append(dataScenarios(), exposureScenarios()...), append(operationScenarios(), textScenarios()...)...)
}

func dataScenarios() []scenario {
	return []scenario{
		{"collation-changed", "dev", "a database with another collation is another database", changes.VerdictCareful, []changes.Class{data}, func(r *recorder) {
			r.set(database, "Latin1_General_100_CI_AS", "collation").replaced("collation")
		}, "", nil},
		{"key-replaced", "dev", "what a key encrypted cannot be read without it", changes.VerdictCareful, []changes.Class{data}, func(r *recorder) {
			r.set("foundation-vault-key-disks", "disks-again", "keyName").replaced("keyName")
		}, "", nil},
		{"protected-removed", "dev", "the engine refuses to delete what is protected, and the preview fails", changes.VerdictFailed, []changes.Class{data, cost}, func(r *recorder) {
			r.the(database).ops, r.the(database).protect = nil, true
			urn := r.the(database).URN
			r.fail(urn, "resource \""+urn+"\" cannot be deleted\nbecause it is protected. To unprotect the resource, either remove the `protect` flag")
		}, "", nil},
		{"protection-taken", "dev", "an unprotected database is what the next change deletes", changes.VerdictCareful, []changes.Class{data}, func(r *recorder) {
			r.the(database).protect, r.the(database).unprotect = true, true
		}, "", nil},
		{"retention-shortened", "dev", "backups that are kept for less long are gone at once", changes.VerdictCareful, []changes.Class{data, cost}, func(r *recorder) {
			r.set("foundation-db-retention", 7.0, "retentionDays")
		}, "", nil},
		{"retention-lengthened", "dev", "keeping longer loses nothing", changes.VerdictChanges, []changes.Class{cost}, func(r *recorder) {
			r.set("foundation-db-retention", 35.0, "retentionDays")
		}, "", nil},
		{"secret-leaves-the-stack", "dev", "what is retained stays in Azure, and nobody manages it", changes.VerdictCareful, []changes.Class{data}, func(r *recorder) {
			r.remove("foundation-vault-secret-session-signing-key")
		}, "", nil},
		{"type-nobody-knows", "dev", "a type that nobody classified is not taken for harmless", changes.VerdictCareful, []changes.Class{data}, func(r *recorder) {
			gone := r.add(database, "azure-native:documentdb/v20240515:DatabaseAccount", "foundation-documents", nil)
			gone.old, gone.ops = map[string]any{"accountName": "cosmos-trelica"}, []string{"delete"}
		}, "", nil},
		{"region-moved", "dev", "a region never moves in place: everything stateful would be another", changes.VerdictCareful, []changes.Class{data, exposure, control, disruption}, func(r *recorder) {
			for _, name := range []string{"foundation-sql-server", database, "foundation-vault-vault", "foundation-registry-registry", "foundation-network-ingress", "platform-cluster-cluster", poolName} {
				if name == poolName {
					r.set(name, "aks-trelica-dev-ukw", "resourceName").replaced("resourceName")
					continue
				}
				r.set(name, "ukwest", "location").replaced("location")
			}
			r.remove("foundation-alerts-database-cpu")
		}, "", nil},
	}
}

func exposureScenarios() []scenario {
	return []scenario{
		{"nsg-opened", "dev", "SSH from everywhere to the nodes", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.addRule(rule("AllowSsh", "Internet", "22"))
		}, "", nil},
		{"nsg-rule-renamed", "dev", "a rule that lets the same through under another name opens nothing", changes.VerdictChanges, nil, func(r *recorder) {
			r.set(nodesNSG, "AllowTheEdge", "securityRules", 0, "name")
		}, "", nil},
		{"nsg-closed", "dev", "without its rule the edge does not reach the ingress", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.set(nodesNSG, "Deny", "securityRules", 0, "access")
		}, "", nil},
		{"vault-opened", "dev", "a vault with a public face", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.set("foundation-vault-vault", "enabled", "properties", "publicNetworkAccess")
			r.set("foundation-vault-vault", map[string]any{"bypass": "AzureServices", "defaultAction": "Allow"}, "properties", "networkAcls")
		}, "", nil},
		{"api-server-opened", "dev", "an API server that answers to everybody", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.set("platform-cluster-cluster", []any{"203.0.113.16/32", "0.0.0.0/0"}, "apiServerAccessProfile", "authorizedIPRanges")
		}, "", nil},
		{"role-granted", "dev", "somebody becomes owner of the whole subscription", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.add("foundation-role-cluster-network", "azure-native:authorization/v20220401:RoleAssignment", "foundation-role-everything", map[string]any{
				"roleAssignmentName": "11111111-2222-5333-8444-555555555555",
				"principalId":        "13b139b0-a527-5c16-acae-cf0f66c7e592", "principalType": "ServicePrincipal", "scope": "/subscriptions/00000000-0000-0000-0000-0000000000d1",
				"roleDefinitionId": "/subscriptions/00000000-0000-0000-0000-0000000000d1/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
			})
		}, "", nil},
		{"role-taken", "dev", "less is a change of roles, too", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.remove("foundation-role-cluster-network")
		}, "", nil},
		{"trust-widened", "dev", "any workflow of a repository takes the identity", changes.VerdictCareful, []changes.Class{exposure}, func(r *recorder) {
			r.add("foundation-role-cluster-network", "azure-native:managedidentity/v20230131:FederatedIdentityCredential", "foundation-trust", map[string]any{
				"resourceGroupName": "rg-trelica-dev-uks-identity", "federatedIdentityCredentialResourceName": "somebody", "audiences": []any{"api://AzureADTokenExchange"},
				"resourceName": "id-trelica-dev-uks-web", "issuer": "https://token.actions.githubusercontent.com", "subject": "repo:somebody/else:ref:refs/heads/main",
			})
		}, "", nil},
	}
}

func operationScenarios() []scenario {
	return []scenario{
		{"size-changed", "dev", "a larger database costs more and breaks connections off once", changes.VerdictCareful, []changes.Class{disruption, cost}, func(r *recorder) {
			r.set(database, 4.0, "sku", "capacity")
		}, "", nil},
		{"pool-renamed", "dev", "a pool with another name is another pool: its nodes go", changes.VerdictCareful, []changes.Class{disruption}, func(r *recorder) {
			r.set(poolName, "common", "agentPoolName").replaced("agentPoolName").deletedFirst()
		}, "", nil},
		{"pool-os-changed", "dev", "another OS SKU rolls the pool", changes.VerdictCareful, []changes.Class{disruption}, func(r *recorder) {
			r.set(poolName, "Ubuntu", "osSKU")
		}, "", nil},
		{"pool-labelled", "dev", "labels of nodes change without anything rolling", changes.VerdictChanges, nil, func(r *recorder) {
			r.set(poolName, map[string]any{"team": "core"}, "nodeLabels")
		}, "", nil},
		{"pool-property-nobody-knows", "dev", "what no document tells is reported as such", changes.VerdictCareful, []changes.Class{disruption}, func(r *recorder) {
			r.set(poolName, map[string]any{"sysctls": true}, "brandNewProfile")
		}, "", nil},
		{"pool-scaled", "dev", "more nodes cost more", changes.VerdictCareful, []changes.Class{disruption, cost}, func(r *recorder) {
			r.set(poolName, 9.0, "maxCount")
		}, "", nil},
		{"address-replaced", "dev", "customers have the egress address in their firewalls", changes.VerdictCareful, []changes.Class{exposure, disruption}, func(r *recorder) {
			r.set("foundation-network-egress-1", "other", "publicIpAddressName").replaced("publicIpAddressName")
		}, "", nil},
		{"alert-deleted", "dev", "a guard that goes", changes.VerdictCareful, []changes.Class{control}, func(r *recorder) {
			r.remove("foundation-vault-alert-purged")
		}, "", nil},
		{"firewall-only-watches", "dev", "a firewall that only detects lets attacks through", changes.VerdictCareful, []changes.Class{control}, func(r *recorder) {
			r.set("front-edge-firewall", "Detection", "policySettings", "mode")
		}, "", nil},
		{"policy-broken", "dev", "a mandatory rule is violated, and it held before", changes.VerdictViolated, []changes.Class{control}, func(r *recorder) {
			urn := r.the("foundation-vault-vault").URN
			r.violate("vault-purge-protection", "mandatory", urn, "[SP-12] purge protection must be on: set enablePurgeProtection")
			r.passes(urn, "vault-closed")
			r.result = "failed"
		}, "", func(r *recorder) {
			r.passes(r.the("foundation-vault-vault").URN, "vault-purge-protection", "vault-closed")
		}},
		{"policy-undecided", "dev", "what cannot be decided is no pass", changes.VerdictCareful, []changes.Class{control}, func(r *recorder) {
			r.violate("sp-08-headers", "warning", r.the("front-edge-route").URN, "undecided: the rule set is known after the update")
		}, "", func(r *recorder) { r.passes(r.the("front-edge-route").URN, "sp-08-headers") }},
		{"policy-still-broken", "dev", "a warning that was there before is no change of control", changes.VerdictNone, nil, func(r *recorder) {
			r.violate("tags", "warning", r.the("front-edge-route").URN, "tag owner is missing")
		}, "", func(r *recorder) {
			r.violate("tags", "warning", r.the("front-edge-route").URN, "tag owner is missing")
		}},
		{"policy-taken-out", "dev", "a rule that nobody is asked any more guards nothing", changes.VerdictCareful, []changes.Class{control}, func(r *recorder) {
			r.passes(r.the("foundation-vault-vault").URN, "vault-closed")
		}, "", func(r *recorder) {
			r.passes(r.the("foundation-vault-vault").URN, "vault-purge-protection", "vault-closed")
		}},
		{"policy-ends-the-preview", "dev", "what a preview did not come to be asked is no finding, and its end is told once", changes.VerdictViolated, []changes.Class{control}, func(r *recorder) {
			r.violate("vault-closed", "mandatory", r.the("foundation-vault-vault").URN, "SP-12: Vaults are closed\nnetworkAcls.defaultAction is Allow\nwhat to do: deny")
			r.fail("", "preview failed")
		}, "", func(r *recorder) {
			r.passes(r.the("foundation-vault-vault").URN, "vault-closed")
			r.passes("", "backups-distant", "segregated")
		}},
		{"policy-broken-and-one-out", "dev", "a preview whose stack was judged was asked everything: a rule that is missing is told beside the violation", changes.VerdictViolated, []changes.Class{control}, func(r *recorder) {
			r.passes("", "segregated")
			r.violate("backups-distant", "mandatory", "", "SP-15: Backups are distant")
			r.fail("", "preview failed")
		}, "", func(r *recorder) {
			r.passes(r.the("foundation-vault-vault").URN, "vault-closed")
			r.passes("", "backups-distant", "segregated")
		}},
		{"component-renamed", "dev", "aliases keep everything: only names change", changes.VerdictChanges, nil, func(r *recorder) {
			for _, name := range []string{"foundation-vault-vault", "foundation-vault-key-disks"} {
				resource := r.the(name)
				resource.was = strings.Replace(resource.URN, "Foundation$", "Base$", 1)
			}
		}, "", nil},
		{"component-renamed-without-alias", "dev", "without an alias the engine knows none of it, and would make again what is there", changes.VerdictFailed, []changes.Class{cost}, func(r *recorder) {
			old := r.the(database)
			made := &recorded{URN: strings.Replace(old.URN, "database:Database$", "database:Store$", 1), new: old.new, ops: []string{"create"}}
			r.order, r.resources[made.URN] = append(r.order, made.URN), made
			r.fail("", "Preview failed: cannot create already existing resource")
		}, "", nil},
		{"tag-changed", "dev", "a tag puts nothing at risk", changes.VerdictChanges, nil, func(r *recorder) {
			r.set(database, "somebody", "tags", "owner")
		}, "", nil},
		{"nothing", "dev", "with nothing to say, one line", changes.VerdictNone, nil, func(*recorder) {}, "", nil},
		{"does-not-compile", "dev", "the error comes first", changes.VerdictFailed, nil, nil, "the program in infra does not build: exit status 1\n./main.go:7:2: undefined: stacks.Biuld", nil},
		{"five-hundred", "dev", "what needs a careful look is never cut, property diffs are", changes.VerdictCareful, []changes.Class{data}, func(r *recorder) {
			for i := range 500 {
				r.add(database, "azure-native:storage/v20240101:BlobContainer", fmt.Sprintf("container-%03d", i), map[string]any{
					"containerName": fmt.Sprintf("c%03d", i), "metadata": map[string]any{"text": strings.Repeat("x", i)},
				})
			}
			for i := range 20 {
				gone := r.add(database, "azure-native:storage/v20240101:BlobContainer", fmt.Sprintf("old-%03d", i), nil)
				gone.old, gone.ops = map[string]any{"containerName": fmt.Sprintf("o%03d", i)}, []string{"delete"}
			}
		}, "", nil},
	}
}

func textScenarios() []scenario {
	return []scenario{
		{"hostile-values", "dev", "values cannot leave their place, call people or hide", changes.VerdictCareful, []changes.Class{data, exposure, cost}, func(r *recorder) {
			r.set("foundation-db-long-term", "P1W` ```\n```\n</details>\n@trelica/everybody <img src=x onerror=alert(1)> [a](https://evil.example)", "weeklyRetention")
			added := rule("Allow` @octocat </details> | <script>", "Internet", "22")
			r.addRule(added)
			r.set("front-edge-record-app", "line\r\n\u202eevil\u202c \x1b[31mred ~~~~ | bar", "metadata").ops = []string{"update"}
		}, "", nil},
		{"secrets", "dev", "what is marked as secret is masked, and what nobody marked as well", changes.VerdictChanges, nil, func(r *recorder) {
			secret := r.the("foundation-vault-secret-session-signing-key")
			secret.old["properties"] = map[string]any{"value": secretValue(), "contentType": "a"}
			secret.new["properties"] = map[string]any{"value": "unmarked-" + planted, "contentType": "b"}
			secret.ops, secret.detailed = []string{"update"}, map[string]any{"properties.value": map[string]any{"diffKind": "update", "inputDiff": true}}
			r.set(database, map[string]any{"note": "Server=x;Password=" + planted + ";", "key": "-----BEGIN RSA PRIVATE KEY-----\n" + planted + "\n-----END RSA PRIVATE KEY-----"}, "tags")
			r.add(database, "kubernetes:core/v1:Secret", "made", map[string]any{"stringData": map[string]any{"token": planted}, "data": map[string]any{"a": planted}})
			r.say("warning", "", "the token ghp_"+strings.Repeat("a1", 18)+" is old")
		}, "", nil},
	}
}

// planted is what must not be seen.
const planted = "Pl4ntedS3cretV4lue"
