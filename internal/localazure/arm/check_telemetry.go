package arm

import (
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

func checkComponentWorkspace() Check {
	return Check{
		ID: "component-workspace", Says: "Application Insights keeps its data in a workspace; the classic kind is retired.", Source: componentSpecification + ", workspaceResourceId; Microsoft Learn, azure-monitor, app, convert-classic-resource (retired 29 February 2024)",
		Run: func(r Request) []Problem {
			return one(r.Body.Has("workspaceResourceId"), refusal("workspaceResourceId", "BadRequest", "A component needs a workspace."))
		},
	}
}

func checkComponentRetention() Check {
	return Check{
		ID: "component-retention", Says: "Telemetry is kept for 30, 60, 90, 120, 180, 270, 365, 550 or 730 days.", Source: "Microsoft Learn, azure-monitor, app, application-insights-faq, retention",
		Run: func(r Request) []Problem {
			days, state := r.Body.Number("retentionInDays")
			return one(state != Known || slices.Contains([]float64{30, 60, 90, 120, 180, 270, 365, 550, 730}, days), refusal("retentionInDays", "BadRequest", "%v days are none of 30, 60, 90, 120, 180, 270, 365, 550, 730.", days))
		},
	}
}

func checkTestLink() Check {
	return Check{
		ID: "web-test-link", Says: "A test carries one tag hidden-link: with the identifier of its component.", Source: webTestSpecification + ", example WebTestCreate; ARM error BadRequest (hidden-link)",
		Run: func(r Request) []Problem {
			keys, state := r.Body.Keys("tags")
			if state == Unknown {
				return nil
			}
			var links []string
			for _, key := range keys {
				if id, is := strings.CutPrefix(key, "hidden-link:"); is {
					links = append(links, id)
				}
			}
			if len(links) != 1 {
				return []Problem{refusal("tags", "BadRequest", "The test has %d tags hidden-link:; it needs one.", len(links))}
			}
			_, there := r.View.Get(links[0])
			return one(there && strings.EqualFold(world.TypeOf(links[0]), typeComponent), refusal("tags", "BadRequest", "%s is no component that exists; if this program makes it, depend on it.", links[0]))
		},
	}
}

func checkTestKind() Check {
	return Check{
		ID: "web-test-kind", Says: "A test is of one kind, said twice; the kinds ping and multistep are retired, and a standard test says what it requests.", Source: webTestSpecification + ", WebTestKind; " + webTestDocument + "-overview (classic tests retire 30 September 2026)",
		Run: func(r Request) []Problem {
			kind, kindState := r.Body.String("kind")
			again, againState := r.Body.String("webTestKind")
			if againState != Known {
				return nil
			}
			problems := one(kindState == Unknown || kind == again, refusal("kind", "BadRequest", "kind is %q, webTestKind %q.", kind, again))
			if again != "standard" {
				return append(problems, warning("webTestKind", "Tests of the kind %q are retired.", again))
			}
			return append(problems, one(r.Body.Has("request.requestUrl"), refusal("request.requestUrl", "BadRequest", "A standard test needs an address."))...)
		},
	}
}

// testPlaces are the places that tests run from.
func testPlaces() []string {
	return []string{
		"apac-hk-hkn-azr", "apac-jp-kaw-edge", "apac-sg-sin-azr", "emea-au-syd-edge", "emea-ch-zrh-edge", "emea-fr-pra-edge", "emea-gb-db3-azr",
		"emea-nl-ams-azr", "emea-ru-msa-edge", "emea-se-sto-edge", "latam-br-gru-edge", "us-ca-sjc-azr", "us-fl-mia-edge", "us-il-ch1-azr",
		"us-tx-sn1-azr", "us-va-ash-azr",
	}
}

func checkTestPlaces() Check {
	return Check{
		ID: "web-test-places", Says: "A test runs from places that exist, each once, at least one.", Source: webTestDocument + ", location population tags",
		Run: func(r Request) []Problem {
			if _, state := r.Body.Elements("locations"); state == Unknown {
				return nil
			}
			problems := one(filled(r.Body, "locations"), refusal("locations", "BadRequest", "The test runs from nowhere."))
			seen := map[string]bool{}
			found := texts(r.Body, "locations[*].location")
			for _, path := range sortedNames(found) {
				problems = append(problems, one(foldContains(testPlaces(), found[path]), refusal(path, "BadRequest", "%q is no place that tests run from; there are %s.", found[path], oneOf(testPlaces())))...)
				problems = append(problems, one(!seen[found[path]], refusal(path, "BadRequest", "The place %q stands twice.", found[path]))...)
				seen[found[path]] = true
			}
			return problems
		},
	}
}

func checkTestTimes() Check {
	return Check{
		ID: "web-test-times", Says: "A test runs every 5, 10 or 15 minutes, and gives up within 2.", Source: webTestDocument + "; " + webTestSpecification + ", Frequency and Timeout",
		Run: func(r Request) []Problem {
			every, state := r.Body.Number("frequency")
			problems := one(state != Known || slices.Contains([]float64{300, 600, 900}, every), refusal("frequency", "BadRequest", "%v seconds are none of 300, 600, 900.", every))
			return append(problems, between(r.Body, "timeout", 1, 120, "The timeout")...)
		},
	}
}

func checkTestCertificate() Check {
	return Check{
		ID: "web-test-certificate", Says: "A test can look at a certificate only over HTTPS, and warn 1 to 365 days before it expires.", Source: webTestDocument + ", SSL certificate validation; " + webTestSpecification + ", ValidationRules",
		Run: func(r Request) []Problem {
			const rules = "validationRules."
			problems := between(r.Body, rules+"sSLCertRemainingLifetimeCheck", 1, 365, "The remaining lifetime")
			looks, looksState := r.Body.Bool(rules + "sSLCheck")
			url, urlState := r.Body.String("request.requestUrl")
			problems = append(problems, one(looksState == Unknown || looks || !r.Body.Has(rules+"sSLCertRemainingLifetimeCheck"), refusal(rules+"sSLCertRemainingLifetimeCheck", "BadRequest", "sSLCheck is off; the lifetime would not be looked at."))...)
			return append(problems, one(!looks || urlState != Known || strings.HasPrefix(url, "https://"), refusal(rules+"sSLCheck", "BadRequest", "The address %q has no certificate.", url))...)
		},
	}
}
