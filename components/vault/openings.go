package vault

import (
	"fmt"
	"net/netip"

	keyvault "github.com/pulumi/pulumi-azure-native-sdk/keyvault/v2/v20241101"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/internal/addressplan"
)

// widestOpening is the fewest bits an opening may have: a desk or an office, never a provider's whole network.
const widestOpening = 24

// publicAccess is the vault's switch: off, unless somebody is let in. The rules of addresses count only while it is on.
func publicAccess(openings []netip.Prefix) string {
	if len(openings) == 0 {
		return "Disabled"
	}
	return "Enabled"
}

// addressRules are the openings as a vault takes them.
func addressRules(openings []netip.Prefix) keyvault.IPRuleArray {
	rules := keyvault.IPRuleArray{}
	for _, opening := range openings {
		rules = append(rules, keyvault.IPRuleArgs{Value: pulumi.String(opening.String())})
	}
	return rules
}

// openings enters openings that are not people's public addresses.
func (c checks) openings(openings []netip.Prefix) {
	for i, opening := range openings {
		ok := opening.IsValid() && opening.Addr().Is4() && opening == opening.Masked() &&
			opening.Bits() >= widestOpening && addressplan.Public(opening)
		if !ok {
			c.Addf(fmt.Sprintf("Openings[%d]", i), `%s; allowed: a public IPv4 range of /24 or smaller without host bits, such as "203.0.113.7/32"`, opening)
		}
	}
}
