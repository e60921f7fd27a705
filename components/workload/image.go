package workload

import (
	"fmt"
	"regexp"
	"strings"
)

// imagePattern is an image by digest, in three parts: host, repository, digest (OCI distribution specification, pulling
// manifests).
var imagePattern = regexp.MustCompile(`\A([a-z0-9.-]+)/([a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)@sha256:([0-9a-f]{64})\z`)

// registryPattern is the host of a registry of Azure.
var registryPattern = regexp.MustCompile(`\A[a-z0-9]{5,50}\.azurecr\.io\z`)

// checkImage says what keeps an image from being run, or "".
func checkImage(image, registry string) string {
	match := imagePattern.FindStringSubmatch(image)
	switch {
	case match == nil && !strings.Contains(image, "@sha256:"):
		return fmt.Sprintf("%q is no image by digest: what a tag names can change; allowed: %s/REPOSITORY@sha256:DIGEST", image, registry)
	case match == nil:
		return fmt.Sprintf("%q is not well formed; allowed: %s/REPOSITORY@sha256:DIGEST", image, registry)
	case match[1] != registry:
		return fmt.Sprintf("%q comes from %s; allowed: the environment's own registry, %s", image, match[1], registry)
	}
	return ""
}

// digestLength is how much of a digest tells two images apart in a name.
const digestLength = 12

// shortDigest is the beginning of an image's digest.
func shortDigest(image string) string {
	if match := imagePattern.FindStringSubmatch(image); match != nil {
		return match[3][:digestLength]
	}
	return ""
}
