package engine

import (
	"regexp"
	"slices"
)

// hint is a known failure and what to do next.
type hint struct {
	pattern *regexp.Regexp
	advice  string
}

// hints is tried in order; the first that matches a text counts. Each pattern is taken from the text of the program
// named beside it, as short as tells it from others, so that a reworded sentence still matches.
func hints() []hint {
	table := []struct{ pattern, advice string }{
		// Pulumi CLI, backend/diy/lock.go
		{`stack is currently locked`,
			`another run holds the stack. Look at the host and pid above: if that process lives, wait for it; ` +
				`if it is gone, "pulumi cancel --stack STACK" removes the lock`},
		// Key Vault, Vaults - Create Or Update, code VaultAlreadyExists and the soft-deleted form of it
		{`(?i)(exists? in (a )?(soft-)?deleted state|vault name .* is already in use|VaultAlreadyExists|ConflictError.*deleted)`,
			`a deleted vault holds its name for its retention time. To get it back with its keys and secrets, ` +
				`set "trelica:recoverVault: true" in the stack file and run up again`},
		// Pulumi CLI, secrets/passphrase/manager.go
		{`incorrect passphrase`,
			`the state was encrypted with another passphrase. For the local target "stackctl local reset" starts afresh; ` +
				`for a real stack set PULUMI_CONFIG_PASSPHRASE or use the stack's secrets provider`},
		{`passphrase must be set with PULUMI_CONFIG_PASSPHRASE`,
			`run eval "$(stackctl local env)" for the local target, or set the real stack's passphrase`},
		// Pulumi SDK, common/resource/plugin and common/workspace/plugins.go
		{`no resource plugin 'pulumi-resource-`,
			`no provider is attached and none may be downloaded. Run eval "$(stackctl local env)" again: ` +
				`the local Azure's ports are not in this shell's environment`},
		{`no language plugin 'pulumi-language-`,
			`the Go language host is not part of the built CLI. Run eval "$(stackctl local env)", which attaches one, ` +
				`or install Pulumi's own release of the CLI for the real target`},
		{`did not begin responding to RPC connections`,
			`the local Azure was stopped. Start it again with eval "$(stackctl local env)"`},
		// Pulumi SDK, resource/deploy/deployment.go
		{`Default provider for '.*' disabled`,
			`the resource names no provider: pass the stack's explicit provider, or a parent that has one`},
		// Pulumi CLI, resource/deploy/step_generator.go
		{`(?i)cannot (be )?deleted?.*protected|is protected|unset the .?protect.? flag`,
			`what is protected holds data, or what cannot be had again. To really delete it, unprotect it by name first ` +
				`("pulumi state unprotect URN"), and have that reviewed; "destroy --exclude-protected" deletes all but it`},
		// Pulumi CLI, cmd/pulumi/stack
		{`no stack named '.*' found`,
			"create it with the key of Pulumi.bootstrap-ENV.yaml (secretsprovider), its version included: pulumi stack init STACK " +
				`--secrets-provider="azurekeyvault://VAULT.vault.azure.net/keys/stacks/VERSION"; then commit Pulumi.STACK.yaml`},
		{`PULUMI_ACCESS_TOKEN must be set|invalid access token|not logged in`,
			`log in to the stack's own backend first: pulumi login azblob://CONTAINER?storage_account=ACCOUNT`},
		{`--yes or --skip-preview must be passed|--yes must be passed`,
			`there is no terminal to ask on: pass --yes`},
		// Pulumi CLI, resource/deploy/deployment_executor.go
		{`Target '.*' could not be found in the stack`,
			`the program of this stack has no such part: leave --part out, or name a part that it has`},
		// Pulumi CLI, resource/deploy/step_generator.go: providers are always part of an operation, and one that lies in a part
		// which was never built depends on what is not there
		{`not specified in --target list`,
			`something in the part needs what another part has not built yet: run up without --part once, or the part that ` +
				`is named first`},
		// pulumi-azure-native, provider/pkg/azure/crud: CanCreate
		{`cannot create already existing (sub)?resource`,
			`it is there and the state does not know it: an earlier run made it and was killed, or never heard the answer. Look at the ` +
				`ID above; if it is this stack's, "stackctl up --stack STACK --adopt" takes it over as it is and goes on`},
		// Azure Resource Manager, error code ScopeLocked
		{`ScopeLocked`,
			`a lock protects this resource. Locks are removed by a reviewed change, never by hand`},
		// Pulumi CLI, resource/deploy/deployment_executor.go: a run that was killed
		{`(?i)pending (create|operation)`,
			`an earlier run was killed while it created these. "pulumi refresh --clear-pending-creates" forgets them; ` +
				`import those that exist`},
	}
	list := make([]hint, len(table))
	for i, row := range table {
		list[i] = hint{pattern: regexp.MustCompile(row.pattern), advice: row.advice}
	}
	return list
}

// Hint maps the text of a known failure to what to do next. It is empty for an unknown one.
func Hint(text string) string {
	for _, h := range hints() {
		if h.pattern.MatchString(text) {
			return h.advice
		}
	}
	return ""
}

// Hints returns the hint of each text that has one, each once, in order.
func Hints(texts ...string) []string {
	var list []string
	for _, text := range texts {
		if h := Hint(text); h != "" && !slices.Contains(list, h) {
			list = append(list, h)
		}
	}
	return list
}
