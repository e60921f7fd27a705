// Package kube is the local Kubernetes: a Pulumi resource provider that the real engine attaches to under the name
// "kubernetes", and that answers as the official provider does in front of an API server of Kubernetes 1.35.
//
// The servers of internal/localazure start it and give it a [Store], which holds the objects of every local cluster. It
// touches nothing else: no network but the engine's own log service, no file, no clock but the one it was given. It knows
// Kubernetes and the Pulumi provider; it knows nothing of the stacks that use it.
//
// # What it does
//
// Manifests are decoded strictly into the official API types, judged by the rules of [Rules], filled with the defaults of
// [Defaults], and kept. What replaces an object rather than updating it is in [Replacements], what an API server refuses
// to change is in [Immutables]. Every entry of the four tables names the source that it was taken from, and a page of the
// documentation can be generated from them. Values that are not known yet are accepted wherever a value may stand, also
// where the API has an integer or a boolean; what depends on one is left unjudged until it is known.
//
// # What it does not do
//
//   - Nothing runs. The official provider waits until a Deployment is available, a Job has succeeded, a Service has
//     endpoints; here an object is ready as soon as it is stored, and its status says so (see [Statuses]).
//   - It makes up no names. The official provider derives a name when metadata.name is missing; here that is an error.
//   - Only built-in kinds of stable API versions exist, and the SecretProviderClass that AKS's add-on for secrets brings.
//     Other custom resources, Patch and List resources, and the yaml, helm and kustomize components are refused in words.
//   - Admission is not modelled: no policy, no webhook, no quota is enforced, no pod security standard is applied.
//   - An import leaves out what the server would fill in again by itself. The official provider keeps such defaults in the
//     imported inputs, so a real import may show an update where this one shows none.
//   - Lists belong to their object as a whole. Server-side apply merges some lists by key, which matters only when somebody
//     else adds elements to them.
//
// # The seam
//
// The provider speaks to a [Cluster]; [Store] and the model behind it are one implementation. Package apiserver is a second one:
// it sends the same objects to a real API server by server-side apply.
package kube
