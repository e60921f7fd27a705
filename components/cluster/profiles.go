package cluster

import (
	aks "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// identity is who the control plane acts as.
func identity(args *Args) aks.ManagedClusterIdentityArgs {
	return aks.ManagedClusterIdentityArgs{
		Type:                   aks.ResourceIdentityTypeUserAssigned,
		UserAssignedIdentities: pulumi.StringArray{args.ControlPlaneID},
	}
}

// identityProfile is who the nodes pull images as. AKS accepts no other key than "kubeletidentity".
func identityProfile(kubelet Identity) aks.UserAssignedIdentityMap {
	return aks.UserAssignedIdentityMap{"kubeletidentity": aks.UserAssignedIdentityArgs{
		ResourceId: kubelet.ResourceID.ToStringOutput().ToStringPtrOutput(),
		ClientId:   kubelet.ClientID.ToStringOutput().ToStringPtrOutput(),
		ObjectId:   kubelet.ObjectID.ToStringOutput().ToStringPtrOutput(),
	}}
}

// aadProfile lets people and pipelines in with Entra identities alone; Azure roles decide what they may do.
func aadProfile(args *Args) aks.ManagedClusterAADProfileArgs {
	return aks.ManagedClusterAADProfileArgs{
		Managed:             pulumi.Bool(true),
		EnableAzureRBAC:     pulumi.Bool(true),
		AdminGroupObjectIDs: pulumi.ToStringArray(args.Access.AdminGroups),
		TenantID:            pulumi.String(args.Site.TenantID),
	}
}

// accessProfile gives the API server a public name and lets only the listed addresses reach it. It is not private: a
// cluster that is rebuilt in a disaster must be reachable without building DNS and peerings first. Commands through the
// control plane, which would go round the ranges, are off.
func accessProfile(access Access) aks.ManagedClusterAPIServerAccessProfileArgs {
	return aks.ManagedClusterAPIServerAccessProfileArgs{
		EnablePrivateCluster: pulumi.Bool(false),
		AuthorizedIPRanges:   pulumi.ToStringArray(access.AuthorizedRanges),
		DisableRunCommand:    pulumi.Bool(true),
	}
}

// networkProfile is Azure CNI overlay with Cilium for packets and policies, and the reserved addresses as the only way
// out. What the SDK would default (addresses, outbound type) is said outright.
func networkProfile(network Network) aks.ContainerServiceNetworkProfileArgs {
	addresses := aks.ResourceReferenceArray{}
	for _, id := range network.OutboundIPIDs {
		addresses = append(addresses, aks.ResourceReferenceArgs{Id: id.ToStringOutput().ToStringPtrOutput()})
	}
	return aks.ContainerServiceNetworkProfileArgs{
		NetworkPlugin:     pulumi.String("azure"),
		NetworkPluginMode: pulumi.String("overlay"),
		NetworkDataplane:  pulumi.String("cilium"),
		NetworkPolicy:     pulumi.String("cilium"),
		IpFamilies:        pulumi.ToStringArray([]string{"IPv4"}),
		PodCidr:           pulumi.String(network.PodCIDR),
		ServiceCidr:       pulumi.String(network.ServiceCIDR),
		DnsServiceIP:      pulumi.String(network.DNSServiceIP),
		LoadBalancerSku:   pulumi.String("standard"),
		OutboundType:      pulumi.String("loadBalancer"),
		LoadBalancerProfile: aks.ManagedClusterLoadBalancerProfileArgs{
			OutboundIPs:            aks.ManagedClusterLoadBalancerProfileOutboundIPsArgs{PublicIPs: addresses},
			AllocatedOutboundPorts: pulumi.Int(network.OutboundPorts),
			IdleTimeoutInMinutes:   pulumi.Int(network.IdleMinutes),
			BackendPoolType:        pulumi.String("NodeIPConfiguration"),
		},
	}
}
