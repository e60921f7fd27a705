package workload

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	appsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1"
	autoscalingv2 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/autoscaling/v2"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	policyv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/policy/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// WorkloadType is the component's type token.
const WorkloadType = "trelica:workload:Workload"

// Workload is what New made.
type Workload struct {
	pulumi.ResourceState

	// Running is the last thing to be there: a migration that has succeeded, a deployment that is available. Whatever needs the
	// workload comes after it.
	Running pulumi.Resource
}

// builder is a workload in the making.
type builder struct {
	ctx   *pulumi.Context
	name  string
	args  *Args
	child []pulumi.ResourceOption
	// before is what must be there before a pod starts.
	before []pulumi.Resource
	last   pulumi.Resource
}

// New makes all that a workload has: who it is, what it may read and reach, how it runs, how it is reached, and how it is kept
// running. The options give the providers of Kubernetes and of Azure, which gets the one credential by which the service account
// acts as the identity. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Workload, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	w := &Workload{}
	if err := ctx.RegisterComponentResource(WorkloadType, name, w, opts...); err != nil {
		return nil, fmt.Errorf("workload %s: %w", args.Name, err)
	}
	b := &builder{
		ctx: ctx, name: name, args: args, before: args.After,
		child: []pulumi.ResourceOption{pulumi.Parent(w), pulumi.DeleteBeforeReplace(true)},
	}
	steps := []func() error{b.addAccount, b.addSecrets, b.addPolicy}
	switch args.Kind {
	case Migrate:
		steps = append(steps, b.addMigration)
	case Cron:
		steps = append(steps, b.addSchedule)
	default:
		steps = append(steps, b.addDeployment, b.addScaling, b.addBudget, b.addService, b.addIngress)
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, fmt.Errorf("workload %s: %w", args.Name, err)
		}
	}
	w.Running = b.last
	if err := ctx.RegisterResourceOutputs(w, pulumi.Map{"image": pulumi.String(args.Image)}); err != nil {
		return nil, fmt.Errorf("outputs of workload %s: %w", args.Name, err)
	}
	return w, nil
}

// started are the options of what starts pods.
func (b *builder) started() []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.DependsOn(b.before)}, b.child...)
}

// addAccount makes the service account, and lets it act as the identity.
func (b *builder) addAccount() error {
	meta := b.args.meta(b.args.Name)
	meta.Annotations = pulumi.StringMap{"azure.workload.identity/client-id": b.args.Identity.ClientID}
	account, err := corev1.NewServiceAccount(b.ctx, b.name+"-account", &corev1.ServiceAccountArgs{
		Metadata: meta, AutomountServiceAccountToken: pulumi.Bool(false),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("service account: %w", err)
	}
	credential, err := azure.NewFederatedCredential(b.ctx, b.name+"-credential", &azure.FederatedCredentialArgs{
		Site: b.args.Site, Group: b.args.Identity.Group, Identity: b.args.Identity.Name,
		IssuerURL: b.args.IssuerURL, Namespace: b.args.Namespace, Account: b.args.Name,
	}, b.child...)
	if err != nil {
		return err
	}
	b.before = append(append([]pulumi.Resource{}, b.before...), account, credential)
	return nil
}

func (b *builder) addSecrets() error {
	if len(b.args.Secrets) == 0 {
		return nil
	}
	class, err := newSecretClass(b.ctx, b.name, b.args, b.child)
	if err != nil {
		return err
	}
	b.before = append(b.before, class)
	return nil
}

func (b *builder) addPolicy() error {
	policy, err := networkingv1.NewNetworkPolicy(b.ctx, b.name+"-flows", &networkingv1.NetworkPolicyArgs{
		Metadata: b.args.meta(b.args.Name), Spec: b.args.policy(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("network policy: %w", err)
	}
	b.before = append(b.before, policy)
	return nil
}

func (b *builder) addDeployment() error {
	made, err := appsv1.NewDeployment(b.ctx, b.name+"-deployment", &appsv1.DeploymentArgs{
		Metadata: b.args.meta(b.args.Name), Spec: b.args.deployment(),
	}, b.started()...)
	if err != nil {
		return fmt.Errorf("deployment: %w", err)
	}
	b.last = made
	return nil
}

func (b *builder) addScaling() error {
	if b.args.Replicas.Min == b.args.Replicas.Max {
		return nil
	}
	_, err := autoscalingv2.NewHorizontalPodAutoscaler(b.ctx, b.name+"-scaling", &autoscalingv2.HorizontalPodAutoscalerArgs{
		Metadata: b.args.meta(b.args.Name), Spec: b.args.scaling(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("autoscaler: %w", err)
	}
	return nil
}

func (b *builder) addBudget() error {
	_, err := policyv1.NewPodDisruptionBudget(b.ctx, b.name+"-budget", &policyv1.PodDisruptionBudgetArgs{
		Metadata: b.args.meta(b.args.Name), Spec: b.args.budget(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("disruption budget: %w", err)
	}
	return nil
}

func (b *builder) addService() error {
	if b.args.Kind != Web {
		return nil
	}
	_, err := corev1.NewService(b.ctx, b.name+"-service", &corev1.ServiceArgs{
		Metadata: b.args.meta(b.args.Name), Spec: b.args.service(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("service: %w", err)
	}
	return nil
}

func (b *builder) addIngress() error {
	if len(b.args.Serving.Hosts) == 0 {
		return nil
	}
	_, err := networkingv1.NewIngress(b.ctx, b.name+"-ingress", &networkingv1.IngressArgs{
		Metadata: b.args.meta(b.args.Name), Spec: b.args.ingress(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("ingress: %w", err)
	}
	return nil
}

// sum tells two texts apart.
func sum(text string) string {
	digest := sha256.Sum256([]byte(text))
	return hex.EncodeToString(digest[:8])
}
