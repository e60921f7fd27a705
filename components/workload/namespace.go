// Package workload makes what runs in the cluster, as typed Kubernetes resources: the baseline of a namespace, the workloads in it,
// and the rule that says which images may run at all. Only the platform calls it, with the cluster's Kubernetes provider in the
// options, and Azure's for the one credential by which a service account acts as an identity.
//
// It carries the part of SP-18 that lies inside the cluster: nothing is reached, and nothing reaches out, that has not been
// declared. A secret reaches only the workload that declares it, as a file that follows the vault (SP-01, SP-06). Connections
// to the database verify the server's certificate (SP-10). What an image must do in turn says docs/workload-contract.md.
package workload

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// NamespaceType is the component's type token.
const NamespaceType = "trelica:workload:Namespace"

// NamespaceArgs describes a namespace.
type NamespaceArgs struct {
	// Name is the namespace's: 1 to 63 lower-case letters, digits and hyphens.
	Name string
	// PodSecurityVersion pins what "restricted" means to a minor version of Kubernetes, "v1.35", so that an upgrade of the
	// cluster does not refuse pods that ran the day before. Raise it in a change of its own.
	PodSecurityVersion string
	// Labels are added to the namespace's own.
	Labels map[string]string
	Quota  Quota
	Limits Limits
	// Adopting is a provider of the same cluster that takes over what exists already (upsertExistingObjects): Kubernetes makes the
	// account "default" of every namespace by itself, and the official provider refuses to create what is there.
	Adopting pulumi.ProviderResource
}

// Quota bounds what all pods of a namespace have together, in Kubernetes quantities ("8", "500m", "16Gi").
type Quota struct {
	RequestsCPU, RequestsMemory string
	LimitsCPU, LimitsMemory     string
	// Pods and Volumes are counts.
	Pods, Volumes int
	// LoadBalancers is how many services may have a public address: none, but for the ingress, which all traffic enters by.
	LoadBalancers int
}

// Limits are for one container: what it gets when it says nothing, and the most it may ask for.
type Limits struct {
	DefaultRequestCPU, DefaultRequestMemory string
	DefaultCPU, DefaultMemory               string
	MaxCPU, MaxMemory                       string
}

// Namespace is what NewNamespace made.
type Namespace struct {
	pulumi.ResourceState

	// Name is the namespace's name once it can be used: what lives in it takes this, and comes after its rules.
	Name pulumi.StringOutput
}

// NewNamespace makes a namespace in which pods must be restricted, may talk to nobody but the cluster's DNS until a policy
// says otherwise, and have bounds. The error names every mistake in the arguments; nothing has been registered then.
func NewNamespace(ctx *pulumi.Context, name string, args *NamespaceArgs, opts ...pulumi.ResourceOption) (*Namespace, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	n := &Namespace{}
	if err := ctx.RegisterComponentResource(NamespaceType, name, n, opts...); err != nil {
		return nil, fmt.Errorf("namespace %s: %w", args.Name, err)
	}
	child := []pulumi.ResourceOption{pulumi.Parent(n), pulumi.DeleteBeforeReplace(true)}
	namespace, err := corev1.NewNamespace(ctx, name+"-namespace", &corev1.NamespaceArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(args.Name), Labels: pulumi.ToStringMap(namespaceLabels(args))},
	}, child...)
	if err != nil {
		return nil, fmt.Errorf("namespace %s: %w", args.Name, err)
	}
	rules, err := newRules(ctx, name, args, namespace.Metadata.Name().Elem(), child)
	if err != nil {
		return nil, fmt.Errorf("namespace %s: %w", args.Name, err)
	}
	n.Name = afterRules(namespace.Metadata.Name().Elem(), rules)
	if err := ctx.RegisterResourceOutputs(n, pulumi.Map{"name": n.Name}); err != nil {
		return nil, fmt.Errorf("outputs of namespace %s: %w", args.Name, err)
	}
	return n, nil
}

// namespaceLabels ask for the restricted pod security standard in all three ways: refuse, tell the user, write to the audit
// log (Kubernetes documentation, pod-security-admission).
func namespaceLabels(args *NamespaceArgs) map[string]string {
	labels := map[string]string{}
	for key, value := range args.Labels {
		labels[key] = value
	}
	for _, mode := range []string{"enforce", "audit", "warn"} {
		labels["pod-security.kubernetes.io/"+mode] = "restricted"
		labels["pod-security.kubernetes.io/"+mode+"-version"] = args.PodSecurityVersion
	}
	return labels
}

// afterRules is the namespace's name once the rules are there too. Without it a pod could start in the moment before the
// default-deny policy exists.
func afterRules(name pulumi.StringOutput, rules []pulumi.Resource) pulumi.StringOutput {
	values := []any{name}
	for _, rule := range rules {
		values = append(values, rule.URN())
	}
	return pulumi.All(values...).ApplyT(firstName).(pulumi.StringOutput)
}

// firstName returns the first of the resolved values, the name; the others only made it wait.
func firstName(values []any) (string, error) {
	name, ok := values[0].(string)
	if !ok {
		return "", fmt.Errorf("name of a namespace: expected a string, got %T", values[0])
	}
	return name, nil
}
