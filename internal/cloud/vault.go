package cloud

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
)

// DeletedVault is a vault that was deleted and can be recovered.
type DeletedVault struct {
	ID string
	// Protected tells that nobody can purge it before its day.
	Protected bool
	// Until is when it is purged by itself.
	Until time.Time
}

// DeletedVault asks for a vault that was deleted. found is false where there is nothing to recover.
func (c *Client) DeletedVault(ctx context.Context, name, region string) (vault DeletedVault, found bool, err error) {
	answer, err := c.vaults.GetDeleted(ctx, name, region, nil)
	if missing(err) {
		return DeletedVault{}, false, nil
	}
	if err != nil {
		return DeletedVault{}, false, failed(err, "deleted vault %s in %s", name, region)
	}
	if p := answer.Properties; p != nil {
		vault = DeletedVault{ID: text(p.VaultID), Protected: text(p.PurgeProtectionEnabled), Until: text(p.ScheduledPurgeDate)}
	}
	return vault, true, nil
}

// RecoverVault brings a deleted vault back with its keys and secrets, as it was. Roles, locks and diagnostic settings on it do not come
// back with it (Microsoft Learn, key-vault, key-vault-recovery).
func (c *Client) RecoverVault(ctx context.Context, vault Vault, region, tenant string) error {
	mode, family, sku := armkeyvault.CreateModeRecover, armkeyvault.SKUFamilyA, armkeyvault.SKUNamePremium
	started, err := c.vaults.BeginCreateOrUpdate(ctx, vault.ResourceGroup, vault.Name, armkeyvault.VaultCreateOrUpdateParameters{
		Location: &region, Properties: &armkeyvault.VaultProperties{TenantID: &tenant, CreateMode: &mode, SKU: &armkeyvault.SKU{Family: &family, Name: &sku}},
	}, nil)
	if err == nil {
		_, err = started.PollUntilDone(ctx, nil)
	}
	return failed(err, "recovering vault %s", vault.Name)
}

// Keys are keys of vaults, by the vaults' own interface: Resource Manager never changes a key. The caller needs Key Vault Crypto Officer,
// and a way through each vault's firewall. It is written on the SDK's pipeline alone, for two calls.
type Keys struct{ pipeline runtime.Pipeline }

// keysVersion is the version of the interface that the calls were written from (Microsoft Learn, REST reference, Key Vault: Get Key,
// Update Key).
const keysVersion = "7.4"

// NewKeys makes a client, as whoever is signed in. transport may be nil.
func NewKeys(credential azcore.TokenCredential, transport policy.Transporter) *Keys {
	return &Keys{pipeline: runtime.NewPipeline("stackctl", "v1.0.0", runtime.PipelineOptions{PerRetry: []policy.Policy{
		runtime.NewBearerTokenPolicy(credential, []string{"https://vault.azure.net/.default"}, nil),
	}}, &policy.ClientOptions{Transport: transport})}
}

// Keys makes a client of the vaults.
func (a Access) Keys() *Keys { return NewKeys(a.credential, nil) }

// call makes one call with a key's identifier, version and all.
func (k *Keys) call(ctx context.Context, method, uri string, sent, answer any) error {
	request, err := runtime.NewRequest(ctx, method, uri)
	if err != nil {
		return err
	}
	request.Raw().URL.RawQuery = url.Values{"api-version": {keysVersion}}.Encode()
	if sent != nil {
		if err := runtime.MarshalAsJSON(request, sent); err != nil {
			return err
		}
	}
	response, err := k.pipeline.Do(request) //nolint:bodyclose // UnmarshalAsJSON and NewResponseError read and close it
	if err != nil {
		return err
	}
	if !runtime.HasStatusCode(response, http.StatusOK) {
		return runtime.NewResponseError(response)
	}
	return runtime.UnmarshalAsJSON(response, answer)
}

type keyAnswer struct {
	Attributes struct {
		Enabled bool `json:"enabled"`
	} `json:"attributes"`
}

// Enabled tells whether a version of a key is switched on.
func (k *Keys) Enabled(ctx context.Context, uri string) (bool, error) {
	var answer keyAnswer
	err := k.call(ctx, http.MethodGet, uri, nil, &answer)
	return answer.Attributes.Enabled, failed(err, "key %s", uri)
}

// Enable switches a version of a key on or off.
func (k *Keys) Enable(ctx context.Context, uri string, on bool) error {
	var answer keyAnswer
	err := k.call(ctx, http.MethodPatch, uri, map[string]any{"attributes": map[string]bool{"enabled": on}}, &answer)
	return failed(err, "switching key %s", uri)
}
