package settings

import (
	"encoding/base64"
	"regexp"
)

// tokenPattern keeps to signs that mean nothing in Gatus's configuration, and is long enough not to be guessed.
var tokenPattern = regexp.MustCompile(`\A[A-Za-z0-9_-]{32,128}\z`)

// statusPage checks the public page and the secrets that it takes.
func (c *checker) statusPage() {
	p, page := at("statusPage"), c.s.Front.StatusPage
	c.word(p.with("title"), page.Title, tagPattern, "cannot be a title")
	c.word(p.with("gatusImage"), page.GatusImage, publicImage, "is no public image by digest")
	c.word(p.with("webImage"), page.WebImage, publicImage, "is no public image by digest")
	c.statusSecrets()
}

// statusSecrets checks the secrets as far as they can be seen. What is wrong with one is told without showing it.
func (c *checker) statusSecrets() {
	front := c.s.Front
	certificate, password := at("statusCertificate"), at("statusCertificatePassword")
	if c.ok(certificate, password) && front.StatusCertificate.Given() != front.StatusCertificatePassword.Given() {
		c.add(certificate, "", "and its password are given together or not at all")
	}
	if seen(front.StatusCertificate) && c.ok(certificate) {
		if _, err := base64.StdEncoding.DecodeString(string(front.StatusCertificate)); err != nil {
			c.add(certificate, "", "is not base64 (its value is not shown)")
		}
	}
	if token := at("outsideProbeToken"); seen(front.OutsideProbeToken) && c.ok(token) && !tokenPattern.MatchString(string(front.OutsideProbeToken)) {
		c.add(token, "", "is no token (its value is not shown)")
	}
}

// seen says whether a secret is there and can be looked at.
func seen(s Secret) bool { return s.Given() && !s.Sealed() }
