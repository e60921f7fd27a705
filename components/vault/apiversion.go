package vault

import "time"

// APIVersion is the version of Key Vault's control plane that every vault, key and secret of this package is written
// with: the newest one of the azure-native provider 2.90 (package keyvault/v20241101).
const APIVersion = "2024-11-01"

// APIRetirement is the day on which Key Vault's control plane stops answering APIVersion. All versions before
// 2026-02-01 retire together; vaults, and the data plane through which workloads read them, go on unchanged, but no
// preview, up or refresh that touches one of these resources works any more. Source: Azure Key Vault documentation,
// general/access-control-default.md and general/whats-new.md.
//
// What to do before: this package is the only one that imports the Key Vault SDK, so a provider that speaks 2026-02-01
// changes this folder and nothing else. That version makes role-based authorisation the default of a new vault; ours
// say so explicitly already (see properties in vault.go). The recovery of production does not wait for it: the recovery
// region's vaults exist beforehand, and their addresses are computed from their names.
func APIRetirement() time.Time {
	return time.Date(2027, time.February, 27, 0, 0, 0, 0, time.UTC)
}

// DaysUntilRetirement is the number of whole days from now to APIRetirement, negative once it has passed.
func DaysUntilRetirement(now time.Time) int {
	return int(APIRetirement().Sub(now).Hours() / 24)
}
