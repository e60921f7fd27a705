package arm

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// defaultKubernetes is the version AKS takes when none is named.
const defaultKubernetes = "1.35.0"

// supportedKubernetes are the minor versions AKS supports, oldest first; longTermKubernetes those that only the
// long-term plan still does.
func supportedKubernetes() []string { return []string{"1.34", "1.35", "1.36"} }
func longTermKubernetes() []string  { return []string{"1.33"} }

// minorOf takes "1.35" and 35 out of "1.35.2".
func minorOf(version string) (minor string, number int, ok bool) {
	parts := regexp.MustCompile(`^1\.(\d+)(\.\d+)?$`).FindStringSubmatch(version)
	if parts == nil {
		return "", 0, false
	}
	number, err := strconv.Atoi(parts[1])
	return "1." + parts[1], number, err == nil
}

// patchOf is the version AKS runs for a version that may leave out its last number.
func patchOf(version string) string {
	if strings.Count(version, ".") == 1 {
		return version + ".0"
	}
	return version
}

func checkKubernetesVersion() Check {
	return Check{
		ID: "kubernetes-version", Says: "A new cluster or pool has a version that AKS supports.", Source: aksVersions + " (August 2026); AKS error K8sVersionNotSupported",
		Run: func(r Request) []Problem {
			path := "kubernetesVersion"
			version, state := r.Body.String(path)
			if state != Known || version == "" || r.Old != nil && knownText(*r.Old, path) == version {
				return nil // an empty text asks for the default, as the specification's examples do
			}
			plan, planState := r.Body.String("supportPlan")
			allowed := supportedKubernetes()
			if plan == "AKSLongTermSupport" || planState == Unknown {
				allowed = append(longTermKubernetes(), allowed...)
			}
			minor, _, ok := minorOf(version)
			return one(ok && foldContains(allowed, minor), refusal(path, "K8sVersionNotSupported",
				"Managed cluster %s is on version %s, which is not supported in this region. Supported are %s.", world.Name(r.ID), version, oneOf(allowed)))
		},
	}
}

func checkUpgradePath() Check {
	return Check{
		ID: "kubernetes-upgrade", Says: "A cluster goes up by one minor version at a time, and never down.", Source: "Microsoft Learn, AKS, upgrade-aks-cluster; AKS error OperationNotAllowed",
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			version, state := r.Body.String("kubernetesVersion")
			_, to, ok := minorOf(version)
			_, from, was := minorOf(knownText(*r.Old, "kubernetesVersion"))
			return one(state != Known || !ok || !was || to == from || to == from+1, refusal("kubernetesVersion", "OperationNotAllowed",
				"Upgrading Kubernetes version %s to %s is not allowed: a cluster goes up by one minor version at a time, and never down.", knownText(*r.Old, "kubernetesVersion"), version))
		},
	}
}

func checkLongTermSupport() Check {
	return Check{
		ID: "long-term-support", Says: "Long-term support goes with the tier Premium.", Source: "Microsoft Learn, AKS, long-term-support",
		Run: func(r Request) []Problem {
			plan, _ := r.Body.String("supportPlan")
			tier, state := r.Body.String("sku.tier")
			return one(plan != "AKSLongTermSupport" || state == Unknown || tier == "Premium", refusal("supportPlan", "", "AKSLongTermSupport needs sku.tier \"Premium\"; it is %s.", orAbsent(tier, state)))
		},
	}
}

func checkDNSPrefix() Check {
	return Check{
		ID: "dns-prefix", Says: "A cluster has a DNS prefix of 1 to 54 letters, digits and hyphens, or (private clusters with a zone of their own) a subdomain in its place.",
		Source: "Microsoft Learn, AKS, aks-common-issues-faq, naming restrictions; private-clusters; AKS error DnsPrefixMissing",
		Run: func(r Request) []Problem {
			prefix, state := r.Body.String("dnsPrefix")
			if state == Unknown {
				return nil
			}
			if state == Absent {
				return one(r.Body.Has("fqdnSubdomain"), refusal("dnsPrefix", "", "A cluster needs a DNS prefix (or, where it is private with a zone of its own, fqdnSubdomain)."))
			}
			shape := regexp.MustCompile(`^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$`)
			return one(shape.MatchString(prefix), refusal("dnsPrefix", "InvalidParameter", "The DNS prefix %q is not made of 1 to 54 letters, digits and hyphens, beginning and ending with a letter or digit.", prefix))
		},
	}
}
