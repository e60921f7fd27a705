package kube

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"strconv"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
)

// memory is a Cluster whose objects are in a Store.
type memory struct {
	store  Store
	info   ClusterInfo
	now    func() time.Time
	newUID func() string
	// lock makes reading and writing one step; it is shared by all that speak to the same Store.
	lock *sync.Mutex
}

var _ Cluster = (*memory)(nil)

// builtInNamespaces exist in every cluster and cannot be deleted (kubernetes pkg/controlplane, system namespaces;
// plugin/pkg/admission/namespace/lifecycle, immortalNamespaces).
func builtInNamespaces() []string {
	return []string{defaultNamespace, "kube-system", "kube-public", "kube-node-lease"}
}

func (m *memory) Get(_ context.Context, ref Ref) (Object, bool, error) {
	object, found := m.store.GetObject(m.info.Key, ref.Key())
	if !found {
		object, found = m.builtIn(ref)
	}
	return copyObject(object), found, nil
}

// builtIn makes up what nobody created: the first namespaces, and the account "default" of every namespace (Kubernetes
// documentation, service-accounts, default service accounts).
func (m *memory) builtIn(ref Ref) (Object, bool) {
	if ref.Kind.Name == "ServiceAccount" && ref.Name == "default" {
		return m.defaultAccount(ref)
	}
	if ref.Kind.Name != "Namespace" {
		return nil, false
	}
	for _, name := range builtInNamespaces() {
		if name != ref.Name {
			continue
		}
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, UID: types.UID("built-in-" + name), ResourceVersion: "1"}}
		setDefaults(namespace)
		object, err := encode(ref.Kind, namespace)
		return object, err == nil
	}
	return nil, false
}

// defaultAccount is there as soon as its namespace is.
func (m *memory) defaultAccount(ref Ref) (Object, bool) {
	namespace := Ref{Kind: Kinds()[0], Name: ref.Namespace}
	if _, there := m.store.GetObject(m.info.Key, namespace.Key()); !there {
		if _, there = m.builtIn(namespace); !there {
			return nil, false
		}
	}
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{
		Name: ref.Name, Namespace: ref.Namespace, UID: types.UID("built-in-" + ref.Namespace + "-" + ref.Name), ResourceVersion: "1",
	}}
	object, err := encode(ref.Kind, account)
	return object, err == nil
}

