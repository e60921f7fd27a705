package cluster

import (
	aks "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// imageCleanerHours is how often unused images with known holes are removed from nodes: weekly, AKS's own default.
const imageCleanerHours = 168

// securityProfile turns on workload identity, the image cleaner and Defender's sensors. Encryption of etcd with a key of
// ours is not here: with this API version it needs a vault that is open to the public network (AKS documentation,
// use-kms-etcd-encryption), which is a recorded exception.
func securityProfile(args *Args) aks.ManagedClusterSecurityProfileArgs {
	return aks.ManagedClusterSecurityProfileArgs{
		WorkloadIdentity: aks.ManagedClusterSecurityProfileWorkloadIdentityArgs{Enabled: pulumi.Bool(true)},
		ImageCleaner: aks.ManagedClusterSecurityProfileImageCleanerArgs{
			Enabled: pulumi.Bool(true), IntervalHours: pulumi.Int(imageCleanerHours),
		},
		Defender: aks.ManagedClusterSecurityProfileDefenderArgs{
			LogAnalyticsWorkspaceResourceId: args.Sinks.WorkspaceID.ToStringOutput().ToStringPtrOutput(),
			SecurityMonitoring:              aks.ManagedClusterSecurityProfileDefenderSecurityMonitoringArgs{Enabled: pulumi.Bool(true)},
		},
	}
}

// addons are Azure Policy, the secrets driver with rotation, and the monitoring agent, which signs in with an identity
// rather than with the workspace's key. The HTTP routing add-on is off and said to be.
func addons(args *Args) aks.ManagedClusterAddonProfileMap {
	return aks.ManagedClusterAddonProfileMap{
		"azurepolicy": aks.ManagedClusterAddonProfileArgs{
			Enabled: pulumi.Bool(true), Config: pulumi.StringMap{"version": pulumi.String("v2")},
		},
		"azureKeyvaultSecretsProvider": aks.ManagedClusterAddonProfileArgs{
			Enabled: pulumi.Bool(true),
			Config: pulumi.StringMap{
				"enableSecretRotation": pulumi.String("true"),
				"rotationPollInterval": pulumi.String("2m"),
			},
		},
		"omsagent": aks.ManagedClusterAddonProfileArgs{
			Enabled: pulumi.Bool(true),
			Config: pulumi.StringMap{
				"logAnalyticsWorkspaceResourceID": args.Sinks.WorkspaceID,
				"useAADAuth":                      pulumi.String("true"),
			},
		},
		"httpApplicationRouting": aks.ManagedClusterAddonProfileArgs{Enabled: pulumi.Bool(false)},
	}
}

// autoUpgrade takes patches of Kubernetes and new node images by itself, in the maintenance windows. The image channel is
// NodeImage, never SecurityPatch: that one fetches packages over plain HTTP, which the nodes' network does not let out
// (AKS documentation, auto-upgrade-node-os-image and outbound-rules-control-egress).
func autoUpgrade() aks.ManagedClusterAutoUpgradeProfileArgs {
	return aks.ManagedClusterAutoUpgradeProfileArgs{
		UpgradeChannel:       pulumi.String("patch"),
		NodeOSUpgradeChannel: pulumi.String("NodeImage"),
	}
}

// storageProfile keeps the drivers that are used, disks and snapshots, and leaves out those that are not: each is a
// privileged pod on every node.
func storageProfile() aks.ManagedClusterStorageProfileArgs {
	return aks.ManagedClusterStorageProfileArgs{
		DiskCSIDriver:      aks.ManagedClusterStorageProfileDiskCSIDriverArgs{Enabled: pulumi.Bool(true)},
		SnapshotController: aks.ManagedClusterStorageProfileSnapshotControllerArgs{Enabled: pulumi.Bool(true)},
		FileCSIDriver:      aks.ManagedClusterStorageProfileFileCSIDriverArgs{Enabled: pulumi.Bool(false)},
		BlobCSIDriver:      aks.ManagedClusterStorageProfileBlobCSIDriverArgs{Enabled: pulumi.Bool(false)},
	}
}

// autoscaler is the cluster autoscaler's profile in full, so that a changed default of AKS changes nothing here. It
// differs from the defaults in three: like groups are kept balanced (zones), the smallest waste decides which pool
// grows, and pods with local storage do not keep a node alive, since no workload here keeps anything in one.
func autoscaler() aks.ManagedClusterPropertiesAutoScalerProfileArgs {
	return aks.ManagedClusterPropertiesAutoScalerProfileArgs{
		BalanceSimilarNodeGroups:          pulumi.String("true"),
		DaemonsetEvictionForEmptyNodes:    pulumi.Bool(false),
		DaemonsetEvictionForOccupiedNodes: pulumi.Bool(true),
		Expander:                          pulumi.String("least-waste"),
		IgnoreDaemonsetsUtilization:       pulumi.Bool(false),
		MaxEmptyBulkDelete:                pulumi.String("10"),
		MaxGracefulTerminationSec:         pulumi.String("600"),
		MaxNodeProvisionTime:              pulumi.String("15m"),
		MaxTotalUnreadyPercentage:         pulumi.String("45"),
		NewPodScaleUpDelay:                pulumi.String("0s"),
		OkTotalUnreadyCount:               pulumi.String("3"),
		ScaleDownDelayAfterAdd:            pulumi.String("10m"),
		ScaleDownDelayAfterDelete:         pulumi.String("10s"),
		ScaleDownDelayAfterFailure:        pulumi.String("3m"),
		ScaleDownUnneededTime:             pulumi.String("10m"),
		ScaleDownUnreadyTime:              pulumi.String("20m"),
		ScaleDownUtilizationThreshold:     pulumi.String("0.5"),
		ScanInterval:                      pulumi.String("10s"),
		SkipNodesWithLocalStorage:         pulumi.String("false"),
		SkipNodesWithSystemPods:           pulumi.String("true"),
	}
}
