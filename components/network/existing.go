package network

import (
	"fmt"

	sdk "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20240501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// IngressRole is what the name of the address is made of that requests arrive at.
const IngressRole = "ingress"

// ExistingAddress asks for the value of a reserved address that another stack made: Azure drew it, so it cannot be computed. The
// call goes to the address's own region alone. The group and the role are those of its name.
func ExistingAddress(ctx *pulumi.Context, site azure.Site, group, role string, opts ...pulumi.InvokeOption) (string, error) {
	name := site.Names.PublicIP(role)
	found, err := sdk.LookupPublicIPAddress(ctx, &sdk.LookupPublicIPAddressArgs{
		ResourceGroupName: site.Names.ResourceGroup(group), PublicIpAddressName: name,
	}, opts...)
	if err != nil {
		return "", fmt.Errorf("public address %q: %w", name, err)
	}
	if found.IpAddress == nil || *found.IpAddress == "" {
		return "", fmt.Errorf("public address %q has no value yet; bring the stack that makes it up to its end first", name)
	}
	return *found.IpAddress, nil
}
