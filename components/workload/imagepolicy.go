package workload

import (
	"fmt"
	"slices"
	"strings"

	admissionv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/admissionregistration/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// ImagePolicyType is the component's type token.
const ImagePolicyType = "trelica:workload:ImagePolicy"

// imagePolicyName is the policy's name in the cluster, and its binding's.
const imagePolicyName = "images-from-own-registry"

// ImagePolicyArgs say which images may run.
type ImagePolicyArgs struct {
	// Registry is the only host that images come from: "crtrelicaprodeus2.azurecr.io".
	Registry string
	// Except are the namespaces of the cluster's own pods, whose images Microsoft brings: "kube-system". No namespace of ours
	// may be among them.
	Except []string
}

// ImagePolicy is what NewImagePolicy made.
type ImagePolicy struct {
	pulumi.ResourceState
}

// NewImagePolicy makes the API server itself refuse every pod with an image that is not of the environment's own registry and by
// digest: containers, init containers, and those that somebody adds to a running pod. Nothing else has to be running for it, so
// that it holds from the moment at which it is there.
func NewImagePolicy(ctx *pulumi.Context, name string, args *ImagePolicyArgs, opts ...pulumi.ResourceOption) (*ImagePolicy, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	policy := &ImagePolicy{}
	if err := ctx.RegisterComponentResource(ImagePolicyType, name, policy, opts...); err != nil {
		return nil, fmt.Errorf("image policy: %w", err)
	}
	child := []pulumi.ResourceOption{pulumi.Parent(policy), pulumi.DeleteBeforeReplace(true)}
	made, err := admissionv1.NewValidatingAdmissionPolicy(ctx, name+"-policy", &admissionv1.ValidatingAdmissionPolicyArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(imagePolicyName)},
		Spec:     imagePolicy(args),
	}, child...)
	if err != nil {
		return nil, fmt.Errorf("image policy: %w", err)
	}
	_, err = admissionv1.NewValidatingAdmissionPolicyBinding(ctx, name+"-binding", &admissionv1.ValidatingAdmissionPolicyBindingArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(imagePolicyName)},
		Spec: admissionv1.ValidatingAdmissionPolicyBindingSpecArgs{
			PolicyName:        made.Metadata.Name().Elem(),
			ValidationActions: pulumi.ToStringArray([]string{"Deny", "Audit"}),
		},
	}, child...)
	if err != nil {
		return nil, fmt.Errorf("binding of the image policy: %w", err)
	}
	if err := ctx.RegisterResourceOutputs(policy, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of the image policy: %w", err)
	}
	return policy, nil
}

func imagePolicy(args *ImagePolicyArgs) admissionv1.ValidatingAdmissionPolicySpecArgs {
	pods := func(resource string, operations ...string) admissionv1.NamedRuleWithOperationsArgs {
		return admissionv1.NamedRuleWithOperationsArgs{
			ApiGroups: pulumi.ToStringArray([]string{""}), ApiVersions: pulumi.ToStringArray([]string{"v1"}),
			Resources: pulumi.ToStringArray([]string{resource}), Operations: pulumi.ToStringArray(operations),
		}
	}
	return admissionv1.ValidatingAdmissionPolicySpecArgs{
		FailurePolicy: pulumi.String("Fail"),
		MatchConstraints: admissionv1.MatchResourcesArgs{
			MatchPolicy: pulumi.String("Equivalent"),
			ResourceRules: admissionv1.NamedRuleWithOperationsArray{
				pods("pods", "CREATE", "UPDATE"), pods("pods/ephemeralcontainers", "UPDATE"),
			},
			NamespaceSelector: metav1.LabelSelectorArgs{MatchExpressions: metav1.LabelSelectorRequirementArray{
				metav1.LabelSelectorRequirementArgs{
					Key: pulumi.String("kubernetes.io/metadata.name"), Operator: pulumi.String("NotIn"), Values: pulumi.ToStringArray(args.Except),
				},
			}},
		},
		Variables: admissionv1.VariableArray{admissionv1.VariableArgs{
			Name: pulumi.String("images"), Expression: pulumi.String(imagesExpression),
		}},
		Validations: admissionv1.ValidationArray{admissionv1.ValidationArgs{
			Expression: pulumi.String(imageExpression(args.Registry)),
			MessageExpression: pulumi.String(fmt.Sprintf(
				`'images come from %s, by digest; these do not: ' + variables.images.filter(i, !(%s)).join(', ')`, args.Registry, imageTest(args.Registry))),
			Reason: pulumi.String("Forbidden"),
		}},
	}
}

// imagesExpression lists the images of all three kinds of containers, in the Common Expression Language.
const imagesExpression = "object.spec.containers.map(c, c.image) + " +
	"(has(object.spec.initContainers) ? object.spec.initContainers.map(c, c.image) : []) + " +
	"(has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers.map(c, c.image) : [])"

// imageExpression is true when all images are allowed.
func imageExpression(registry string) string {
	return fmt.Sprintf("variables.images.all(i, %s)", imageTest(registry))
}

// imageTest is true for an image i that is allowed.
func imageTest(registry string) string {
	return fmt.Sprintf(`i.matches('^%s/[a-z0-9][a-z0-9._/-]*@sha256:[0-9a-f]{64}$')`, strings.ReplaceAll(registry, ".", "[.]"))
}

func (args *ImagePolicyArgs) validate(name string) error {
	if args == nil {
		args = &ImagePolicyArgs{}
	}
	problems := &problems{}
	if !azure.IsRegistry(args.Registry) {
		problems.add("Registry: %q; allowed: the host of an Azure registry", args.Registry)
	}
	if !slices.Contains(args.Except, "kube-system") {
		problems.add("Except: %v; allowed: with kube-system, without whose pods there is no cluster", args.Except)
	}
	for _, namespace := range args.Except {
		if !labelName.MatchString(namespace) {
			problems.add("Except: %q; allowed: names of namespaces", namespace)
		}
	}
	return problems.err("workload.ImagePolicyArgs of " + name)
}
