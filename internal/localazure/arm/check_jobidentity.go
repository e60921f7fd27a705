package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const jobIdentityDocument = "Microsoft Learn, container-apps, managed-identity and manage-secrets"

func checkJobIdentities() Check {
	return Check{
		ID: "job-identities", Says: "An identity that a job's settings or secrets name is one that the job has.", Source: jobIdentityDocument + "; " + runnerJobSpecification + ", IdentitySettings",
		Run: func(r Request) []Problem {
			assigned, state := r.Body.Strings("identity.userAssignedIdentities")
			if _, parent := r.Body.At("identity"); state == Unknown || parent == Unknown {
				return nil
			}
			var problems []Problem
			for _, pattern := range []string{"configuration.identitySettings[*].identity", "configuration.secrets[*].identity"} {
				named := texts(r.Body, pattern)
				for _, path := range sortedNames(named) {
					system := strings.EqualFold(named[path], "system")
					problems = append(problems, one(system || foldContains(assigned, named[path]), refusal(path, "BadRequest",
						"The identity %s is not among those of the job (identity.userAssignedIdentities).", world.Name(named[path])))...)
				}
			}
			return problems
		},
	}
}

func checkJobScale() Check {
	return Check{
		ID: "job-scale", Says: "A job that events start has at least one rule and no fewer executions at most than at least, and its rules' secrets are declared.",
		Source: "Microsoft Learn, container-apps, jobs, event-driven jobs; " + runnerJobSpecification + ", JobScale",
		Run: func(r Request) []Problem {
			const scale = "configuration.eventTriggerConfig.scale."
			least, leastState := r.Body.Number(scale + "minExecutions")
			most, mostState := r.Body.Number(scale + "maxExecutions")
			problems := one(leastState != Known || mostState != Known || least <= most, refusal(scale+"maxExecutions", "BadRequest", "At most %v executions, and at least %v.", most, least))
			if kind, _ := r.Body.String("configuration.triggerType"); kind == "Event" {
				rules, state := r.Body.Elements(scale + "rules")
				problems = append(problems, one(state == Unknown || len(rules) > 0, refusal(scale+"rules", "BadRequest", "The job is started by events, and no rule says which."))...)
			}
			declared := map[string]bool{}
			for _, name := range r.Body.All("configuration.secrets[*].name") {
				if name.State != Known || !name.Value.IsString() {
					return problems
				}
				declared[name.Value.StringValue()] = true
			}
			if _, state := r.Body.At("configuration.secrets"); state == Unknown {
				return problems
			}
			named := texts(r.Body, scale+"rules[*].auth[*].secretRef")
			for _, path := range sortedNames(named) {
				problems = append(problems, one(declared[named[path]], refusal(path, "ContainerAppSecretRefNotFound", "There is no secret %q.", named[path]))...)
			}
			return problems
		},
	}
}

func checkJobVault() Check {
	return Check{
		ID: "job-vault-secrets", Says: "A secret that is taken from a vault is there when the job is made, and the identity may read it.",
		Source: jobIdentityDocument + ", reference secret from Key Vault",
		Run: func(r Request) []Problem {
			secrets, _ := r.Body.Elements("configuration.secrets")
			var problems []Problem
			for _, secret := range secrets {
				address, state := secret.String("keyVaultUrl")
				host, path, of := strings.Cut(strings.TrimPrefix(address, "https://"), "/secrets/")
				name, _, _ := strings.Cut(host, ".")
				vault, there := vaultNamed(r.View, name)
				if state != Known || !of || !there {
					continue
				}
				object, _, _ := strings.Cut(path, "/")
				id := vault.ID + "/secrets/" + object
				_, found := r.View.Get(id)
				problems = append(problems, one(found, refusal(secret.PathTo("keyVaultUrl"), "BadRequest", "Unable to get value: the vault %s holds no secret %q; put it in first.", name, object))...)
				identity, _ := secret.String("identity")
				principal, known := identityPrincipal(r.View, identity)
				if !known {
					continue
				}
				may := granted(r, principal, id, "Key Vault Secrets User", "Key Vault Secrets Officer", roleVaultAdmin)
				problems = append(problems, one(may, refusal(secret.PathTo("identity"), "BadRequest", "Unable to get value using Managed identity %s: it has no role to read %q in the vault %s.", world.Name(identity), object, name))...)
			}
			return problems
		},
	}
}
