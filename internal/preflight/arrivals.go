package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/cloud"
)

// zoneVersion is of azure-rest-api-specs, Microsoft.Network dns 2018-05-01, Zones_Get; replicaVersion of
// Microsoft.ContainerRegistry 2023-07-01, Replications_Get; vaultVersion of Microsoft.KeyVault 2024-11-01, Vaults_Get.
const (
	zoneVersion    = "2018-05-01"
	replicaVersion = "2023-07-01"
	vaultVersion   = "2024-11-01"
)

// delegation compares a zone's own name servers with those that the public DNS names.
func (r *report) delegation(ctx context.Context, azure Cloud, dns Resolver, z Zone) {
	name := "delegation of " + z.Domain
	zone, found, err := azure.Resource(ctx, z.ID, zoneVersion)
	switch {
	case err != nil:
		r.unknown(name, err)
		return
	case !found && z.Stack == r.stack:
		r.add(Waiting, name, "the zone is not there yet", "run up, which makes it; then have it delegated")
		return
	case !found:
		r.add(Failed, name, "the zone is not there", "stackctl up --stack "+z.Stack)
		return
	}
	wanted := servers(zone.Properties["nameServers"])
	delegate := fmt.Sprintf("have the parent of %s name these servers (NS records): %s", z.Domain, strings.Join(wanted, ", "))
	if dns == nil {
		r.add(ByHand, name, "there is no public DNS to ask behind the local Azure", delegate)
		return
	}
	answer, err := dns.LookupNS(ctx, z.Domain)
	if err != nil {
		r.add(Failed, name, "the public DNS does not answer: "+err.Error(), delegate)
		return
	}
	var named []string
	for _, ns := range answer {
		named = append(named, host(ns.Host))
	}
	slices.Sort(named)
	if !slices.Equal(named, wanted) {
		r.add(Failed, name, "the public DNS names "+strings.Join(named, ", "), delegate)
		return
	}
	r.add(OK, name, strings.Join(named, ", "), "")
}

// servers reads a list of names, sorted.
func servers(value any) []string {
	list, _ := value.([]any)
	var names []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			names = append(names, host(text))
		}
	}
	slices.Sort(names)
	return names
}

func host(name string) string { return strings.ToLower(strings.TrimSuffix(name, ".")) }

// replica looks whether every image has arrived in a copy of the registry: a replication is Ready once it is in step, and
// Syncing before (azure-rest-api-specs, ReplicationProperties.status.displayStatus).
func (r *report) replica(ctx context.Context, azure Cloud, e Replica) {
	name := fmt.Sprintf("images of %s in %s", e.Registry, e.Region)
	found, there, err := azure.Resource(ctx, e.ID, replicaVersion)
	if err != nil {
		r.unknown(name, err)
		return
	}
	if !there {
		r.add(Failed, name, "the registry has no replica there", "run up for the part that makes it")
		return
	}
	status, _ := found.Properties["status"].(map[string]any)
	shown, _ := status["displayStatus"].(string)
	made, _ := found.Properties["provisioningState"].(string)
	switch {
	case made != "Succeeded":
		r.add(Failed, name, "the replica is "+made, "look at the registry's replications; remove and make this one again")
	case shown == "" || strings.EqualFold(shown, "Ready"):
		r.add(OK, name, "in step", "")
	case strings.EqualFold(shown, "Syncing"):
		r.add(Waiting, name, shown, "wait until it is Ready")
	default:
		r.add(Failed, name, shown, "look at the registry's replications")
	}
}

// secrets is one row where all are there, and one for each that is not.
func (r *report) secrets(ctx context.Context, azure Cloud, e Expectation) {
	vaults := map[string]bool{} // those asked for, and whether they are there
	good := 0
	for _, s := range e.Secrets {
		name := fmt.Sprintf("secret %s in %s", s.Name, s.Vault)
		there, asked := vaults[s.VaultID]
		if !asked {
			var err error
			if _, there, err = azure.Resource(ctx, s.VaultID, vaultVersion); err != nil {
				r.unknown(name, err)
				continue
			}
			vaults[s.VaultID] = there
		}
		if !there {
			r.add(Waiting, name, "the vault is not there yet", "run up, which makes it; then "+set(e.Stack, s))
			continue
		}
		secret, found, err := azure.Secret(ctx, cloud.Vault{ResourceGroup: s.ResourceGroup, Name: s.Vault}, s.Name)
		switch {
		case err != nil:
			r.unknown(name, err)
		case !found:
			r.add(Failed, name, "missing", set(e.Stack, s))
		case !secret.Enabled:
			r.add(Failed, name, "disabled", set(e.Stack, s)+" --overwrite")
		default:
			good++
		}
	}
	if len(e.Secrets) > 0 && good == len(e.Secrets) {
		r.add(OK, "secrets", fmt.Sprintf("all %d are in their vaults", good), "")
	}
}

// set is the command that puts a secret where it is missing.
func set(stack string, s Secret) string {
	return fmt.Sprintf("stackctl secret set %s --stack %s --vault %s", s.Name, stack, s.Vault)
}
