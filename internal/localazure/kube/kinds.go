package kube

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Kind is one kind of object that the local clusters know.
type Kind struct {
	Group      string // API group, "" for the core group, e.g. "apps" or "networking.k8s.io".
	Version    string // API version, e.g. "v1".
	Name       string // Kind as manifests write it, e.g. "Deployment".
	Resource   string // Plural as URLs and error messages write it, e.g. "deployments".
	Namespaced bool   // Whether objects live in a namespace.
	Generation bool   // Whether the server counts metadata.generation for it.
}

// APIVersion is the kind's version as manifests write it: "v1", "apps/v1".
func (k Kind) APIVersion() string {
	return schema.GroupVersion{Group: k.Group, Version: k.Version}.String()
}

// Token is the Pulumi type token of the kind, e.g. "kubernetes:core/v1:Namespace".
func (k Kind) Token() string {
	group := k.Group
	if group == "" {
		group = "core"
	}
	return fmt.Sprintf("kubernetes:%s/%s:%s", group, k.Version, k.Name)
}

func (k Kind) gvk() schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: k.Group, Version: k.Version, Kind: k.Name}
}

func (k Kind) groupResource() schema.GroupResource {
	return schema.GroupResource{Group: k.Group, Resource: k.Resource}
}

const (
	clusterScoped = false
	namespaced    = true
	generation    = true
	noGeneration  = false
)

// Kinds lists every kind that the local clusters know, in the order of their API groups. Plurals and scopes are those of
// Kubernetes 1.35's discovery document (kubernetes/kubernetes api/discovery); which kinds count generations follows the
// PrepareForCreate of their strategies (pkg/registry).
func Kinds() []Kind {
	return []Kind{
		{"", "v1", "Namespace", "namespaces", clusterScoped, noGeneration},
		{"", "v1", "ConfigMap", "configmaps", namespaced, noGeneration},
		{"", "v1", "Secret", "secrets", namespaced, noGeneration},
		{"", "v1", "Service", "services", namespaced, noGeneration},
		{"", "v1", "ServiceAccount", "serviceaccounts", namespaced, noGeneration},
		{"", "v1", "ResourceQuota", "resourcequotas", namespaced, noGeneration},
		{"", "v1", "LimitRange", "limitranges", namespaced, noGeneration},
		{"", "v1", "PersistentVolume", "persistentvolumes", clusterScoped, noGeneration},
		{"", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", namespaced, noGeneration},
		{"", "v1", "Pod", "pods", namespaced, generation},
		{"", "v1", "Endpoints", "endpoints", namespaced, noGeneration},
		{"apps", "v1", "Deployment", "deployments", namespaced, generation},
		{"apps", "v1", "StatefulSet", "statefulsets", namespaced, generation},
		{"apps", "v1", "DaemonSet", "daemonsets", namespaced, generation},
		{"apps", "v1", "ReplicaSet", "replicasets", namespaced, generation},
		{"batch", "v1", "Job", "jobs", namespaced, generation},
		{"batch", "v1", "CronJob", "cronjobs", namespaced, generation},
		{"networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", namespaced, generation},
		{"networking.k8s.io", "v1", "Ingress", "ingresses", namespaced, generation},
		{"networking.k8s.io", "v1", "IngressClass", "ingressclasses", clusterScoped, generation},
		{"policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", namespaced, generation},
		{"autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", namespaced, noGeneration},
		{"rbac.authorization.k8s.io", "v1", "Role", "roles", namespaced, noGeneration},
		{"rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings", namespaced, noGeneration},
		{"rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", clusterScoped, noGeneration},
		{"rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", clusterScoped, noGeneration},
		{"storage.k8s.io", "v1", "StorageClass", "storageclasses", clusterScoped, noGeneration},
		{"storage.k8s.io", "v1", "CSIDriver", "csidrivers", clusterScoped, noGeneration},
		{"storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses", clusterScoped, noGeneration},
		{"scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", clusterScoped, generation},
		{"coordination.k8s.io", "v1", "Lease", "leases", namespaced, noGeneration},
		{"discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", namespaced, generation},
		{"node.k8s.io", "v1", "RuntimeClass", "runtimeclasses", clusterScoped, noGeneration},
		{"admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", clusterScoped, generation},
		{"admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", clusterScoped, generation},
		{"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy", "validatingadmissionpolicies", clusterScoped, generation},
		{"admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", clusterScoped, generation},
		// The one kind that is not Kubernetes' own: AKS installs its definition with the add-on for secrets.
		{secretsStoreGroup, "v1", "SecretProviderClass", "secretproviderclasses", namespaced, generation},
	}
}

// KindOf finds the kind of a Pulumi type token. Its error says in words why a token has no kind here: a component that the
// official provider expands, a custom resource, a version that is not served, or simply nothing known.
func KindOf(token string) (Kind, error) {
	kinds := Kinds()
	if i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Token() == token }); i >= 0 {
		return kinds[i], nil
	}
	_, rest, _ := strings.Cut(token, ":")
	module, name, _ := strings.Cut(rest, ":")
	group, _, _ := strings.Cut(module, "/")
	const only = "the local Kubernetes models built-in kinds of stable API versions only"
	switch {
	case group == "helm.sh" || group == "kustomize" || group == "yaml":
		return Kind{}, fmt.Errorf("%s is a component that reads files or charts: %s; declare the objects themselves", token, only)
	case group == "apiextensions.k8s.io" || group == "apiregistration.k8s.io":
		return Kind{}, fmt.Errorf("%s extends the API of a cluster: %s", token, only)
	case strings.HasSuffix(name, "Patch"):
		return Kind{}, fmt.Errorf("%s changes an object that something else owns: %s; declare the object itself", token, only)
	case strings.HasSuffix(name, "List"):
		return Kind{}, fmt.Errorf("%s cannot be created directly: list resources exist for manifests and charts; declare each object", token)
	}
	for _, k := range kinds {
		if k.Name == name {
			return Kind{}, fmt.Errorf("%s is not known: %s; use %s", token, only, k.Token())
		}
	}
	return Kind{}, fmt.Errorf("%s is not known: %s, and a custom resource needs a cluster that has its definition", token, only)
}
