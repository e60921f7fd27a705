package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const (
	probeDocument  = "Microsoft Learn, frontdoor, health-probes"
	originDocument = "Microsoft Learn, frontdoor, origin"
	routeDocument  = "Microsoft Learn, frontdoor, front-door-routing-architecture"
	rulesDocument  = "Microsoft Learn, frontdoor, front-door-rules-engine and front-door-rules-engine-actions"
)

func checkProfileTimeout() Check {
	return Check{
		ID: "frontdoor-timeout", Says: "An origin may take 16 to 240 seconds to answer.", Source: "Microsoft Learn, frontdoor, front-door-faq, origin response timeout; " + cdnSpecification,
		Run: func(r Request) []Problem {
			return between(r.Body, "originResponseTimeoutSeconds", 16, 240, "The origin's response timeout")
		},
	}
}

func checkProbe() Check {
	return Check{
		ID: "origin-probe", Says: "A health probe's path begins with a slash, and it is sent every 1 to 255 seconds.", Source: cdnSpecification + ", HealthProbeParameters; " + probeDocument,
		Run: func(r Request) []Problem {
			problems := between(r.Body, "healthProbeSettings.probeIntervalInSeconds", 1, 255, "The interval of the probe")
			path, state := r.Body.String("healthProbeSettings.probePath")
			return append(problems, one(state != Known || strings.HasPrefix(path, "/"), refusal("healthProbeSettings.probePath", "BadRequest", "The path %q does not begin with a slash.", path))...)
		},
	}
}

func checkSamples() Check {
	return Check{
		ID: "origin-samples", Says: "No more samples can be asked to succeed than are taken; latency is 0 to 1000 milliseconds.", Source: originDocument + ", load-balancing settings; terraform-provider-azurerm cdn_frontdoor_origin_group (supporting)",
		Run: func(r Request) []Problem {
			const settings = "loadBalancingSettings."
			problems := between(r.Body, settings+"sampleSize", 0, 255, "The number of samples")
			problems = append(problems, between(r.Body, settings+"successfulSamplesRequired", 0, 255, "The number of samples that must succeed")...)
			problems = append(problems, between(r.Body, settings+"additionalLatencyInMilliseconds", 0, 1000, "The additional latency")...)
			taken, takenState := r.Body.Number(settings + "sampleSize")
			needed, neededState := r.Body.Number(settings + "successfulSamplesRequired")
			return append(problems, one(takenState != Known || neededState != Known || needed <= taken, refusal(settings+"successfulSamplesRequired", "BadRequest",
				"%v of %v samples cannot succeed.", needed, taken))...)
		},
	}
}

func checkOriginOrder() Check {
	return Check{
		ID: "origin-order", Says: "An origin's priority is 1 to 5, its weight 1 to 1000, its ports 1 to 65535.", Source: frontDoorSpecification + ", AFDOriginUpdatePropertiesParameters",
		Run: func(r Request) []Problem {
			problems := between(r.Body, "priority", 1, 5, "The priority")
			problems = append(problems, between(r.Body, "weight", 1, 1000, "The weight")...)
			problems = append(problems, between(r.Body, "httpPort", 1, 65535, "The port")...)
			return append(problems, between(r.Body, "httpsPort", 1, 65535, "The port")...)
		},
	}
}

func checkOriginHost() Check {
	return Check{
		ID: "origin-host", Says: "An origin's host is a name or an address, without scheme or path, and stands once in its group.", Source: frontDoorSpecification + ", AFDOrigin hostName; " + originDocument,
		Run: func(r Request) []Problem {
			host, state := r.Body.String("hostName")
			if state != Known {
				return nil
			}
			problems := one(host != "" && !strings.ContainsAny(host, "/ "), refusal("hostName", "BadRequest", "%q is neither a host's name nor an address.", host))
			for _, other := range others(r, typeOrigin) {
				same := strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID)) && strings.EqualFold(knownText(other, "hostName"), host)
				problems = append(problems, one(!same, refusal("hostName", "Conflict", "The origin %s of this group has the host %q already.", world.Name(other.ID), host))...)
			}
			return problems
		},
	}
}

func checkOriginPrivateLink() Check {
	return Check{
		ID: "origin-private-link", Says: "An origin behind a private link needs the Premium tier and the check of its certificate's name.", Source: "Microsoft Learn, frontdoor, private-link; " + originDocument,
		Run: func(r Request) []Problem {
			if !r.Body.Has("sharedPrivateLinkResource") {
				return nil
			}
			tier := tierOfProfile(r)
			problems := one(tier == "" || tier == "Premium_AzureFrontDoor", refusal("sharedPrivateLinkResource", "BadRequest", "The profile's tier is %s; private links need Premium_AzureFrontDoor.", tier))
			checked, state := r.Body.Bool("enforceCertificateNameCheck")
			return append(problems, one(state != Known || checked, refusal("enforceCertificateNameCheck", "BadRequest", "A private link needs the check of the certificate's name."))...)
		},
	}
}

