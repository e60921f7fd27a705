package workload

import (
	"fmt"

	admissionv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/admissionregistration/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// NamespacePolicyType is the component's type token.
const NamespacePolicyType = "trelica:workload:NamespacePolicy"

// namespacePolicyName is the policy's name in the cluster, and its binding's.
const namespacePolicyName = "namespaces-are-restricted"

// restrictedExpression is true for a namespace that enforces the restricted pod security standard, in the Common Expression Language
// (Kubernetes documentation, pod security admission, labels of namespaces).
const restrictedExpression = "has(object.metadata.labels) && 'pod-security.kubernetes.io/enforce' in object.metadata.labels && " +
	"object.metadata.labels['pod-security.kubernetes.io/enforce'] == 'restricted'"

// NamespacePolicyArgs say which namespaces there may be.
type NamespacePolicyArgs struct {
	// Except are the namespaces that Kubernetes and AKS make, and whose labels are theirs: "kube-system", "default".
	Except []string
}

// NamespacePolicy is what NewNamespacePolicy made.
type NamespacePolicy struct {
	pulumi.ResourceState
}

// NewNamespacePolicy makes the API server refuse a namespace that does not enforce the restricted pod security standard, and the change
// that takes it from one. The standard is a label of the namespace: without this rule whoever may make a namespace may leave it out.
func NewNamespacePolicy(
	ctx *pulumi.Context, name string, args *NamespacePolicyArgs, opts ...pulumi.ResourceOption,
) (*NamespacePolicy, error) {
	if args == nil {
		args = &NamespacePolicyArgs{}
	}
	problems := &problems{}
	checkExcept(problems, args.Except)
	if err := problems.err("workload.NamespacePolicyArgs of " + name); err != nil {
		return nil, err
	}
	policy := &NamespacePolicy{}
	if err := ctx.RegisterComponentResource(NamespacePolicyType, name, policy, opts...); err != nil {
		return nil, fmt.Errorf("namespace policy: %w", err)
	}
	if err := admit(ctx, name, namespacePolicyName, namespacePolicy(args), policy); err != nil {
		return nil, fmt.Errorf("namespace policy: %w", err)
	}
	if err := ctx.RegisterResourceOutputs(policy, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of the namespace policy: %w", err)
	}
	return policy, nil
}

func namespacePolicy(args *NamespacePolicyArgs) admissionv1.ValidatingAdmissionPolicySpecArgs {
	return admissionv1.ValidatingAdmissionPolicySpecArgs{
		FailurePolicy: pulumi.String("Fail"),
		MatchConstraints: admissionv1.MatchResourcesArgs{
			MatchPolicy:       pulumi.String("Equivalent"),
			ResourceRules:     admissionv1.NamedRuleWithOperationsArray{rule("namespaces", "CREATE", "UPDATE")},
			NamespaceSelector: outside(args.Except),
		},
		Validations: admissionv1.ValidationArray{admissionv1.ValidationArgs{
			Expression: pulumi.String(restrictedExpression),
			Message:    pulumi.String("a namespace enforces restricted pod security: its label pod-security.kubernetes.io/enforce is restricted"),
			Reason:     pulumi.String("Forbidden"),
		}},
	}
}
