// Package statestore makes the place where the program keeps its own state: a storage account that is copied to the paired
// region and over the zones of its own, that keeps former versions and what was deleted, and that only the ops network
// reaches.
//
// The bootstrap calls it once for an environment, after the ops network, whose endpoint subnet it takes, and after the vault of
// the key that encrypts what is secret in the state. That vault is not made here, because components do not know each other;
// SecretsProviderURL turns its key into the address that stacks name. For production all of it lies in the recovery region: a
// rebuild begins by reading the state, and so must not need the region that was lost.
//
// It carries SP-17 (the state survives the loss of a region and of a mistake) and its part of SP-07. The account is encrypted
// twice, by Azure's keys alone: it holds no customers' data, what is secret in it is encrypted by a key of ours before it
// arrives, and a key of ours on the account as well would lose the state together with the vault (recorded exception).
package statestore
