package cluster

import (
	"fmt"

	aks "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

const (
	systemTaintKey = "CriticalAddonsOnly"
	// systemTaint keeps workloads off the system pool; AKS's own pods tolerate it (AKS documentation, use-system-pools).
	systemTaint = systemTaintKey + "=true:NoSchedule"

	osSKU = "AzureLinux"
)

// systemProfile is the one pool that is declared inside the cluster. AKS wants at least one there; every other pool is a
// resource of its own, because an edit to a profile in the cluster sets all pools, the separate ones too, to "Scaling"
// (pulumi-azure-native issue 4264).
//
// The profile is not ignored as a whole, only the number of nodes: an edit must show in the preview, as an update of
// the cluster, rather than be dropped in silence. What AKS cannot change in place it then refuses; it never rolls nodes
// unnoticed. Pools name a Kubernetes version only while an upgrade is let through: a new version of the cluster alone moves its
// control plane and leaves the nodes behind, and AKS wants all pools to name one or none (AKS documentation, upgrade-aks-cluster
// and auto-upgrade-cluster).
func systemProfile(args *Args) aks.ManagedClusterAgentPoolProfileArgs {
	pool := args.System
	profile := aks.ManagedClusterAgentPoolProfileArgs{
		Name:                   pulumi.String(pool.Name),
		Mode:                   pulumi.String("System"),
		Type:                   pulumi.String("VirtualMachineScaleSets"),
		VmSize:                 pulumi.String(pool.Size),
		OsType:                 pulumi.String("Linux"),
		OsSKU:                  pulumi.String(osSKU),
		OsDiskType:             pulumi.String("Ephemeral"),
		OsDiskSizeGB:           pulumi.Int(pool.OSDiskGB),
		KubeletDiskType:        pulumi.String("OS"),
		AvailabilityZones:      pulumi.ToStringArray(pool.Zones),
		VnetSubnetID:           args.Network.SubnetID.ToStringOutput().ToStringPtrOutput(),
		EnableAutoScaling:      pulumi.Bool(true),
		Count:                  pulumi.Int(pool.Min),
		MinCount:               pulumi.Int(pool.Min),
		MaxCount:               pulumi.Int(pool.Max),
		MaxPods:                pulumi.Int(pool.MaxPods),
		ScaleDownMode:          pulumi.String("Delete"),
		ScaleSetPriority:       pulumi.String("Regular"),
		EnableEncryptionAtHost: pulumi.Bool(true),
		EnableNodePublicIP:     pulumi.Bool(false),
		EnableFIPS:             pulumi.Bool(false),
		EnableUltraSSD:         pulumi.Bool(false),
		NodeLabels:             pulumi.ToStringMap(pool.Labels),
		NodeTaints:             pulumi.ToStringArray(append([]string{systemTaint}, pool.Taints...)),
		UpgradeSettings:        upgradeSettings(pool),
		Tags:                   nodeTags(args.Site),
	}
	if args.Upgrade {
		profile.OrchestratorVersion = pulumi.String(args.KubernetesVersion)
	}
	if args.CapacityReservationGroupID != nil {
		profile.CapacityReservationGroupID = args.CapacityReservationGroupID.ToStringOutput().ToStringPtrOutput()
	}
	return profile
}

// newPool makes one pool for workloads. What AKS cannot change in place (size, zones, disk, reservation...) is refused by it, or
// replaces the pool, and because names are explicit the old one goes first: its pods have nowhere to be meanwhile. Give a
// changed pool a new name instead.
func (c *Cluster) newPool(ctx *pulumi.Context, name string, args *Args, pool Pool, opts []pulumi.ResourceOption) error {
	tags, tagged := azure.Tagged(args.Site)
	poolArgs := &aks.AgentPoolArgs{
		ResourceGroupName:      args.ResourceGroup,
		ResourceName:           c.Name,
		AgentPoolName:          pulumi.String(pool.Name),
		Mode:                   pulumi.String("User"),
		Type:                   pulumi.String("VirtualMachineScaleSets"),
		VmSize:                 pulumi.String(pool.Size),
		OsType:                 pulumi.String("Linux"),
		OsSKU:                  pulumi.String(osSKU),
		OsDiskType:             pulumi.String("Ephemeral"),
		OsDiskSizeGB:           pulumi.Int(pool.OSDiskGB),
		KubeletDiskType:        pulumi.String("OS"),
		AvailabilityZones:      pulumi.ToStringArray(pool.Zones),
		VnetSubnetID:           args.Network.SubnetID.ToStringOutput().ToStringPtrOutput(),
		EnableAutoScaling:      pulumi.Bool(true),
		Count:                  pulumi.Int(pool.Min),
		MinCount:               pulumi.Int(pool.Min),
		MaxCount:               pulumi.Int(pool.Max),
		MaxPods:                pulumi.Int(pool.MaxPods),
		ScaleDownMode:          pulumi.String("Delete"),
		ScaleSetPriority:       pulumi.String("Regular"),
		EnableEncryptionAtHost: pulumi.Bool(true),
		EnableNodePublicIP:     pulumi.Bool(false),
		EnableFIPS:             pulumi.Bool(false),
		EnableUltraSSD:         pulumi.Bool(false),
		NodeLabels:             pulumi.ToStringMap(pool.Labels),
		NodeTaints:             pulumi.ToStringArray(pool.Taints),
		UpgradeSettings:        upgradeSettings(pool),
		Tags:                   tags,
	}
	if args.Upgrade {
		poolArgs.OrchestratorVersion = pulumi.String(args.KubernetesVersion)
	}
	if args.CapacityReservationGroupID != nil {
		poolArgs.CapacityReservationGroupID = args.CapacityReservationGroupID.ToStringOutput().ToStringPtrOutput()
	}
	opts = append(opts[:len(opts):len(opts)], tagged, pulumi.IgnoreChanges(ignoredOfPool(args)))
	made, err := aks.NewAgentPool(ctx, name+"-pool-"+pool.Name, poolArgs, opts...)
	if err != nil {
		return fmt.Errorf("node pool %q: %w", pool.Name, err)
	}
	c.Pools = append(c.Pools, made)
	return nil
}

func upgradeSettings(pool Pool) aks.AgentPoolUpgradeSettingsArgs {
	return aks.AgentPoolUpgradeSettingsArgs{
		MaxSurge:                  pulumi.String(pool.MaxSurge),
		DrainTimeoutInMinutes:     pulumi.Int(pool.DrainMinutes),
		NodeSoakDurationInMinutes: pulumi.Int(pool.SoakMinutes),
	}
}

// nodeTags are the system pool's: the site's without the commit, which would be an edit of the profile at each commit.
func nodeTags(site azure.Site) pulumi.StringMap {
	tags := site.TagMap()
	delete(tags, azure.CommitTag)
	return tags
}