func (m *memory) Apply(ctx context.Context, ref Ref, object Object, options ApplyOptions) (Object, error) {
	m.lock.Lock()
	defer m.lock.Unlock()

	if err := m.namespaceExists(ctx, ref); err != nil {
		return nil, err
	}
	live, exists, err := m.Get(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !exists {
		live = nil
	}
	switch {
	case options.Create && exists && !options.Upsert:
		return nil, apierrors.NewAlreadyExists(ref.Kind.groupResource(), ref.Name)
	case !options.Create && !exists:
		return nil, apierrors.NewNotFound(ref.Kind.groupResource(), ref.Name)
	}
	typed, err := m.desired(ref, live, object, options)
	if err != nil {
		return nil, err
	}
	next, err := encode(ref.Kind, typed)
	if err != nil {
		return nil, err
	}
	if errs := changedImmutables(ref.Kind, live, next); exists && len(errs) > 0 {
		return nil, apierrors.NewInvalid(ref.Kind.gvk().GroupKind(), ref.Name, errs)
	}
	next, err = m.stamp(ref, typed, live, next, options)
	if err != nil || options.DryRun {
		return next, err
	}
	if err := m.store.PutObject(m.info.Key, ref.Key(), copyObject(next)); err != nil {
		return nil, fmt.Errorf("%s %s could not be stored: %w", ref.Kind.Name, ref.ID(), err)
	}
	return next, nil
}

func (m *memory) namespaceExists(ctx context.Context, ref Ref) error {
	if !ref.Kind.Namespaced {
		return nil
	}
	namespace := Ref{Kind: Kinds()[0], Name: ref.Namespace}
	if _, found, err := m.Get(ctx, namespace); err != nil || found {
		return err
	}
	return apierrors.NewNotFound(schema.GroupResource{Resource: "namespaces"}, ref.Namespace)
}

// desired merges, decodes, defaults and judges an object, and allocates what it needs.
func (m *memory) desired(ref Ref, live, object Object, options ApplyOptions) (runtime.Object, error) {
	merged := merge(live, foldStringData(ref.Kind, options.Previous), foldStringData(ref.Kind, object))
	typed, err := decodeStrictly(ref.Kind, wholeNumbers(merged))
	if err != nil {
		return nil, apierrors.NewBadRequest(fmt.Sprintf("%s %s: %v", ref.Kind.Name, ref.ID(), err))
	}
	meta := metaOf(typed)
	meta.SetNamespace(ref.Namespace)
	if service, ok := typed.(*corev1.Service); ok {
		dropForeignFields(service, live, object)
	}
	setDefaults(typed)
	if problems := runRules(ref.Kind, typed, nil, secretPlaces(ref.Kind)); len(problems) > 0 {
		return nil, &apierrors.StatusError{ErrStatus: metav1.Status{
			Status: metav1.StatusFailure, Code: 422, Reason: metav1.StatusReasonInvalid,
			Message: fmt.Sprintf("%s %q is invalid: %s", ref.Kind.gvk().GroupKind(), ref.Name, join(problems)),
		}}
	}
	if service, ok := typed.(*corev1.Service); ok {
		taken := map[string]bool{}
		for key, other := range m.store.ListObjects(m.info.Key) {
			if text(other, "kind") == "Service" && key != ref.Key() {
				takenBy(other, taken)
			}
		}
		if err := allocate(service, ref.ID(), m.info.ServiceCIDR, taken); err != nil {
			return nil, apierrors.NewInternalError(err)
		}
	}
	return typed, nil
}

// dropForeignFields takes from a Service what belonged to the type that it no longer has, unless the program asks for it
// (kubernetes pkg/registry/core/service/strategy.go, dropTypeDependentFields).
func dropForeignFields(s *corev1.Service, live, object Object) {
	if live == nil || text(child(live, "spec"), "type") == string(s.Spec.Type) || reachableFromOutside(s) {
		return
	}
	if spec := child(object, "spec"); spec["externalTrafficPolicy"] == nil {
		s.Spec.ExternalTrafficPolicy = ""
	}
	s.Spec.HealthCheckNodePort = 0
	s.Spec.AllocateLoadBalancerNodePorts = nil
	s.Spec.LoadBalancerClass = nil
}

// secretPlaces are those whose values no message may repeat, whatever the program marked.
func secretPlaces(kind Kind) []path {
	if kind.Name == "Secret" {
		return []path{{"data"}, {"stringData"}}
	}
	return nil
}

// stamp writes what only the server writes. An object that does not change keeps its version, as in etcd.
func (m *memory) stamp(ref Ref, typed runtime.Object, live, next Object, options ApplyOptions) (Object, error) {
	meta, now := metaOf(typed), m.now().UTC().Truncate(time.Second)
	specChanged := !reflect.DeepEqual(live["spec"], next["spec"])
	if live == nil || meta.GetUID() == "" {
		meta.SetUID(types.UID(m.newUID()))
		meta.SetCreationTimestamp(metav1.NewTime(now))
	}
	if ref.Kind.Generation && specChanged {
		meta.SetGeneration(meta.GetGeneration() + 1)
	}
	setStatus(typed, now)
	same, err := encode(ref.Kind, typed)
	if err != nil || (live != nil && reflect.DeepEqual(same, live)) {
		return same, err
	}
	meta.SetManagedFields([]metav1.ManagedFieldsEntry{{
		Manager: options.FieldManager, Operation: metav1.ManagedFieldsOperationApply,
		APIVersion: ref.Kind.APIVersion(), Time: &metav1.Time{Time: now},
	}})
	meta.SetResourceVersion(strconv.Itoa(m.lastVersion() + 1))
	return encode(ref.Kind, typed)
}

// lastVersion is the highest resource version in the cluster. Deleted objects may take theirs with them: a version tells
// changes of one object apart, nothing more.
func (m *memory) lastVersion() int {
	last := 1
	for _, object := range m.store.ListObjects(m.info.Key) {
		if version, err := strconv.Atoi(text(child(object, "metadata"), "resourceVersion")); err == nil && version > last {
			last = version
		}
	}
	return last
}

func (m *memory) Delete(_ context.Context, ref Ref) error {
	m.lock.Lock()
	defer m.lock.Unlock()

	if _, found := m.store.GetObject(m.info.Key, ref.Key()); !found {
		switch _, builtIn := m.builtIn(ref); {
		case builtIn && ref.Kind.Name == "ServiceAccount":
			return nil // it can be deleted, and is there again at once
		case builtIn:
			return apierrors.NewForbidden(ref.Kind.groupResource(), ref.Name, errors.New("this namespace may not be deleted"))
		}
		return apierrors.NewNotFound(ref.Kind.groupResource(), ref.Name)
	}
	if ref.Kind.Name == "Namespace" {
		for key, object := range maps.Clone(m.store.ListObjects(m.info.Key)) {
			if text(child(object, "metadata"), "namespace") != ref.Name {
				continue
			}
			if err := m.store.DeleteObject(m.info.Key, key); err != nil {
				return fmt.Errorf("%s in namespace %s could not be deleted: %w", key, ref.Name, err)
			}
		}
	}
	if err := m.store.DeleteObject(m.info.Key, ref.Key()); err != nil {
		return fmt.Errorf("%s %s could not be deleted: %w", ref.Kind.Name, ref.ID(), err)
	}
	return nil
}

// wholeNumbers turns numbers that are whole into integers: JSON writes a large float64 with an exponent, which the decoder
// does not accept for an integer.
func wholeNumbers(object Object) Object {
	out, _ := wholeNumber(object).(Object)
	return out
}

func wholeNumber(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(Object, len(v))
		for key, value := range v {
			out[key] = wholeNumber(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = wholeNumber(value)
		}
		return out
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	}
	return v
}
