package engine

import (
	"regexp"
	"slices"
	"strings"
)

// transient is an error of Azure's that goes away by itself, because a right or another call of ours takes time to work.
type transient struct {
	// Name is the error's code, or what people call it.
	Name    string
	pattern *regexp.Regexp
	// Source says where its being one that passes is written.
	Source string
}

// transients are the only errors that an up is run again for: each has a source that says that it passes. The codes are matched
// as whole words, so that a resource's name that holds one does not count.
func transients() []transient {
	table := []struct{ name, pattern, source string }{
		{"AuthorizationFailed", `\bAuthorizationFailed\b`, "Azure RBAC documentation, troubleshooting: changes of roles take up to 10 minutes"},
		{"LinkedAuthorizationFailed", `\bLinkedAuthorizationFailed\b`, "the same, of a right on a resource that the request names"},
		{"PrincipalNotFound", `\bPrincipalNotFound\b`, "Azure RBAC documentation, role-assignments-template: a new principal takes time to be known everywhere"},
		{"UmiMissingAkvPermissions", `\bUmiMissingAkvPermissions\b`, "REST reference of Azure SQL, Servers - Create Or Update; the role was given before"},
		{"AzureKeyVaultMissingPermissions", `\bAzureKeyVaultMissingPermissions\b`, "REST reference of Azure SQL, Server Keys - Create Or Update; the role was given before"},
		{"KeyVaultAccessForbidden", `\bKeyVaultAccessForbidden\b`, "Azure/bicep issue 6166: the identity of a disk encryption set is not known to the vault yet"},
		{
			"KeyVaultAuthenticationFailure", `\bKeyVaultAuthenticationFailure\b`,
			"Azure/bicep issue 16601: the role of a storage account's identity works after a delay, and the account passes when tried again",
		},
		{
			"CustomKubeletIdentityMissingPermissionError", `\bCustomKubeletIdentityMissingPermissionError\b`,
			"Azure/azure-service-operator issue 3267: the cluster is asked for before the role of its identity works",
		},
		{
			"ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
			`\bConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity\b`,
			"hashicorp/terraform-provider-azurerm issue 19968: another write on the same identity has not ended",
		},
		{
			"ReferencedResourceNotProvisioned", `\bReferencedResourceNotProvisioned\b`,
			"hashicorp/terraform issue 7986: Azure's own code around it is RetryableError, a network is being written",
		},
		{"AnotherOperationInProgress", `\bAnotherOperationInProgress\b`, "the same, of two operations on one network resource"},
		// The Kubernetes provider shows the API server's Status: reason Forbidden, code 403. With Azure RBAC a missing role reads so
		// (AKS documentation, manage-azure-rbac: up to five minutes).
		{
			"Kubernetes 403 Forbidden", `(?i)\bis forbidden: User "[^"]*" cannot (get|list|watch|create|update|patch|delete) resource`,
			"AKS documentation, manage-azure-rbac: new role assignments take up to five minutes to reach the cluster",
		},
	}
	list := make([]transient, len(table))
	for i, row := range table {
		list[i] = transient{Name: row.name, pattern: regexp.MustCompile(row.pattern), Source: row.source}
	}
	return list
}

// Transient names the error that a text holds, of those that pass by themselves; "" for any other.
func Transient(text string) string {
	for _, t := range transients() {
		if t.pattern.MatchString(text) {
			return t.Name
		}
	}
	return ""
}

// consequences are what the engine says of a run as a whole after a resource has failed (Pulumi CLI, resource/deploy,
// deployment_executor.go; SDK for Go, run.go): they say nothing of their own.
var consequences = regexp.MustCompile(`^(update failed|preview failed|an unhandled error occurred: program failed: *\n?.*(resource monitor shut down|context canceled).*)$`)

// Transients names the errors that a run failed with, each once, if all of them pass by themselves. It is empty for a run that
// ended well, was interrupted, violates a policy, or has one error of another kind: running that again would change nothing.
func (r Result) Transients() []string {
	if r.Err() == nil || r.Interrupted || r.Violated() || len(r.EngineErrors) > 0 {
		return nil
	}
	var names []string
	for _, d := range r.Errors() {
		if consequences.MatchString(strings.TrimSpace(d.Message)) {
			continue
		}
		name := Transient(d.Message)
		if name == "" {
			return nil
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
