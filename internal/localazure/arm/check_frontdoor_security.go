package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkDomainTLS() Check {
	return Check{
		ID: "frontdoor-tls", Says: "A domain takes TLS 1.2 at least; older versions are retired.", Source: "Microsoft Learn, frontdoor, end-to-end-tls (1.0 and 1.1 are retired since 1 March 2025)",
		Run: func(r Request) []Problem {
			least, state := r.Body.String("tlsSettings.minimumTlsVersion")
			return one(state != Known || least == "TLS12", refusal("tlsSettings.minimumTlsVersion", "BadRequest", "%q is retired; allowed is \"TLS12\".", least))
		},
	}
}

func checkDomainCertificate() Check {
	return Check{
		ID: "frontdoor-certificate", Says: "A certificate of one's own is a secret of the profile; a managed one is none.", Source: frontDoorSpecification + ", AFDDomainHttpsParameters",
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("tlsSettings.certificateType")
			if state != Known {
				return nil
			}
			own := kind == "CustomerCertificate"
			return one(own == r.Body.Has("tlsSettings.secret"), refusal("tlsSettings.secret", "BadRequest", "The certificate is of type %s; a secret belongs to CustomerCertificate alone.", kind))
		},
	}
}

func checkDomainTaken() Check {
	return Check{
		ID: "frontdoor-host-taken", Says: "A host belongs to one profile alone, in all of Azure.", Source: domainDocument + "; ARM error Conflict",
		Run: func(r Request) []Problem {
			host, state := r.Body.String("hostName")
			if state != Known {
				return nil
			}
			var problems []Problem
			for _, other := range others(r, typeCustomDomain) {
				problems = append(problems, one(!strings.EqualFold(knownText(other, "hostName"), host), refusal("hostName", "Conflict", "The host %q is that of %s already.", host, other.ID))...)
			}
			return problems
		},
	}
}

func checkDomainZone() Check {
	return Check{
		ID: "frontdoor-zone", Says: "The host lies in the DNS zone that the domain names.", Source: domainDocument + ", Azure DNS zones",
		Run: func(r Request) []Problem {
			host, hostState := r.Body.String("hostName")
			zone, zoneState := r.Body.String("azureDnsZone.id")
			if hostState != Known || zoneState != Known {
				return nil
			}
			name := strings.ToLower(world.Name(zone))
			inside := strings.EqualFold(host, name) || strings.HasSuffix(strings.ToLower(host), "."+name)
			return one(inside, refusal("hostName", "BadRequest", "The host %q is not in the zone %q.", host, name))
		},
	}
}

// checkDomainAuthority warns, because the certificate is asked for later than the domain is made.
func checkDomainAuthority() Check {
	return Check{
		ID: "frontdoor-authority", Says: "Where the zone says who may issue certificates, it names digicert.com; otherwise a managed certificate is never issued.", Source: domainDocument + ", CAA records",
		Run: func(r Request) []Problem {
			zone, zoneState := r.Body.String("azureDnsZone.id")
			kind, kindState := r.Body.String("tlsSettings.certificateType")
			if zoneState != Known || kindState != Known || kind != "ManagedCertificate" {
				return nil
			}
			for _, record := range r.View.Under(zone) {
				if !strings.EqualFold(record.Type, typeDNSZone+"/CAA") || world.Name(record.ID) != "@" {
					continue
				}
				issuers := texts(InputsOf(record), "caaRecords[*].value")
				for _, path := range sortedNames(issuers) {
					if strings.EqualFold(issuers[path], "digicert.com") {
						return nil
					}
				}
				return []Problem{warning("azureDnsZone.id", "The CAA records of %s do not name digicert.com.", world.Name(zone))}
			}
			return nil
		},
	}
}

func checkSecurityTier() Check {
	return Check{
		ID: "frontdoor-tiers", Says: "A firewall policy is bound to profiles of its own tier.", Source: firewallDocument + ", waf-front-door-create-portal (policy and profile have one tier); " + firewallSpecification,
		Run: func(r Request) []Problem {
			policy, state := r.Body.String("parameters.wafPolicy.id")
			if state != Known {
				return nil
			}
			theirs, ours := tierOf(r, policy), tierOfProfile(r)
			return one(theirs == "" || ours == "" || theirs == ours, refusal("parameters.wafPolicy.id", "BadRequest", "The policy's tier is %s, the profile's %s.", theirs, ours))
		},
	}
}

func checkSecurityDomains() Check {
	return Check{
		ID: "frontdoor-guarded-once", Says: "A domain stands under one security policy, and each association names a domain and a path.", Source: firewallDocument + ", afds-overview (a domain has one policy); " + frontDoorSpecification,
		Run: func(r Request) []Problem {
			associations, _ := r.Body.Elements("parameters.associations")
			var problems []Problem
			for _, association := range associations {
				if _, state := association.At(""); state != Known {
					continue
				}
				for _, path := range []string{"domains", "patternsToMatch"} {
					problems = append(problems, one(filled(association, path), refusal(association.PathTo(path), "BadRequest", "The association names none."))...)
				}
			}
			ours := texts(r.Body, "parameters.associations[*].domains[*].id")
			for _, other := range others(r, typeSecurityPolicy) {
				theirs := texts(InputsOf(other), "parameters.associations[*].domains[*].id")
				for _, path := range sortedNames(ours) {
					taken := slices.ContainsFunc(sortedNames(theirs), func(p string) bool { return strings.EqualFold(theirs[p], ours[path]) })
					problems = append(problems, one(!taken, refusal(path, "Conflict", "The domain %s stands under the security policy %s already.", world.Name(ours[path]), world.Name(other.ID)))...)
				}
			}
			return problems
		},
	}
}

func checkSecretVersion() Check {
	return Check{
		ID: "frontdoor-secret-version", Says: "A certificate follows the newest version, or names the one it keeps to.", Source: frontDoorSpecification + ", CustomerCertificateParameters",
		Run: func(r Request) []Problem {
			newest, state := r.Body.Bool("parameters.useLatestVersion")
			kind, _ := r.Body.String("parameters.type")
			return one(kind != "CustomerCertificate" || state == Unknown || newest || r.Body.Has("parameters.secretVersion"), refusal("parameters.secretVersion", "BadRequest",
				"useLatestVersion is not set; a version must be named."))
		},
	}
}
