// Package random is the local stand-in for Pulumi's random provider: passwords, bytes, identifiers and names, drawn from
// the machine's own source of randomness.
//
// internal/localazure starts it. What it draws lives in the engine's state and nowhere else, as with the real provider;
// it touches no file and no network but the engine's log. Which inputs there are, their defaults, what replaces and what
// is secret is taken from terraform-provider-random (internal/provider/resource_*.go), around which the real provider is
// built, and from pulumi-random (provider/resources.go).
//
// Worth knowing of the real provider, and so here: the identifier of a RandomBytes is its value in base64, in plain text,
// because Pulumi cannot mark an identifier as secret. A secret is better drawn as a RandomPassword.
package random
