package kube

import (
	"context"
	"strings"
)

// Ref names one object of a cluster.
type Ref struct {
	Kind      Kind
	Namespace string // "" for cluster-scoped kinds, never "" for namespaced ones.
	Name      string
}

// Key is the object's key in a [Store]: "apps/v1/Deployment/ns/name", "v1/Namespace/name".
func (r Ref) Key() string {
	parts := []string{r.Kind.APIVersion(), r.Kind.Name}
	if r.Kind.Namespaced {
		parts = append(parts, r.Namespace)
	}
	return strings.Join(append(parts, r.Name), "/")
}

// ID is the object's Pulumi ID: "namespace/name", or "name" for cluster-scoped kinds (pulumi-kubernetes
// provider/pkg/provider/util.go, fqObjName).
func (r Ref) ID() string {
	if r.Namespace == "" {
		return r.Name
	}
	return r.Namespace + "/" + r.Name
}

// refFromID reads a Pulumi ID. A namespaced kind without a namespace is in "default".
func refFromID(kind Kind, id string) Ref {
	ref := Ref{Kind: kind, Name: id}
	if namespace, name, found := strings.Cut(id, "/"); found {
		ref.Namespace, ref.Name = namespace, name
	}
	return ref.canonical()
}

func (r Ref) canonical() Ref {
	switch {
	case !r.Kind.Namespaced:
		r.Namespace = ""
	case r.Namespace == "":
		r.Namespace = defaultNamespace
	}
	return r
}

// defaultNamespace is where a namespaced object goes that names no namespace.
const defaultNamespace = "default"

// Object is one Kubernetes object as JSON decodes it: maps, lists, strings, booleans and float64 numbers, no nulls.
type Object = map[string]any

// ApplyOptions says how an object is to be written.
type ApplyOptions struct {
	// Create refuses an object that exists already, unless Upsert is set; without Create an object must exist.
	Create bool
	// Upsert lets Create take over an existing object (the provider's argument upsertExistingObjects).
	Upsert bool
	// DryRun computes the result and stores nothing.
	DryRun bool
	// Force takes over fields that another manager has written. Without it the server refuses the conflict.
	Force bool
	// FieldManager is recorded as the writer of the object.
	FieldManager string
	// Previous is what the same manager applied last; fields in it that are no longer in the object are removed. Nil on create.
	Previous Object
}

// Cluster is one Kubernetes API server, as far as the provider needs it. Errors are those of
// k8s.io/apimachinery/pkg/api/errors, so that "not found" and "already exists" can be told apart. Implementations must be
// safe for concurrent use: the engine calls in parallel.
type Cluster interface {
	// Get returns the live object, and false if there is none.
	Get(ctx context.Context, ref Ref) (Object, bool, error)
	// Apply creates or updates the object and returns what a GET would return afterwards.
	Apply(ctx context.Context, ref Ref, object Object, options ApplyOptions) (Object, error)
	// Delete removes the object and what lives in it. Deleting what is not there is an error of reason NotFound.
	Delete(ctx context.Context, ref Ref) error
}

// ClusterInfo is what the world knows of one of its clusters.
type ClusterInfo struct {
	// Key tells clusters apart in the Store, e.g. the ARM ID of the managed cluster.
	Key string
	// ServiceCIDR is the range that Service addresses are taken from; "" means AKS's default of 10.0.0.0/16.
	ServiceCIDR string
}

// Store holds the objects of every local cluster. The world implements it. It must be safe for concurrent use, and must
// neither keep nor hand out maps that somebody else may change.
type Store interface {
	// FindCluster maps a kubeconfig's server URL to a cluster, and false if no cluster answers there.
	FindCluster(server string) (ClusterInfo, bool)
	// GetObject returns the object under a key made by Ref.Key.
	GetObject(cluster, key string) (Object, bool)
	// PutObject stores an object; an error means that it was not stored.
	PutObject(cluster, key string, object Object) error
	// DeleteObject removes an object; removing what is not there is no error.
	DeleteObject(cluster, key string) error
	// ListObjects returns every object of a cluster by its key.
	ListObjects(cluster string) map[string]Object
}
