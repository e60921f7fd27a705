// Package e2e holds the tests that need a real Kubernetes: the program, the real Pulumi engine and the local Azure as everywhere,
// but behind the AKS cluster stands a real API server with its controllers and its scheduler, and in front of the reference
// application a real Traefik. `make e2e` runs them; everything listens on the loopback interface only.
//
// It is a module of its own because Kubernetes' libraries for it are large and nothing else needs them. It contains no program.
//
// What is simulated, in one place:
//
//   - Azure: the local Azure.
//   - Nodes: objects of the sizes, zones, labels and taints that the program asked AKS for, kept alive by kwok. No container runs,
//     and a pod is ready because kwok says so.
//   - The secrets driver: the tests write files and Kubernetes secrets as a SecretProviderClass asks.
//   - The pods' network: Traefik, which runs on this machine, reaches the addresses of pods through a proxy that leads to the
//     reference application (Traefik uses a proxy that its environment names). Network policies are enforced by nobody here.
//   - Front Door: the tests send what it sends.
package e2e
