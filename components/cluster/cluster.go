package cluster

import (
	"fmt"

	aks "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// Type is the component's type token.
const Type = "trelica:cluster:Cluster"

// nodeGroupRole names the resource group in which AKS keeps the nodes. AKS makes it and nobody else may change it.
const nodeGroupRole = "nodes"

// Cluster is what New made.
type Cluster struct {
	pulumi.ResourceState

	// ID is the cluster's ARM identifier, Name its name once it exists.
	ID, Name pulumi.StringOutput
	// FQDN is the API server's public name.
	FQDN pulumi.StringOutput
	// IssuerURL is what workloads' federated credentials trust.
	IssuerURL pulumi.StringOutput
	// Kubeconfig enters the cluster through kubelogin. It is secret, although it holds no credential: it says where and how.
	Kubeconfig pulumi.StringOutput
	// NodeResourceGroup is the name of the group that AKS keeps its machines in.
	NodeResourceGroup string
	// BalancerID is the ARM identifier of the load balancer that AKS makes there, for what leaves the cluster and for what comes
	// in. Its name is always the same (AKS documentation, load-balancer-standard).
	BalancerID pulumi.StringOutput
	// Pools are those for workloads. Until they are there no pod finds a node: what waits for pods waits for them first.
	Pools []pulumi.Resource
}

// New makes the cluster, its pools, its maintenance windows and its logs. The error names every mistake in the arguments;
// nothing has been registered then.
//
// Nothing here is protected. A cluster is rebuilt at will, by design and in rehearsal; what must survive it (keys, addresses,
// identities, reservations, data) is in the foundation and is protected there.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Cluster, error) {
	if err := args.validate(name); err != nil {
		return nil, err
	}
	c := &Cluster{NodeResourceGroup: args.Site.Names.ResourceGroup(nodeGroupRole)}
	if err := ctx.RegisterComponentResource(Type, name, c, opts...); err != nil {
		return nil, fmt.Errorf("cluster %s: %w", args.Site.Names.Cluster(), err)
	}
	cluster, err := c.newCluster(ctx, name, args)
	if err != nil {
		return nil, fmt.Errorf("cluster %s: %w", args.Site.Names.Cluster(), err)
	}
	c.ID, c.Name, c.FQDN = cluster.ID().ToStringOutput(), cluster.Name, cluster.Fqdn
	c.BalancerID = azure.Once(pulumi.String(args.Site.ResourceID(c.NodeResourceGroup, "Microsoft.Network/loadBalancers", "kubernetes")), cluster)
	c.IssuerURL = cluster.OidcIssuerProfile.IssuerURL().Elem()
	c.Kubeconfig = c.kubeconfig(ctx, args)

	if err := c.newChildren(ctx, name, args); err != nil {
		return nil, fmt.Errorf("cluster %s: %w", args.Site.Names.Cluster(), err)
	}
	err = ctx.RegisterResourceOutputs(c, pulumi.Map{
		"id": c.ID, "fqdn": c.FQDN, "issuerUrl": c.IssuerURL, "kubeconfig": c.Kubeconfig,
	})
	if err != nil {
		return nil, fmt.Errorf("outputs of cluster %s: %w", args.Site.Names.Cluster(), err)
	}
	return c, nil
}

func (c *Cluster) newCluster(ctx *pulumi.Context, name string, args *Args) (*aks.ManagedCluster, error) {
	site := args.Site
	tags, tagged := azure.Tagged(site)
	return aks.NewManagedCluster(ctx, name+"-cluster", &aks.ManagedClusterArgs{
		ResourceGroupName:        args.ResourceGroup,
		ResourceName:             pulumi.String(site.Names.Cluster()),
		Location:                 pulumi.String(site.Location),
		Sku:                      aks.ManagedClusterSKUArgs{Name: pulumi.String("Base"), Tier: pulumi.String(args.Tier)},
		SupportPlan:              pulumi.String("KubernetesOfficial"),
		KubernetesVersion:        pulumi.String(args.KubernetesVersion),
		DnsPrefix:                pulumi.String(site.Names.Cluster()),
		NodeResourceGroup:        pulumi.String(c.NodeResourceGroup),
		NodeResourceGroupProfile: aks.ManagedClusterNodeResourceGroupProfileArgs{RestrictionLevel: pulumi.String("ReadOnly")},
		Identity:                 identity(args),
		IdentityProfile:          identityProfile(args.Kubelet),
		EnableRBAC:               pulumi.Bool(true),
		DisableLocalAccounts:     pulumi.Bool(true),
		AadProfile:               aadProfile(args),
		ApiServerAccessProfile:   accessProfile(args.Access),
		PublicNetworkAccess:      pulumi.String("Enabled"),
		NetworkProfile:           networkProfile(args.Network),
		OidcIssuerProfile:        aks.ManagedClusterOIDCIssuerProfileArgs{Enabled: pulumi.Bool(true)},
		SecurityProfile:          securityProfile(args),
		AddonProfiles:            addons(args),
		AutoUpgradeProfile:       autoUpgrade(),
		AutoScalerProfile:        autoscaler(),
		StorageProfile:           storageProfile(),
		DiskEncryptionSetID:      args.DiskEncryptionSetID.ToStringOutput().ToStringPtrOutput(),
		AgentPoolProfiles:        aks.ManagedClusterAgentPoolProfileArray{systemProfile(args)},
		Tags:                     tags,
	}, azure.ChildOptions(c, tagged, pulumi.IgnoreChanges(ignored(args)))...)
}

// ignored are the inputs that Azure changes by itself: the autoscaler the number of nodes, automatic upgrades the versions.
// Following them would have previews propose to shrink, or to downgrade, a cluster. An intended upgrade lets the versions
// through, an intended change of size the counts. The profile is named by its index: a wildcard does not match once a
// refresh has brought in the other pools.
func ignored(args *Args) []string {
	var paths []string
	if !args.Resize {
		paths = append(paths, "agentPoolProfiles[0].count")
	}
	if !args.Upgrade {
		paths = append(paths, "agentPoolProfiles[0].orchestratorVersion", "kubernetesVersion")
	}
	return paths
}

// ignoredOfPool are the same inputs of a pool that is a resource of its own.
func ignoredOfPool(args *Args) []string {
	var paths []string
	if !args.Resize {
		paths = append(paths, "count")
	}
	if !args.Upgrade {
		paths = append(paths, "orchestratorVersion")
	}
	return paths
}

func (c *Cluster) newChildren(ctx *pulumi.Context, name string, args *Args) error {
	opts := azure.ChildOptions(c)
	for _, pool := range args.Pools {
		if err := c.newPool(ctx, name, args, pool, opts); err != nil {
			return err
		}
	}
	if err := c.newMaintenance(ctx, name, args, opts); err != nil {
		return err
	}
	return c.newLogs(ctx, name, args, opts)
}
