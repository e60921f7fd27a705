package controls

import (
	"fmt"
	"regexp"
	"strings"
)

// vaultRules are those about keys, secrets and where they are.
func vaultRules() []*Rule {
	vault, key := []string{"keyvault:Vault"}, []string{"keyvault:Key"}
	return []*Rule{
		{
			ID: "vault-hsm", Claim: "SP-12", Severity: Critical, Kinds: vault, Title: "Vaults are backed by hardware",
			Why: "Keys are kept in FIPS-validated modules.", Fix: "set sku.name to premium", Needs: []Need{need("properties.sku.name", is("premium"))},
		},
		{
			ID: "vault-kept", Claim: "SP-12", Severity: Critical, Kinds: vault, Title: "What a vault held can be brought back for 90 days",
			Why: "A lost key is lost data.", Fix: "set purge protection, soft delete and 90 days",
			Needs: []Need{
				need("properties.enablePurgeProtection", yes()).or(false, srcVault), need("properties.enableSoftDelete", yes()).or(true, srcVault),
				need("properties.softDeleteRetentionInDays", between(90, 90)).or(90.0, srcVault),
			},
			Policies: []string{"0b60c0b2-2dc2-4e1c-b5c9-abbed971de53"},
		},
		{
			ID: "vault-roles", Claim: "SP-12", Severity: High, Kinds: vault, Title: "Roles decide who uses a vault",
			Why: "Access policies are beside the roles, and nobody reviews them.", Fix: "set enableRbacAuthorization, no access policies, no deployment access",
			Needs: []Need{
				need("properties.enableRbacAuthorization", yes()).or(false, srcVault), never("properties.accessPolicies"),
				need("properties.enabledForDeployment", no()).or(false, srcVault), need("properties.enabledForDiskEncryption", no()).or(false, srcVault),
				need("properties.enabledForTemplateDeployment", no()).or(false, srcVault),
			},
			Policies: []string{"12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5"},
		},
		{
			ID: "vault-closed", Claim: "SP-12", Severity: Critical, Kinds: vault, Title: "Vaults answer on private endpoints alone",
			Why: "A key that only the network of the environment reaches cannot be tried from elsewhere.", Fix: "set publicNetworkAccess to Disabled, Deny, no rules",
			Needs: []Need{
				need("properties.publicNetworkAccess", is("Disabled")).or("Enabled", srcVault).butOpened(),
				need("properties.networkAcls.defaultAction", is("Deny")).or("Allow", srcVault),
				never("properties.networkAcls.ipRules").butOpened(), never("properties.networkAcls.virtualNetworkRules"),
			},
			Policies: []string{"405c5871-3e91-4644-8a63-58e19d68ff5b"},
		},
		{
			ID: "key-hsm", Claim: "SP-12", Severity: Critical, Kinds: key, Title: "Keys are RSA of 3072 bits in hardware",
			Why: "Keys in software can be copied.", Fix: "set kty RSA-HSM, keySize 3072, not exportable",
			Needs: []Need{
				need("properties.kty", is("RSA-HSM")), need("properties.keySize", is(3072.0, 4096.0)).or(2048.0, "ARM reference, Microsoft.KeyVault/vaults/keys"),
				need("properties.attributes.exportable", no()).or(false, srcVault),
			},
			Policies: []string{"587c79fe-dd04-4a5e-9d0b-f89598c7261b", "82067dbb-e53b-4e06-b631-546d197452d9"},
		},
		{
			ID: "key-use", Claim: "SP-12", Severity: Medium, Kinds: key, Title: "A key does what it is for and is switched on",
			Why: "One key for one use: what can sign and decrypt everything is worth stealing.", Fix: "name wrapKey and unwrapKey (a key of stacks: encrypt and decrypt)",
			Needs: []Need{
				need("properties.keyOps", oneUse()), need("properties.attributes.enabled", yes()).or(true, srcVault),
			},
		},
		{
			ID: "key-rotates", Claim: "SP-12", Severity: High, Kinds: key, Title: "Keys rotate by themselves", Why: "Nobody forgets what happens by itself.",
			Fix: "give the key a rotation policy that rotates within two years", Each: keyRotates, Policies: []string{"d8cf8476-a2ec-4916-896e-992351803c44"},
		},
		{
			ID: "secret-value", Claim: "SP-12", Severity: Critical, Title: "Secrets are secrets everywhere", Kinds: secretKinds(),
			Why: "A value that is not marked secret lies in clear in the state and in every log.", Fix: "wrap the value with pulumi.ToSecret",
			Each: markedSecret,
		},
		{
			ID: "secret-names", Claim: "SP-12", Severity: Critical, Title: "No property that holds a secret is in clear", Kinds: []string{AnyKind}, Each: clearSecrets,
			Why: "A password in a state is a password in every backup of it.", Fix: "keep it in a vault, or mark it secret",
		},
		{
			ID: "secret-length", Claim: "SP-12", Severity: High, Kinds: []string{"random:index/randomPassword:RandomPassword"}, Title: "Secrets that the program makes are long",
			Why: "A short one can be tried.", Fix: "set length to 43 or more: 256 bits", Needs: []Need{need("length", atLeast(43))},
		},
	}
}

