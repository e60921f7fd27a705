package azure

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

// IsRegistry says whether a text is the host of a registry of Azure.
func IsRegistry(host string) bool { return registryPattern.MatchString(host) }

// CheckImage enters what keeps an image from being run: only what the environment's own registry has, by digest, may be.
func (p *Problems) CheckImage(field, image, registry string) {
	if !IsRegistry(registry) {
		p.Addf("Registry", "%q; allowed: the host of an Azure registry", registry)
		return
	}
	match := imagePattern.FindStringSubmatch(image)
	switch {
	case match == nil && !strings.Contains(image, "@sha256:"):
		p.Addf(field, "%q is no image by digest: what a tag names can change; allowed: %s/REPOSITORY@sha256:DIGEST", image, registry)
	case match == nil:
		p.Addf(field, "%q is not well formed; allowed: %s/REPOSITORY@sha256:DIGEST", image, registry)
	case match[1] != registry:
		p.Addf(field, "%q comes from %s; allowed: the environment's own registry, %s", image, match[1], registry)
	}
}

// Image is an image of a registry, by digest.
func Image(registry, repository, digest string) string {
	return fmt.Sprintf("%s/%s@%s", registry, repository, digest)
}

// digestLength is how much of a digest tells two images apart in a name.
const digestLength = 12

// ShortDigest is the beginning of an image's digest, or "" of what is no image by digest.
func ShortDigest(image string) string {
	if match := imagePattern.FindStringSubmatch(image); match != nil {
		return match[3][:digestLength]
	}
	return ""
}
