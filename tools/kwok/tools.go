//go:build tools

// Package kwok pins what simulates nodes in the cluster tests. It has a module of its own because it does not build with the
// libraries of the control plane that those tests run.
package kwok

import _ "sigs.k8s.io/kwok/cmd/kwok"
