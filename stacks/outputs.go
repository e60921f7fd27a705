package stacks

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// export makes the stack's outputs: what people and other programs may rely on. They are few, because each is a promise.
func export(ctx *pulumi.Context, foundation *Foundation, platform *Platform) {
	ctx.Export("vaultUri", pulumi.String(foundation.VaultURI))
	ctx.Export("ingressAddress", foundation.Values.IngressAddress)
	ctx.Export("egressAddresses", foundation.EgressAddresses)
	ctx.Export("clusterName", platform.ClusterName)
	ctx.Export("kubeconfig", pulumi.ToSecret(platform.Kubeconfig))
}
