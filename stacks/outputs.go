package stacks

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// exportPlatform makes those of the stack's outputs that every stack has. What people and other programs may rely on is little,
// because each output is a promise.
func exportPlatform(ctx *pulumi.Context, foundation FoundationValues, platform *Platform) {
	ctx.Export("ingressAddress", foundation.IngressAddress)
	ctx.Export("clusterName", platform.ClusterName)
	ctx.Export("tokenVaults", pulumi.ToStringArray(foundation.TokenVaults))
	ctx.Export("frontDoorId", platform.FrontDoorID)
	ctx.Export(outputKubeconfig, pulumi.ToSecret(platform.Kubeconfig))
}
