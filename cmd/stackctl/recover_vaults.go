package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/trelica/infrastructure/internal/cloud"
	"github.com/trelica/infrastructure/internal/engine"
	"github.com/trelica/infrastructure/internal/recovery"
)

var _ recovery.Vaults = (*outside)(nil)

// Known implements recovery.Vaults.
func (o *outside) Known(ctx context.Context, stacks ...string) (vaults []recovery.Vault, keys []recovery.Key, err error) {
	for _, stack := range stacks {
		_, checkpoint, _, err := o.app.stateOf(ctx, o.project, o.local, o.target, stack)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range checkpoint.Resources {
			path := strings.Split(r.ID, "/")
			if len(path) < 9 || !strings.HasPrefix(r.Type, "azure-native:keyvault/") {
				continue
			}
			location, _ := r.Inputs["location"].(string)
			uri, _ := r.Outputs["keyUriWithVersion"].(string)
			switch r.Type[strings.LastIndex(r.Type, ":")+1:] {
			case "Vault":
				vaults = append(vaults, recovery.Vault{ID: r.ID, Group: path[4], Name: path[8], Region: location})
			case "Key":
				keys = append(keys, recovery.Key{URI: uri, Vault: path[8], Name: path[len(path)-1]})
			}
		}
	}
	return vaults, keys, nil
}

// There implements recovery.Vaults.
func (o *outside) There(ctx context.Context, vault recovery.Vault) (there bool, err error) {
	err = o.managed(ctx, func(m *management) error {
		_, there, err = m.Resource(ctx, vault.ID, vaultVersion)
		return err
	})
	return there, err
}

// Deleted implements recovery.Vaults.
func (o *outside) Deleted(ctx context.Context, vault recovery.Vault) (recoverable bool, err error) {
	err = o.managed(ctx, func(m *management) error {
		_, recoverable, err = m.DeletedVault(ctx, vault.Name, vault.Region)
		return err
	})
	return recoverable, err
}

// Recover implements recovery.Vaults.
func (o *outside) Recover(ctx context.Context, vault recovery.Vault) error {
	env, err := o.app.environment(o.project, o.place.Stack)
	if err != nil {
		return err
	}
	return o.managed(ctx, func(m *management) error {
		return m.RecoverVault(ctx, cloud.Vault{ResourceGroup: vault.Group, Name: vault.Name}, vault.Region, env.TenantID)
	})
}

// Enabled implements recovery.Vaults.
func (o *outside) Enabled(ctx context.Context, key recovery.Key) (on bool, err error) {
	err = o.withKeys(ctx, func(k *cloud.Keys) error {
		on, err = k.Enabled(ctx, key.URI)
		return err
	})
	return on, unseen(err)
}

// Enable implements recovery.Vaults.
func (o *outside) Enable(ctx context.Context, key recovery.Key) error {
	return unseen(o.withKeys(ctx, func(k *cloud.Keys) error { return k.Enable(ctx, key.URI, true) }))
}

// unseen tells a vault that lets nobody in from other refusals.
func unseen(err error) error {
	var refusal *cloud.Error
	if errors.As(err, &refusal) && refusal.Status == http.StatusForbidden {
		return errors.Join(recovery.ErrUnseen, err)
	}
	return err
}

// withKeys opens the vaults' own interface: the real one, or that of the local Azure, which is started for the time.
func (o *outside) withKeys(ctx context.Context, do func(*cloud.Keys) error) (err error) {
	env, err := o.app.environment(o.project, o.place.Stack)
	if err != nil {
		return err
	}
	if o.target == engine.TargetAzure {
		access, err := o.app.access(env.TenantID)
		if err != nil {
			return err
		}
		return do(access.Keys())
	}
	azure, err := o.app.azure(ctx, azureOptions{
		Dir: o.local.WorldDir(), Log: func(text string) { o.app.say("local Azure: %s", text) }, Intercept: o.local.Guard(),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, azure.Close()) }()
	data := azure.DataPlaneEnviron(env.TenantID)
	client, err := engine.DataPlane{Env: data}.Client()
	if err != nil {
		return err
	}
	credential, err := azidentity.NewClientSecretCredential(env.TenantID, data["AZURE_CLIENT_ID"], data["AZURE_CLIENT_SECRET"],
		&azidentity.ClientSecretCredentialOptions{ClientOptions: policy.ClientOptions{Transport: client}})
	if err != nil {
		return err
	}
	return do(cloud.NewKeys(credential, client))
}

// sortedKeys are keys in the order of their identifiers.
func sortedKeys(keys []recovery.Key) []recovery.Key {
	return slices.SortedFunc(slices.Values(keys), func(a, b recovery.Key) int { return strings.Compare(a.URI, b.URI) })
}
