package workload

import (
	"fmt"
	"slices"
	"strings"

	admissionv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/admissionregistration/v1"
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
	if err := admit(ctx, name, imagePolicyName, imagePolicy(args), policy); err != nil {
		return nil, fmt.Errorf("image policy: %w", err)
	}
	if err := ctx.RegisterResourceOutputs(policy, pulumi.Map{}); err != nil {
		return nil, fmt.Errorf("outputs of the image policy: %w", err)
	}
	return policy, nil
}

func imagePolicy(args *ImagePolicyArgs) admissionv1.ValidatingAdmissionPolicySpecArgs {
	return admissionv1.ValidatingAdmissionPolicySpecArgs{
		FailurePolicy: pulumi.String("Fail"),
		MatchConstraints: admissionv1.MatchResourcesArgs{
			MatchPolicy: pulumi.String("Equivalent"),
			ResourceRules: admissionv1.NamedRuleWithOperationsArray{
				rule("pods", "CREATE", "UPDATE"), rule("pods/ephemeralcontainers", "UPDATE"),
			},
			NamespaceSelector: outside(args.Except),
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
	checkExcept(problems, args.Except)
	return problems.err("workload.ImagePolicyArgs of " + name)
}

// checkExcept looks at namespaces that a policy leaves alone.
func checkExcept(problems *problems, except []string) {
	if !slices.Contains(except, "kube-system") {
		problems.add("Except: %v; allowed: with kube-system, without whose pods there is no cluster", except)
	}
	for _, namespace := range except {
		if !labelName.MatchString(namespace) {
			problems.add("Except: %q; allowed: names of namespaces", namespace)
		}
	}
}
