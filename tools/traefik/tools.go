//go:build tools

// Package traefik pins the proxy that the cluster tests run.
package traefik

import _ "github.com/traefik/traefik/v3/cmd/traefik"
