package settings

import (
	"fmt"
	"regexp"
	"slices"
)

var (
	secretPattern      = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z`)
	contentTypePattern = regexp.MustCompile(`\A[ -~]{1,100}\z`)
)

// uses are all uses of secrets.
func uses() []string {
	return []string{UseIdentityProvider, UseMail, UseIngress, UseStatusPage, UseOther}
}

// ingress checks how requests come in.
func (c *checker) ingress() {
	w := c.s.Workloads
	if w.IngressImage != "" {
		c.image(at("ingressImage"), w.IngressImage)
	}
	c.within(at("ingressReplicas"), w.IngressReplicas, 2, 20)
}

// secrets checks each secret by itself, and that somebody reads it.
func (c *checker) secrets() {
	all, p := c.s.Workloads.Secrets, at("secrets")
	seen, ingress := map[string]bool{}, false
	for i, secret := range all {
		each := p.with(i)
		name, use := each.with("name"), each.with("use")
		c.word(name, secret.Name, secretPattern, "cannot be the name of a secret")
		switch {
		case !c.ok(name):
		case secret.Name == SessionKey:
			c.add(name, short(secret.Name), "is a secret that the program makes")
		case seen[secret.Name]:
			c.add(name, short(secret.Name), "is given twice")
		}
		seen[secret.Name] = true
		if c.ok(use) && !slices.Contains(uses(), secret.Use) {
			c.add(use, short(secret.Use), "is no use of a secret"+suggest(secret.Use, uses()))
		}
		if c.ok(use) && secret.Use == UseIngress && ingress {
			c.add(use, short(secret.Use), "is another secret's use too, and the ingress has one certificate")
		}
		ingress = ingress || secret.Use == UseIngress
		if content := each.with("contentType"); secret.ContentType != "" {
			c.word(content, secret.ContentType, contentTypePattern, "is no type of content")
		}
	}
	if c.whole(p, at("workloads")) && c.s.Workloads.HasIngress() && !ingress {
		c.add(p, "", "has none of use ingress, and hosts are published, which need a certificate")
	}
	if !c.whole(at("workloads")) {
		return
	}
	for i, secret := range all {
		if each := p.with(i); c.whole(each) && secret.Use != UseIngress && secret.Use != UseStatusPage && !c.isRead(secret.Name) {
			c.add(each.with("name"), short(secret.Name), "is read by no workload")
		}
	}
}

func (c *checker) isRead(secret string) bool {
	return slices.ContainsFunc(c.s.Workloads.Workloads, func(w Workload) bool { return slices.Contains(w.Secrets, secret) })
}

// reads checks the secrets that one workload reads.
func (c *checker) reads(each path, w Workload) {
	p := each.with("secrets")
	doubles(c, p, w.Secrets, short)
	for i, name := range w.Secrets {
		where := p.with(i)
		if !c.ok(where) || !c.whole(at("secrets")) || name == SessionKey {
			continue
		}
		at := slices.IndexFunc(c.s.Workloads.Secrets, func(s BroughtSecret) bool { return s.Name == name })
		if at < 0 {
			c.add(where, short(name), "is not declared in trelica:secrets"+suggest(name, c.readable()))
			continue
		}
		if message := refusal(c.s.Workloads.Secrets[at], w); message != "" {
			c.add(where, short(name), message)
		}
	}
}

// readable are the names of all secrets that a workload may name.
func (c *checker) readable() []string {
	names := []string{SessionKey}
	for _, secret := range c.s.Workloads.Secrets {
		names = append(names, secret.Name)
	}
	return names
}

// refusal says why a workload may not read a secret, or "".
func refusal(secret BroughtSecret, w Workload) string {
	switch {
	case secret.Use == UseIdentityProvider && w.Kind != KindWeb:
		return fmt.Sprintf("is an identity provider's, which only a web may read and not a %s (claim SP-01)", w.Kind)
	case secret.Use == UseMail && !w.SendsMail:
		return "is the mail service's, which only a workload with sendsMail may read (claim SP-06)"
	case secret.Use == UseIngress:
		return "is the ingress's own"
	case secret.Use == UseStatusPage:
		return "is the status page's own"
	}
	return ""
}
