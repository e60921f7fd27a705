package stacks

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/components/cluster"
	"github.com/trelica/infrastructure/components/registry"
	"github.com/trelica/infrastructure/components/workload"
	"github.com/trelica/infrastructure/stacks/settings"
)

// inside is what a cluster has inside, in the making.
type inside struct {
	ctx      *pulumi.Context
	name     string
	args     *PlatformArgs
	set      *settings.Settings
	at       azure.Site
	cluster  *cluster.Cluster
	registry string
	child    []pulumi.ResourceOption
	// adopting takes over what exists already.
	adopting pulumi.ProviderResource

	// namespaces are the namespaces' names, once their rules are there.
	namespaces map[string]pulumi.StringInput
	// first are what must be there before anything runs: the rules for pods, nodes for them, and ways to the services they need.
	first   []pulumi.Resource
	waiting []Waiting
	running Running
}

// newInside makes what every cluster has inside, and says what waits and what runs. The Kubernetes provider is made of the cluster's own
// kubeconfig and lives with it.
func newInside(
	ctx *pulumi.Context, name string, args *PlatformArgs, in *cluster.Cluster, connected []pulumi.Resource, parent pulumi.Resource,
) (*inside, error) {
	provider, err := kubernetes.NewProvider(ctx, name+"-kubernetes", &kubernetes.ProviderArgs{
		Kubeconfig:            in.Kubeconfig,
		EnableServerSideApply: pulumi.Bool(true),
		// What somebody edits by hand is put back: without it the API server would call that a conflict, and the update would fail.
		// Whatever others may decide (the number of pods, once load does) the program leaves out instead.
		EnablePatchForce: pulumi.Bool(true),
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("provider kubernetes: %w", err)
	}
	// Only for what every cluster makes by itself: for anything else, that it exists already is a mistake to be told of.
	adopting, err := kubernetes.NewProvider(ctx, name+"-kubernetes-adopting", &kubernetes.ProviderArgs{
		Kubeconfig:            in.Kubeconfig,
		EnableServerSideApply: pulumi.Bool(true),
		EnablePatchForce:      pulumi.Bool(true),
		UpsertExistingObjects: pulumi.Bool(true),
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("provider kubernetes, adopting: %w", err)
	}
	i := &inside{
		ctx: ctx, name: name, args: args, set: args.Settings, at: site(args.Settings, args.In.Names, args.Commit), cluster: in,
		registry:   registry.LoginServer(args.Settings.Names().Registry()),
		child:      []pulumi.ResourceOption{pulumi.Parent(parent), pulumi.Providers(provider)},
		adopting:   adopting,
		namespaces: map[string]pulumi.StringInput{},
		running:    Running{},
		first:      append(append([]pulumi.Resource{}, connected...), in.Pools...),
	}
	for _, step := range []func() error{i.addStorage, i.addImagePolicy, i.addNamespaces, i.addIngress, i.addWorkloads} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return i, nil
}

func (i *inside) addStorage() error {
	_, err := cluster.NewStorageClasses(i.ctx, i.name+"-storage", &cluster.StorageClassesArgs{
		DiskEncryptionSetID: i.args.Foundation.DiskEncryptionSetID,
	}, i.child...)
	if err != nil {
		return fmt.Errorf("storage classes: %w", err)
	}
	return nil
}

// systemNamespaces are those of the cluster's own pods, whose images Microsoft brings with its add-ons (AKS documentation,
// faq, AKS-managed namespaces; Azure Policy for Kubernetes).
func systemNamespaces() []string { return []string{"kube-system", "gatekeeper-system"} }

func (i *inside) addImagePolicy() error {
	policy, err := workload.NewImagePolicy(i.ctx, i.name+"-images", &workload.ImagePolicyArgs{
		Registry: i.registry, Except: systemNamespaces(),
	}, i.child...)
	if err != nil {
		return fmt.Errorf("image policy: %w", err)
	}
	namespaces, err := workload.NewNamespacePolicy(i.ctx, i.name+"-restricted", &workload.NamespacePolicyArgs{
		Except: append(systemNamespaces(), kubernetesNamespaces()...),
	}, i.child...)
	if err != nil {
		return fmt.Errorf("namespace policy: %w", err)
	}
	i.first = append(i.first, policy, namespaces)
	return nil
}

// kubernetesNamespaces are those that Kubernetes makes in every cluster beside kube-system, and that which AKS runs a command in
// (Kubernetes documentation, namespaces, initial namespaces; AKS documentation, access a private cluster, command invoke).
func kubernetesNamespaces() []string {
	return []string{"default", "kube-public", "kube-node-lease", "aks-command"}
}

func (i *inside) addNamespaces() error {
	var all []*workload.NamespaceArgs
	for _, namespace := range i.set.Workloads.Namespaces {
		all = append(all, namespaceArgs(i.set, namespace))
	}
	if i.set.Workloads.HasIngress() {
		all = append(all, ingressNamespaceArgs(i.set))
	}
	for _, args := range all {
		args.Adopting = i.adopting
		made, err := workload.NewNamespace(i.ctx, i.name+"-namespace-"+args.Name, args, i.child...)
		if err != nil {
			return fmt.Errorf("namespace %s: %w", args.Name, err)
		}
		i.namespaces[args.Name] = made.Name
	}
	return nil
}
