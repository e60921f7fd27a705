// Package dataplane serves what the stock Pulumi CLI needs of Azure when it keeps its state in a storage account and encrypts
// a stack's secrets with a key in a vault: tokens of Entra, blobs, and the keys of Key Vault, under their real names.
//
// localazure starts it beside the providers. It is one port of the loopback interface, an HTTP proxy: the CLI is told of it by
// HTTPS_PROXY, and trusts by SSL_CERT_FILE the certificates of an authority that is made at every start and whose key never
// leaves this process. So nothing has to resolve and nothing leaves the machine: a host that is none of ours is refused by name.
// SSL_CERT_FILE is read by Go on Linux and the BSDs; on macOS and Windows Go asks the system and the CLI refuses the certificates.
//
// What exists is what the world holds: accounts, containers, vaults and keys are made through Resource Manager. Their content,
// blobs and key material, lies in files of the world's folder and not in its journal, and is forgotten with it.
//
// Who calls is told by the token. The local operator (OperatorID) may do everything; it stands for whoever bootstraps. Every
// managed identity of the world can sign in too, with the secret that Environ gives for it, and may do what its roles allow. The
// place that calls come from is a setting (Options.From).
package dataplane
