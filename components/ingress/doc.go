// Package ingress makes the one way by which requests enter a cluster: Traefik, as typed Kubernetes resources. No chart and no
// definition of custom resources is fetched on the way, because a rebuild must not wait for somebody else's server. Its
// configuration is rendered here and mounted; workloads publish themselves with standard Ingress objects, which can change
// neither protocols nor headers.
//
// It carries SP-08 (HSTS on every answer over HTTPS, those to unknown hosts included), SP-09 (TLS 1.2 and 1.3 with named suites;
// HTTP only redirects) and a part of SP-02: a request that did not come through the environment's own Front Door is refused, so
// that the caller's address, which Front Door puts into X-Azure-SocketIP, can be believed. The certificate comes from the vault,
// and a new one is taken up without a restart.
//
// Only the platform calls it, with the providers of Kubernetes and of Azure in the options.
package ingress