// tierOfProfile is the tier of the profile that a resource lies in, "" where it is not known.
func tierOfProfile(r Request) string {
	return tierOf(r, profileID(r.ID))
}

func tierOf(r Request, id string) string {
	found, there := r.View.Get(id)
	if !there {
		return ""
	}
	return knownText(found, "sku.name")
}

// profileID is the identifier of the profile that a resource lies in.
func profileID(id string) string {
	for above := id; above != ""; above = world.Parent(above) {
		if strings.EqualFold(world.TypeOf(above), typeProfile) {
			return above
		}
	}
	return ""
}

func checkRouteOrigins() Check {
	return Check{
		ID: "route-origins", Says: "A route leads to an origin group that has an origin that is switched on.", Source: "ARM error BadRequest (at least one enabled origin is created under the origin group); " + routeDocument,
		Run: func(r Request) []Problem {
			group, state := r.Body.String("originGroup.id")
			if _, there := r.View.Get(group); state != Known || !there {
				return nil
			}
			on := slices.ContainsFunc(r.View.Under(group), func(origin world.Resource) bool { return knownText(origin, "enabledState") != "Disabled" })
			return one(on, refusal("originGroup.id", "BadRequest", "The origin group %s has no origin that is switched on; if this program makes one, depend on it.", world.Name(group)))
		},
	}
}

func checkRouteDomains() Check {
	return Check{
		ID: "route-domains", Says: "A route serves at least one domain: a custom one, or the endpoint's own.", Source: routeDocument + "; terraform-provider-azurerm cdn_frontdoor_route (supporting)",
		Run: func(r Request) []Problem {
			link, linkState := r.Body.String("linkToDefaultDomain")
			served := filled(r.Body, "customDomains") || linkState == Unknown || link == "Enabled"
			return one(served, refusal("customDomains", "BadRequest", "The route has no custom domain and is not linked to the endpoint's own."))
		},
	}
}

func checkRouteRedirect() Check {
	return Check{
		ID: "route-redirect", Says: "A route that redirects to HTTPS takes both HTTP and HTTPS.", Source: routeDocument + "; terraform-provider-azurerm front_door_route_https_redirect.go (supporting)",
		Run: func(r Request) []Problem {
			redirect, _ := r.Body.String("httpsRedirect")
			protocols, state := r.Body.Strings("supportedProtocols")
			both := foldContains(protocols, "Http") && foldContains(protocols, "Https")
			return one(redirect != "Enabled" || state != Known || both, refusal("supportedProtocols", "BadRequest", "httpsRedirect is Enabled; the route must take Http and Https."))
		},
	}
}

func checkRouteOverlap() Check {
	return Check{
		ID: "route-overlap", Says: "Two routes of an endpoint do not serve the same path of the same domain.", Source: "Microsoft Learn, frontdoor, front-door-route-matching; bicep issue 13502 (the endpoint's own domain is one too)",
		Run: func(r Request) []Problem {
			domains, patterns := r.Body.All("customDomains[*].id"), texts(r.Body, "patternsToMatch[*]")
			var problems []Problem
			for _, other := range others(r, typeRoute) {
				if !strings.EqualFold(world.Parent(other.ID), world.Parent(r.ID)) {
					continue
				}
				theirs := InputsOf(other)
				taken, _ := theirs.Strings("patternsToMatch")
				shared := slices.ContainsFunc(domains, func(d Found) bool {
					return d.State == Known && d.Value.IsString() && slices.ContainsFunc(theirs.All("customDomains[*].id"), func(t Found) bool {
						return t.State == Known && t.Value.IsString() && strings.EqualFold(t.Value.StringValue(), d.Value.StringValue())
					})
				})
				ours, _ := r.Body.String("linkToDefaultDomain")
				both := ours == "Enabled" && knownText(other, "linkToDefaultDomain") == "Enabled"
				for _, path := range sortedNames(patterns) {
					problems = append(problems, one(!shared && !both || !slices.Contains(taken, patterns[path]), refusal(path, "BadRequest",
						"The route domains, paths and protocols configuration has a conflict: the route %s serves %q of one of these domains already.", world.Name(other.ID), patterns[path]))...)
				}
			}
			return problems
		},
	}
}
