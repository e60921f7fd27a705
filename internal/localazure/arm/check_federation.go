package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const federationDocument = "Microsoft Learn, entra, workload-identities, workload-identity-federation-considerations"

func checkFederationIssuer() Check {
	return Check{
		ID: "federation-issuer", Says: "The issuer is an https address of at most 600 characters, and so is the subject's length.", Source: federationDocument,
		Run: func(r Request) []Problem {
			issuer, state := r.Body.String("issuer")
			subject, subjectState := r.Body.String("subject")
			return append(
				one(state != Known || strings.HasPrefix(issuer, "https://") && len(issuer) <= 600, refusal("issuer", "", "The issuer %q is not an https address of at most 600 characters.", issuer)),
				one(subjectState != Known || len(subject) >= 1 && len(subject) <= 600, refusal("subject", "", "The subject has %d characters; allowed are 1 to 600.", len(subject)))...,
			)
		},
	}
}

func checkFederationAudience() Check {
	return Check{
		ID: "federation-audience", Says: "A credential has exactly one audience.", Source: federationDocument + "; Microsoft Learn, workload-identity-federation-create-trust-user-assigned-managed-identity",
		Run: func(r Request) []Problem {
			audiences, state := r.Body.Strings("audiences")
			return one(state != Known || len(audiences) == 1, refusal("audiences", "", "A federated identity credential has exactly one audience; %d are given.", len(audiences)))
		},
	}
}

// siblings are the other credentials of the same identity.
func siblings(r Request) []Body {
	var found []Body
	for _, other := range others(r, typeFederation) {
		if strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID)) {
			found = append(found, InputsOf(other))
		}
	}
	return found
}

func checkFederationUnique() Check {
	return Check{
		ID: "federation-unique", Says: "No two credentials of an identity share issuer and subject.", Source: federationDocument + "; bicep-types-az issue 2029",
		Run: func(r Request) []Problem {
			issuer, issuerState := r.Body.String("issuer")
			subject, subjectState := r.Body.String("subject")
			if issuerState != Known || subjectState != Known {
				return nil
			}
			for _, other := range siblings(r) {
				theirIssuer, _ := other.String("issuer")
				theirSubject, _ := other.String("subject")
				if theirIssuer == issuer && theirSubject == subject {
					return []Problem{refusal("subject", "", "The identity %s has a credential with the issuer %q and the subject %q already.", world.Name(world.Parent(r.ID)), issuer, subject)}
				}
			}
			return nil
		},
	}
}

func checkFederationCount() Check {
	return Check{
		ID: "federation-count", Says: "An identity has at most 20 credentials.", Source: federationDocument + "; Microsoft Learn, AKS, workload-identity-overview",
		Run: func(r Request) []Problem {
			count := len(siblings(r)) + 1
			return one(count <= 20, refusal("federatedIdentityCredentialResourceName", "", "The identity %s would have %d credentials; at most 20 are allowed.", world.Name(world.Parent(r.ID)), count))
		},
	}
}
