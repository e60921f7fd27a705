package arm

const (
	assignmentSpecification = "azure-rest-api-specs Microsoft.Authorization 2022-04-01 authorization-RoleAssignmentsCalls.json"
	lockSpecification       = "azure-rest-api-specs Microsoft.Authorization 2020-05-01 locks.json"

	typeAssignment = "Microsoft.Authorization/roleAssignments"
)

// authorizationTypes are role assignments and management locks.
func authorizationTypes() []Type {
	return []Type{
		{
			Token:  "azure-native:authorization/v20220401:RoleAssignment",
			Path:   "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
			Source: assignmentSpecification,
			Name: NameRule{
				Min: 36, Max: 36, Pattern: `^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`,
				Allowed: "a UUID", Source: assignmentSpecification + ", roleAssignmentName",
			},
			Changes: together(
				replaces(replacementList, "principalId", "scope"),
				refused("ARM error RoleAssignmentUpdateNotPermitted (tenant, application, principal, scope and role cannot be updated)",
					"roleDefinitionId", "principalType", "delegatedManagedIdentityResourceId"),
				updates(inPlace(assignmentSpecification), "condition", "conditionVersion", "description"),
			),
			Outputs: []Output{generatedStamp("createdOn"), generatedStamp("updatedOn")},
			Checks: []Check{
				checkRoleExists(), checkRoleDefinitionID(), checkAssignmentOnce(), checkPrincipal(), checkPrincipalKnown(), checkPrincipalType(), checkScopeExists(), checkAssignmentCondition(),
			},
		},
		{
			Token:  "azure-native:authorization/v20200501:ManagementLockByScope",
			Path:   "/{scope}/providers/Microsoft.Authorization/locks/{lockName}",
			Source: lockSpecification,
			Name: NameRule{
				Min: 1, Max: 90, Pattern: `^[-\w._()]*[-\w_()]$`,
				Allowed: "letters, digits, periods, underscores, hyphens and parentheses, not ending in a period", Source: nameRules,
			},
			Changes: updates(inPlaceByList(lockSpecification), "level", "notes", "owners"),
			Checks:  []Check{checkLockLevel(), checkLockNotes(), checkScopeExists(), checkReadOnlyLock()},
		},
	}
}
