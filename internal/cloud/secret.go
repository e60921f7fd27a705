package cloud

import (
	"context"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
)

// Vault is where a secret lies.
type Vault struct{ ResourceGroup, Name string }

// Secret is what Resource Manager says of a secret. It never says the value.
type Secret struct {
	ID      string
	Enabled bool
	// Expires is the zero time where the secret does not expire.
	Expires time.Time
	// Updated is when its newest version was made.
	Updated time.Time
}

// Secret reads a secret. found is false where it, or its vault, is not there.
func (c *Client) Secret(ctx context.Context, vault Vault, name string) (secret Secret, found bool, err error) {
	answer, err := c.secrets.Get(ctx, vault.ResourceGroup, vault.Name, name, nil)
	if missing(err) {
		return Secret{}, false, nil
	}
	if err != nil {
		return Secret{}, false, failed(err, "secret %s of vault %s", name, vault.Name)
	}
	return described(answer.Secret), true, nil
}

// SecretValue is what is written.
type SecretValue struct {
	Text string
	// ContentType is what it is, for whoever reads it; may be empty.
	ContentType string
	// Expires is when it ends, the zero time where it does not: the vault tells thirty days before (Microsoft Learn, key-vault, event-grid-overview).
	Expires time.Time
}

// PutSecret writes a secret's value as its newest version, and makes the secret if it is not there. The caller needs
// Microsoft.KeyVault/vaults/secrets/write on the vault, which Key Vault Contributor has; no data-plane role and no way
// through the vault's firewall.
func (c *Client) PutSecret(ctx context.Context, vault Vault, name string, value SecretValue) (Secret, error) {
	enabled := true
	parameters := armkeyvault.SecretCreateOrUpdateParameters{Properties: &armkeyvault.SecretProperties{
		Attributes: &armkeyvault.SecretAttributes{Enabled: &enabled}, Value: &value.Text,
	}}
	if value.ContentType != "" {
		parameters.Properties.ContentType = &value.ContentType
	}
	if !value.Expires.IsZero() {
		parameters.Properties.Attributes.Expires = &value.Expires
	}
	answer, err := c.secrets.CreateOrUpdate(ctx, vault.ResourceGroup, vault.Name, name, parameters, nil)
	if err != nil {
		return Secret{}, failed(err, "writing secret %s of vault %s", name, vault.Name)
	}
	return described(answer.Secret), nil
}

func described(s armkeyvault.Secret) Secret {
	secret := Secret{ID: text(s.ID)}
	if s.Properties != nil && s.Properties.Attributes != nil {
		attributes := s.Properties.Attributes
		secret.Enabled, secret.Expires, secret.Updated = text(attributes.Enabled), text(attributes.Expires), text(attributes.Updated)
	}
	return secret
}
