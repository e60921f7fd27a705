package workload

import (
	"fmt"

	admissionv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/admissionregistration/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// admit makes a policy of the API server itself and the binding that puts it into force: what it refuses is refused, and written into the
// audit log. called is the name of both in the cluster.
func admit(
	ctx *pulumi.Context, name, called string, spec admissionv1.ValidatingAdmissionPolicySpecArgs, parent pulumi.Resource,
) error {
	child := []pulumi.ResourceOption{pulumi.Parent(parent), pulumi.DeleteBeforeReplace(true)}
	made, err := admissionv1.NewValidatingAdmissionPolicy(ctx, name+"-policy", &admissionv1.ValidatingAdmissionPolicyArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(called)},
		Spec:     spec,
	}, child...)
	if err != nil {
		return fmt.Errorf("policy %s: %w", called, err)
	}
	_, err = admissionv1.NewValidatingAdmissionPolicyBinding(ctx, name+"-binding", &admissionv1.ValidatingAdmissionPolicyBindingArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(called)},
		Spec: admissionv1.ValidatingAdmissionPolicyBindingSpecArgs{
			PolicyName:        made.Metadata.Name().Elem(),
			ValidationActions: pulumi.ToStringArray([]string{"Deny", "Audit"}),
		},
	}, child...)
	if err != nil {
		return fmt.Errorf("binding of %s: %w", called, err)
	}
	return nil
}

// rule is what a policy looks at: a resource of the core group, and what is done with it.
func rule(resource string, operations ...string) admissionv1.NamedRuleWithOperationsArgs {
	return admissionv1.NamedRuleWithOperationsArgs{
		ApiGroups: pulumi.ToStringArray([]string{""}), ApiVersions: pulumi.ToStringArray([]string{"v1"}),
		Resources: pulumi.ToStringArray([]string{resource}), Operations: pulumi.ToStringArray(operations),
	}
}

// outside selects every namespace but these.
func outside(namespaces []string) metav1.LabelSelectorArgs {
	return metav1.LabelSelectorArgs{MatchExpressions: metav1.LabelSelectorRequirementArray{
		metav1.LabelSelectorRequirementArgs{
			Key: pulumi.String("kubernetes.io/metadata.name"), Operator: pulumi.String("NotIn"), Values: pulumi.ToStringArray(namespaces),
		},
	}}
}
