package ingress

import (
	"fmt"

	appsv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apps/v1"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	policyv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/policy/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Type is the component's type token.
const Type = "trelica:ingress:Ingress"

// nameLabel tells the pods of the ingress from all others.
const nameLabel = "app.kubernetes.io/name"

// controller is what Traefik calls itself in an IngressClass (Traefik documentation, kubernetes-ingress).
const controller = "traefik.io/ingress-controller"

// Ingress is what New made.
type Ingress struct {
	pulumi.ResourceState

	// Running is the deployment, once it is available.
	Running pulumi.Resource
}

// builder is an ingress in the making.
type builder struct {
	ctx   *pulumi.Context
	name  string
	args  *Args
	self  *Ingress
	child []pulumi.ResourceOption
	// before is what must be there before a pod starts.
	before []pulumi.Resource
	static string
	// rules are the dynamic configuration, once the identifier of Front Door is known.
	rules pulumi.StringOutput
}

// New makes the ingress. The error names every mistake in the arguments; nothing has been registered then.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Ingress, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	made := &Ingress{}
	if err := ctx.RegisterComponentResource(Type, name, made, opts...); err != nil {
		return nil, fmt.Errorf("ingress %s: %w", name, err)
	}
	b := &builder{
		ctx: ctx, name: name, args: args, self: made, before: append([]pulumi.Resource{}, args.After...),
		child: []pulumi.ResourceOption{pulumi.Parent(made), pulumi.DeleteBeforeReplace(true)},
	}
	for _, step := range []func() error{
		b.addAccount, b.addRights, b.addConfig, b.addCertificate, b.addPolicy, b.addDeployment, b.addBudget, b.addService, b.addClass,
	} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("ingress %s: %w", name, err)
		}
	}
	if err := ctx.RegisterResourceOutputs(made, pulumi.Map{"image": pulumi.String(args.Image)}); err != nil {
		return nil, fmt.Errorf("outputs of ingress %s: %w", name, err)
	}
	return made, nil
}

// meta names an object of the ingress.
func (args *Args) meta(name string) metav1.ObjectMetaArgs {
	return metav1.ObjectMetaArgs{Name: pulumi.String(name), Namespace: args.Ready, Labels: labels()}
}

func labels() pulumi.StringMap { return pulumi.StringMap{nameLabel: pulumi.String(Name)} }

func selector() metav1.LabelSelectorArgs { return metav1.LabelSelectorArgs{MatchLabels: labels()} }

// addConfig renders the configuration into a ConfigMap each, so that what Traefik follows is a folder of its own.
func (b *builder) addConfig() error {
	namespaces := []string{b.args.Namespace}
	for _, n := range b.args.namespaces() {
		namespaces = append(namespaces, n.Namespace)
	}
	var err error
	if b.static, err = StaticConfig(b.args.Class, namespaces); err != nil {
		return err
	}
	certificate := b.args.Certificate
	b.rules = b.args.FrontDoorID.ToStringOutput().ApplyT(func(id string) (string, error) {
		return DynamicConfig(id, certificate)
	}).(pulumi.StringOutput)
	for _, config := range []struct {
		name, file string
		text       pulumi.StringInput
	}{{"static", staticFile, pulumi.String(b.static)}, {"rules", dynamicFile, b.rules}} {
		made, err := corev1.NewConfigMap(b.ctx, b.name+"-"+config.name, &corev1.ConfigMapArgs{
			Metadata: b.args.meta(Name + "-" + config.name), Data: pulumi.StringMap{config.file: config.text},
		}, b.child...)
		if err != nil {
			return fmt.Errorf("configuration %s: %w", config.name, err)
		}
		b.before = append(b.before, made)
	}
	return nil
}

func (b *builder) addPolicy() error {
	policy, err := networkingv1.NewNetworkPolicy(b.ctx, b.name+"-flows", &networkingv1.NetworkPolicyArgs{
		Metadata: b.args.meta(Name), Spec: b.args.policy(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("network policy: %w", err)
	}
	b.before = append(b.before, policy)
	return nil
}

func (b *builder) addDeployment() error {
	made, err := appsv1.NewDeployment(b.ctx, b.name+"-deployment", &appsv1.DeploymentArgs{
		Metadata: b.args.meta(Name), Spec: b.args.deployment(b.annotations()),
	}, append([]pulumi.ResourceOption{pulumi.DependsOn(b.before)}, b.child...)...)
	if err != nil {
		return fmt.Errorf("deployment: %w", err)
	}
	b.self.Running = made
	return nil
}

func (b *builder) addBudget() error {
	_, err := policyv1.NewPodDisruptionBudget(b.ctx, b.name+"-budget", &policyv1.PodDisruptionBudgetArgs{
		Metadata: b.args.meta(Name), Spec: budget(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("disruption budget: %w", err)
	}
	return nil
}

func (b *builder) addService() error {
	_, err := corev1.NewService(b.ctx, b.name+"-service", &corev1.ServiceArgs{
		Metadata: b.args.serviceMeta(), Spec: service(),
	}, b.child...)
	if err != nil {
		return fmt.Errorf("service: %w", err)
	}
	return nil
}

// addClass makes the class by which workloads ask for the ingress.
func (b *builder) addClass() error {
	_, err := networkingv1.NewIngressClass(b.ctx, b.name+"-class", &networkingv1.IngressClassArgs{
		Metadata: metav1.ObjectMetaArgs{Name: pulumi.String(b.args.Class), Labels: labels()},
		Spec:     networkingv1.IngressClassSpecArgs{Controller: pulumi.String(controller)},
	}, b.child...)
	if err != nil {
		return fmt.Errorf("class: %w", err)
	}
	return nil
}