// oneUse demands one pair of operations.
func oneUse() Predicate {
	wraps, encrypts := exactly("wrapKey", "unwrapKey"), exactly("encrypt", "decrypt")
	return Predicate{"wrapKey and unwrapKey, or encrypt and decrypt", func(v any) bool { return wraps.OK(v) || encrypts.OK(v) }}
}

// secretKinds are the kinds that carry a secret.
func secretKinds() []string {
	return []string{"keyvault:Secret", "app:ManagedEnvironmentsStorage", "pulumi:providers:kubernetes", "kubernetes:Secret"}
}

// markedSecret demands the mark on every value that is a secret by its place. An unknown secret arrives without its mark, so that it is
// undecided.
func markedSecret(c *Case) {
	for _, path := range []string{"properties.value", "properties.azureFile.accountKey", "kubeconfig", "data", "stringData"} {
		for _, p := range c.Resource.At(path) {
			_, secret := p.Value.(Secret)
			switch {
			case p.Absent && path == "kubeconfig" && c.Resource.kind() == "pulumi:providers:kubernetes":
				c.Violate(c.Resource, p, "is missing: the provider would take what the operator's environment names")
			case p.Absent:
			case secret:
				c.Hold(c.Resource, p)
			case hasUnknown(p.Value):
				c.Doubt(c.Resource, p, "is not known before apply, so its mark cannot be seen")
			case path == "data" && c.Resource.kind() != "kubernetes:Secret":
			default:
				c.Violate(c.Resource, Place{Path: p.Path, Value: Secret{}}, "is not marked secret")
			}
		}
	}
}

// secretProperty are names of properties that hold a secret.
var secretProperty = regexp.MustCompile(`(?i)(password|accountkey|accesskey|sharedkey|connectionstring|clientsecret|sastoken|privatekey)$`)

// secretText are texts that are secrets, wherever they are.
var secretText = regexp.MustCompile(`(?i)-----BEGIN [A-Z ]*PRIVATE KEY-----|AccountKey=[A-Za-z0-9+/]{20}|password=[^;$\s{]{6}|[?&]sig=[A-Za-z0-9%]{20}`)

// maySecret tells quickly of most texts that they hold none of secretText.
func maySecret(text string) bool {
	if len(text) < 14 {
		return false
	}
	text = strings.ToLower(text)
	return strings.Contains(text, "private key") || strings.Contains(text, "accountkey=") || strings.Contains(text, "sig=") || strings.Contains(text, "password=")
}

// clearSecrets looks for secrets in clear in all inputs.
func clearSecrets(c *Case) {
	r := c.Resource
	walk("", r.Inputs, func(path string, value any) {
		text, ok := value.(string)
		if !ok || text == "" || strings.HasSuffix(path, "azureFile.accountKey") { // which another rule looks at
			return
		}
		if secretProperty.MatchString(path[strings.LastIndexByte(path, '.')+1:]) || maySecret(text) && secretText.MatchString(text) {
			c.Violate(r, Place{Path: path, Value: Secret{}}, "holds a secret in clear")
		}
	})
}

// keyRotates demands a rotation of every key that has a use of its own.
func keyRotates(c *Case) {
	r := c.Resource
	const twoYears = 2 * 365 * 24 * 60
	rotates := false
	for i := range r.At("properties.rotationPolicy.lifetimeActions[]") {
		path := fmt.Sprintf("properties.rotationPolicy.lifetimeActions[%d].", i)
		action := r.At("properties.rotationPolicy.lifetimeActions[].action.type")[i]
		after := r.At("properties.rotationPolicy.lifetimeActions[].trigger.timeAfterCreate")[i]
		length, ok := minutes(plain(after.Value))
		if equals(plain(action.Value), "rotate") && ok && length > 0 && length <= twoYears {
			rotates = true
			c.Hold(r, Place{Path: path + "trigger.timeAfterCreate", Value: after.Value})
		}
	}
	if !rotates {
		c.Violate(r, Place{Path: "properties.rotationPolicy", Absent: true}, "nothing rotates it within two years")
		return
	}
	expiry := r.At("properties.rotationPolicy.attributes.expiryTime")[0]
	if length, ok := minutes(plain(expiry.Value)); !ok || length < twoYears {
		c.Violate(r, expiry, show(expiry.Value)+"; versions must live two years or more, or what they encrypted cannot be read")
	}
}
