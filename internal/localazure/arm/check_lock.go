package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const lockDocument = "Microsoft Learn, azure-resource-manager, lock-resources"

func checkLockLevel() Check {
	return Check{
		ID: "lock-level", Says: "A lock is CanNotDelete or ReadOnly.", Source: lockDocument,
		Run: func(r Request) []Problem {
			level, state := r.Body.String("level")
			allowed := []string{"CanNotDelete", "ReadOnly"}
			return one(state != Known || foldContains(allowed, level), refusal("level", "InvalidLockLevel", "The level %q is not allowed; allowed are %s.", level, oneOf(allowed)))
		},
	}
}

func checkLockNotes() Check {
	return Check{
		ID: "lock-notes", Says: "Notes have at most 512 characters.", Source: lockSpecification + ", ManagementLockProperties.notes",
		Run: func(r Request) []Problem {
			notes, _ := r.Body.String("notes")
			return one(len([]rune(notes)) <= 512, refusal("notes", "", "The notes have %d characters; at most 512 are allowed.", len([]rune(notes))))
		},
	}
}

func checkReadOnlyLock() Check {
	return Check{
		ID: "lock-read-only", Says: "A ReadOnly lock also stops operations that look like reading.", Source: lockDocument + ", considerations before applying your locks",
		Run: func(r Request) []Problem {
			level, _ := r.Body.String("level")
			scope := world.Parent(r.ID)
			stops := map[string]string{
				"microsoft.storage/storageaccounts":          "listing the account's keys",
				"microsoft.containerservice/managedclusters": "listing the cluster's credentials, scaling and upgrading",
				"microsoft.resources/resourcegroups":         "every change, scaling and listing of credentials in the group",
			}
			what, affected := stops[strings.ToLower(world.TypeOf(scope))]
			return one(level != "ReadOnly" || !affected, warning("level", "A ReadOnly lock here also stops %s.", what))
		},
	}
}
