package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/internal/preflight"
	"github.com/trelica/infrastructure/internal/regions"
	"github.com/trelica/infrastructure/stacks/settings"
)

// The steps that neither Resource Manager nor the public DNS shows. Each is on docs/operations/hand-steps.md, which says why a person
// takes it and how; a test holds the two together.

// bootstrapSteps are those before an environment's first up.
func bootstrapSteps(set *settings.Settings) []preflight.Step {
	repository := set.Operations.Repository.Owner + "/" + set.Operations.Repository.Name
	environment := set.Identity.Environment
	return []preflight.Step{
		{
			Name: "emergency accounts", What: "two accounts that exist in the cloud only, excluded from every policy of conditional access, and rehearsed",
			Look: "az ad user show --id " + strings.Join(set.Operations.BreakGlass.AccountIDs, "\naz ad user show --id "),
		},
		{
			Name: "break-glass group", What: "nobody is in it in ordinary times",
			Look: "az ad group member list --group " + set.Operations.BreakGlass.GroupID + ` --query "[].displayName"`,
		},
		{
			Name: "tenant's logs", What: "sign-ins and changes of groups go to the environment's workspace",
			Look: "az rest --method GET --url 'https://management.azure.com/providers/microsoft.aadiam/diagnosticSettings?api-version=2017-04-01'",
		},
		{
			Name: "GitHub environment", What: environment + " has reviewers that the pipeline cannot change",
			Look: fmt.Sprintf("gh api repos/%s/environments/%s --jq '.protection_rules[].type'", repository, environment),
		},
	}
}

// wholeSteps are those of an environment.
func wholeSteps(set *settings.Settings) []preflight.Step {
	var members []string
	for _, id := range append(slices.Clone(set.Cluster.ClusterAdminGroupIDs), set.Database.AdminGroup.ObjectID) {
		members = append(members, "az ad group member list --group "+id+` --query "[].displayName"`)
	}
	steps := []preflight.Step{{
		Name: "Entra groups", What: "those who administer cluster and database, and nobody else", Look: strings.Join(members, "\n"),
	}}
	if len(set.Cluster.ReservedInstances) > 0 {
		steps = append(steps, preflight.Step{
			Name: "reserved instances", What: "bought as the settings declare", Look: "az reservations reservation-order list -o table",
		})
	}
	zone := set.Place.Zone
	certificate := preflight.Step{
		Name: "ingress certificate", What: "valid for the origin of every region for thirty days at least", Look: originLook(set.Place.Region, zone),
	}
	if set.HasRecovery() {
		certificate.Look += "\n" + copiesLook(set)
	}
	return append(steps, certificate, preflight.Step{
		Name: "mail", What: "the zone is authenticated at SendGrid, and receivers are told what to do with what is not",
		Look: "dig +short CNAME s1._domainkey." + zone + "; dig +short TXT " + zone + "; dig +short TXT _dmarc." + zone,
	}, preflight.Step{
		Name: "probe outside Azure", What: "something that is not Azure tells the status page every few minutes that it sees the product",
		Look: "curl -fsS https://" + set.StatusHost() + "/api/v1/endpoints/statuses",
	})
}

// originLook shows the end of an origin's certificate and the names in it. The nodes let in Front Door alone, so that it is asked through
// the cluster's API server.
func originLook(region, zone string) string {
	code := region
	if known, ok := regions.Lookup(region); ok {
		code = known.Code
	}
	host := "origin-" + code + "." + zone
	return "kubectl -n ingress port-forward service/ingress 8443:443 & sleep 3\n" +
		fmt.Sprintf("openssl s_client -connect localhost:8443 -servername %s </dev/null | openssl x509 -noout -enddate -ext subjectAltName", host)
}

// copiesLook shows when the certificate was written into each region's vault: the recovery region has no cluster to ask.
func copiesLook(set *settings.Settings) string {
	at := place{set.Identity.SubscriptionID}
	var looks []string
	for _, names := range []naming.Names{set.Names(), set.RecoveryNames()} {
		id := at.child(at.vault(names, groupVault, "").ID, "secrets", "ingress-certificate")
		looks = append(looks, "az resource show --api-version 2024-11-01 --query properties.attributes.updated --ids "+id)
	}
	return strings.Join(looks, "\n")
}
