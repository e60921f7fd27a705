package edge

import (
	"fmt"

	"github.com/google/uuid"
	cdn "github.com/pulumi/pulumi-azure-native-sdk/cdn/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/azure"
)

// LookupFrontDoorID asks for the environment's Front Door identifier by the profile's name, which follows from the site's.
// A platform that is built by another stack than the front's uses it; the answer is always the living profile's, and needs
// nothing of any region. The override, where one is set, is taken instead and nothing is asked: for the day when Front Door's
// own control plane is down. It must be a GUID.
func LookupFrontDoorID(ctx *pulumi.Context, site azure.Site, override string, opts ...pulumi.InvokeOption) (pulumi.StringOutput, error) {
	if override != "" {
		if err := uuid.Validate(override); err != nil {
			return pulumi.StringOutput{}, fmt.Errorf("front door identifier %q given by hand: %w; "+
				"take the one that the front's last update printed", override, err)
		}
		return pulumi.String(override).ToStringOutput(), nil
	}
	if err := azure.Check("edge.LookupFrontDoorID", site).Err(); err != nil {
		return pulumi.StringOutput{}, err
	}
	profile := cdn.LookupProfileOutput(ctx, cdn.LookupProfileOutputArgs{
		ResourceGroupName: pulumi.String(site.Names.GlobalResourceGroup("front")),
		ProfileName:       pulumi.String(site.Names.FrontDoorProfile()),
	}, opts...)
	return profile.FrontDoorId().ApplyT(present).(pulumi.StringOutput), nil
}

// present refuses a profile without an identifier: an ingress that asked for "" would let in everybody who sends no header.
func present(identifier string) (string, error) {
	if err := uuid.Validate(identifier); err != nil {
		return "", fmt.Errorf("front door profile has the identifier %q, which is no GUID: %w; "+
			"look at the profile, or set the identifier by hand", identifier, err)
	}
	return identifier, nil
}
