// Package apiserver is a cluster of the local Kubernetes that is a real API server: what the local provider would keep in
// memory goes to a kube-apiserver by server-side apply, as the official Pulumi provider sends it.
//
// The local Azure uses it for an AKS cluster that somebody has put a kubeconfig behind; the tests with a real control plane do.
// It talks to whatever the kubeconfig names and to nothing else. What runs there, and whether anything becomes ready, is that
// cluster's business: nothing is waited for but the end of a deletion.
package apiserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/trelica/infrastructure/internal/localazure/kube"
)

const (
	// goneWithin is how long a deletion may take until the object is gone; a namespace goes after everything in it.
	goneWithin = 2 * time.Minute
	pollEvery  = 100 * time.Millisecond
	// Requests that a client may make in a second, and at once. The default of five is for controllers that share a server.
	requestsPerSecond, requestsAtOnce = 200, 400
)

// Cluster is a real API server.
type Cluster struct{ client dynamic.Interface }

var _ kube.Cluster = (*Cluster)(nil)

// FromKubeconfig connects to the current context of a kubeconfig file. Nothing is asked yet.
func FromKubeconfig(path string) (*Cluster, error) {
	config, err := clientcmd.BuildConfigFromFlags("", path)
	if err != nil {
		return nil, fmt.Errorf("kubeconfig %s: %w", path, err)
	}
	return New(config)
}

// New connects to an API server. Nothing is asked yet.
func New(config *rest.Config) (*Cluster, error) {
	ours := rest.CopyConfig(config)
	ours.QPS, ours.Burst = requestsPerSecond, requestsAtOnce
	client, err := dynamic.NewForConfig(ours)
	if err != nil {
		return nil, fmt.Errorf("a client of %s: %w", config.Host, err)
	}
	return &Cluster{client: client}, nil
}

func (c *Cluster) objects(ref kube.Ref) dynamic.ResourceInterface {
	resource := c.client.Resource(schema.GroupVersionResource{Group: ref.Kind.Group, Version: ref.Kind.Version, Resource: ref.Kind.Resource})
	if ref.Kind.Namespaced {
		return resource.Namespace(ref.Namespace)
	}
	return resource
}

// Get reads an object.
func (c *Cluster) Get(ctx context.Context, ref kube.Ref) (kube.Object, bool, error) {
	live, err := c.objects(ref).Get(ctx, ref.Name, metav1.GetOptions{})
	switch {
	case apierrors.IsNotFound(err):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	object, err := plain(live)
	return object, err == nil, err
}

// Apply sends an object by server-side apply. Unlike an apply by hand it tells a create from an update, because the provider
// does: a create of what is there is refused, and so is an update of what is not.
func (c *Cluster) Apply(ctx context.Context, ref kube.Ref, object kube.Object, options kube.ApplyOptions) (kube.Object, error) {
	_, exists, err := c.Get(ctx, ref)
	group := schema.GroupResource{Group: ref.Kind.Group, Resource: ref.Kind.Resource}
	switch {
	case err != nil:
		return nil, err
	case options.Create && exists && !options.Upsert:
		return nil, apierrors.NewAlreadyExists(group, ref.Name)
	case !options.Create && !exists:
		return nil, apierrors.NewNotFound(group, ref.Name)
	}
	content, err := json.Marshal(object)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", ref.Kind.Name, ref.ID(), err)
	}
	patch := metav1.PatchOptions{FieldManager: options.FieldManager, FieldValidation: metav1.FieldValidationStrict, Force: &options.Force}
	if options.DryRun {
		patch.DryRun = []string{metav1.DryRunAll}
	}
	live, err := c.objects(ref).Patch(ctx, ref.Name, types.ApplyPatchType, content, patch)
	if err != nil {
		return nil, err
	}
	return plain(live)
}

// Delete removes an object, with what hangs on it first, and waits until it is gone.
func (c *Cluster) Delete(ctx context.Context, ref kube.Ref) error {
	foreground := metav1.DeletePropagationForeground
	if err := c.objects(ref).Delete(ctx, ref.Name, metav1.DeleteOptions{PropagationPolicy: &foreground}); err != nil {
		return err
	}
	err := wait.PollUntilContextTimeout(ctx, pollEvery, goneWithin, true, func(ctx context.Context) (bool, error) {
		_, exists, err := c.Get(ctx, ref)
		return !exists, err
	})
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s %s is still there %s after its deletion: look for finalizers that nobody serves", ref.Kind.Name, ref.ID(), goneWithin)
	}
	return err
}

// plain is an object as the provider holds objects: JSON's own types, numbers as float64.
func plain(live *unstructured.Unstructured) (kube.Object, error) {
	content, err := json.Marshal(live.Object)
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", live.GetKind(), live.GetName(), err)
	}
	var object kube.Object
	if err := json.Unmarshal(content, &object); err != nil {
		return nil, fmt.Errorf("%s %s: %w", live.GetKind(), live.GetName(), err)
	}
	return object, nil
}
