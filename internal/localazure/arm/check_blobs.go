package arm

import (
	"github.com/trelica/infrastructure/internal/localazure/world"
)

const blobDocument = "Microsoft Learn, storage, soft-delete-blob-overview, point-in-time-restore-overview, versioning-overview"

func checkBlobRetention() Check {
	return Check{
		ID: "blob-retention", Says: "Deleted blobs and containers are kept for 1 to 365 days, where that is on.", Source: blobSpecification + ", DeleteRetentionPolicy.days; " + blobDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			for _, policy := range []string{"deleteRetentionPolicy", "containerDeleteRetentionPolicy"} {
				problems = append(problems, between(r.Body, policy+".days", 1, 365, "The retention in days")...)
				on, _ := r.Body.Bool(policy + ".enabled")
				problems = append(problems, one(!on || r.Body.Has(policy+".days"), refusal(policy+".days", "", "The retention is on and says no number of days."))...)
			}
			return problems
		},
	}
}

func checkBlobRestore() Check {
	return Check{
		ID: "blob-restore", Says: "Point-in-time restore needs versioning, the change feed and soft delete, and reaches back less far than soft delete.", Source: blobDocument + "; " + blobSpecification + ", RestorePolicyProperties.days",
		Run: func(r Request) []Problem {
			if on, _ := r.Body.Bool("restorePolicy.enabled"); !on {
				return nil
			}
			var problems []Problem
			for _, path := range []string{"isVersioningEnabled", "changeFeed.enabled", "deleteRetentionPolicy.enabled"} {
				needed, state := r.Body.Bool(path)
				problems = append(problems, one(state == Unknown || needed, refusal(path, "", "Point-in-time restore is on, and needs this to be true."))...)
			}
			days, daysState := r.Body.Number("restorePolicy.days")
			kept, keptState := r.Body.Number("deleteRetentionPolicy.days")
			return append(problems, one(daysState != Known || keptState != Known || days < kept, refusal("restorePolicy.days", "", "Restore reaches back %v days; it must be less than the %v for which deleted blobs are kept.", days, kept))...)
		},
	}
}

func checkBlobRestoredBefore() Check {
	return Check{
		ID: "blob-restore-before", Says: "Where point-in-time restore was on, deleted blobs go on being kept for longer than it reached back, even while it is turned off.",
		Source: "azure-rest-api-specs issue 11236 (error ContainerOperationFailure)",
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			before := InputsOf(*r.Old)
			was, _ := before.Bool("restorePolicy.enabled")
			days, daysState := before.Number("restorePolicy.days")
			kept, keptState := r.Body.Number("deleteRetentionPolicy.days")
			return one(!was || daysState != Known || keptState != Known || kept > days, refusal("deleteRetentionPolicy.days", "ContainerOperationFailure",
				"Blob Delete Retention policy days should be longer than Point In Time Restore policy days: %v, after %v.", kept, days))
		},
	}
}

func checkBlobVersioning() Check {
	return Check{
		ID: "blob-versioning", Says: "Versioning stays on where the account has version-level immutability.", Source: storageSpecification + ", ImmutableStorageAccount (auto-enables blob versioning); " + blobDocument,
		Run: func(r Request) []Problem {
			account, there := r.View.Get(world.Parent(r.ID))
			on, state := r.Body.Bool("isVersioningEnabled")
			if !there || state == Unknown {
				return nil
			}
			immutable, _ := InputsOf(account).Bool("immutableStorageWithVersioning.enabled")
			return one(!immutable || on, refusal("isVersioningEnabled", "", "The account %s has version-level immutability, which needs versioning.", world.Name(account.ID)))
		},
	}
}

const lifecycleDocument = "Microsoft Learn, storage, lifecycle-management-overview and lifecycle-management-policy-structure"

func checkLifecycleRules() Check {
	return Check{
		ID: "lifecycle-rules", Says: "A policy has 1 to 100 rules, each under a name of its own.", Source: lifecycleDocument,
		Run: func(r Request) []Problem {
			rules, state := r.Body.Elements("policy.rules")
			if state != Known {
				return nil
			}
			problems := one(len(rules) >= 1 && len(rules) <= 100, refusal("policy.rules", "", "A policy has 1 to 100 rules; %d are given.", len(rules)))
			seen := map[string]string{}
			for _, rule := range rules {
				name, known := rule.String("name")
				if known != Known {
					continue
				}
				if earlier, twice := seen[name]; twice {
					problems = append(problems, refusal(rule.PathTo("name"), "", "The name %q stands at %s already.", name, earlier))
				}
				seen[name] = rule.PathTo("name")
			}
			return problems
		},
	}
}

func checkLifecycleActions() Check {
	return Check{
		ID: "lifecycle-actions", Says: "A rule does something, to blobs of at least one type; append blobs are only deleted.", Source: lifecycleDocument,
		Run: func(r Request) []Problem {
			rules, _ := r.Body.Elements("policy.rules")
			var problems []Problem
			for _, rule := range rules {
				actions := rule.Has("definition.actions.baseBlob") || rule.Has("definition.actions.snapshot") || rule.Has("definition.actions.version")
				if _, state := rule.At("definition.actions"); state == Known {
					problems = append(problems, one(actions, refusal(rule.PathTo("definition.actions"), "", "The rule does nothing: give baseBlob, snapshot or version."))...)
				}
				types, state := rule.Strings("definition.filters.blobTypes")
				if state != Known {
					continue
				}
				problems = append(problems, one(len(types) > 0, refusal(rule.PathTo("definition.filters.blobTypes"), "", "The rule is for no type of blob; allowed are \"blockBlob\" and \"appendBlob\"."))...)
				for _, tier := range []string{"tierToCool", "tierToCold", "tierToArchive"} {
					path := "definition.actions.baseBlob." + tier
					problems = append(problems, one(!foldContains(types, "appendBlob") || !rule.Has(path), refusal(rule.PathTo(path), "", "Append blobs can be deleted by a rule, not moved to another tier."))...)
				}
			}
			return problems
		},
	}
}
