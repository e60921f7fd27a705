package ingress

import (
	"fmt"

	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	rbacv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/rbac/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// addAccount makes who the ingress is, in the cluster and in Azure.
func (b *builder) addAccount() error {
	meta := b.args.meta(Name)
	meta.Annotations = pulumi.StringMap{"azure.workload.identity/client-id": b.args.Identity.ClientID}
	account, err := corev1.NewServiceAccount(b.ctx, b.name+"-account", &corev1.ServiceAccountArgs{
		Metadata: meta, AutomountServiceAccountToken: pulumi.Bool(false),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("service account: %w", err)
	}
	credential, err := azure.NewFederatedCredential(b.ctx, b.name+"-credential", &azure.FederatedCredentialArgs{
		Site: b.args.Site, Group: b.args.Identity.Group, Identity: b.args.Identity.Name,
		IssuerURL: b.args.IssuerURL, Namespace: b.args.Namespace, Account: Name,
	}, b.child...)
	if err != nil {
		return err
	}
	b.before = append(b.before, account, credential)
	return nil
}

// addRights lets the ingress watch what it routes by: in its own namespace and in those of its backends, and nowhere else. What
// has no namespace, it may read everywhere: classes, and nodes, which Traefik asks for (Traefik documentation, kubernetes-ingress,
// RBAC). It may write nothing.
func (b *builder) addRights() error {
	cluster, err := rbacv1.NewClusterRole(b.ctx, b.name+"-cluster-role", &rbacv1.ClusterRoleArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(Name), Labels: labels()},
		Rules:    rbacv1.PolicyRuleArray{watch("networking.k8s.io", "ingressclasses"), watch("", "nodes")},
	}, b.child...)
	if err != nil {
		return fmt.Errorf("cluster role: %w", err)
	}
	binding, err := rbacv1.NewClusterRoleBinding(b.ctx, b.name+"-cluster-binding", &rbacv1.ClusterRoleBindingArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(Name), Labels: labels()},
		RoleRef:  roleRef("ClusterRole"), Subjects: b.args.subjects(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("binding of the cluster role: %w", err)
	}
	b.before = append(b.before, cluster, binding)
	for _, in := range append([]Backend{{Namespace: b.args.Namespace, Ready: b.args.Ready}}, b.args.namespaces()...) {
		if err := b.addRightsIn(in); err != nil {
			return fmt.Errorf("namespace %s: %w", in.Namespace, err)
		}
	}
	return nil
}

func (b *builder) addRightsIn(in Backend) error {
	meta := metav1.ObjectMetaArgs{Name: pulumi.String(Name), Namespace: in.Ready, Labels: labels()}
	role, err := rbacv1.NewRole(b.ctx, b.name+"-role-"+in.Namespace, &rbacv1.RoleArgs{
		Metadata: meta,
		Rules: rbacv1.PolicyRuleArray{
			watch("", "services", "secrets"), watch("discovery.k8s.io", "endpointslices"), watch("networking.k8s.io", "ingresses"),
		},
	}, b.child...)
	if err != nil {
		return fmt.Errorf("role: %w", err)
	}
	binding, err := rbacv1.NewRoleBinding(b.ctx, b.name+"-binding-"+in.Namespace, &rbacv1.RoleBindingArgs{
		Metadata: meta, RoleRef: roleRef("Role"), Subjects: b.args.subjects(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("binding of the role: %w", err)
	}
	b.before = append(b.before, role, binding)
	return nil
}

func watch(group string, resources ...string) rbacv1.PolicyRuleArgs {
	return rbacv1.PolicyRuleArgs{
		ApiGroups: pulumi.ToStringArray([]string{group}), Resources: pulumi.ToStringArray(resources),
		Verbs: pulumi.ToStringArray([]string{"get", "list", "watch"}),
	}
}

func roleRef(kind string) rbacv1.RoleRefArgs {
	return rbacv1.RoleRefArgs{
		ApiGroup: pulumi.String("rbac.authorization.k8s.io"), Kind: pulumi.String(kind), Name: pulumi.String(Name),
	}
}

func (args *Args) subjects() rbacv1.SubjectArray {
	return rbacv1.SubjectArray{rbacv1.SubjectArgs{
		Kind: pulumi.String("ServiceAccount"), Name: pulumi.String(Name), Namespace: pulumi.String(args.Namespace),
	}}
}
