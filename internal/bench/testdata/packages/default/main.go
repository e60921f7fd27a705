// Command default makes one virtual network with the default package of the provider's SDK: what that costs to build is measured.
package main

import (
	network "github.com/pulumi/pulumi-azure-native-sdk/network/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		_, err := network.NewVirtualNetwork(ctx, "network", &network.VirtualNetworkArgs{ResourceGroupName: pulumi.String("group")})
		return err
	})
}
