package arm

const (
	assignmentSpecification = "azure-rest-api-specs Microsoft.Authorization 2022-04-01 authorization-RoleAssignmentsCalls.json"
	lockSpecification       = "azure-rest-api-specs Microsoft.Authorization 2020-05-01 locks.json"

	definitionSpecification = "azure-rest-api-specs Microsoft.Authorization 2022-05-01-preview authorization-RoleDefinitionsCalls.json"
	customRoles             = "Microsoft Learn, role-based-access-control, custom-roles"

	typeAssignment = "Microsoft.Authorization/roleAssignments"
	typeDefinition = "Microsoft.Authorization/roleDefinitions"
)

// authorizationTypes are roles of one's own, their assignments and management locks.
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
			Token:  "azure-native:authorization/v20220501preview:RoleDefinition",
			Path:   "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
			Source: definitionSpecification,
			Name: NameRule{
				Min: 36, Max: 36, Pattern: `^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`,
				Allowed: "a UUID", Source: customRoles + ", how to determine the permissions (the role's ID)",
			},
			Changes:     updates(inPlaceByList(definitionSpecification), "assignableScopes", "description", "permissions", "roleName", "roleType"),
			Outputs:     []Output{generatedStamp("createdOn"), generatedStamp("updatedOn")},
			Sets:        facts(definitionSpecification+" (scopes and actions have no order)", "assignableScopes", "permissions[*].actions", "permissions[*].dataActions", "permissions[*].notActions", "permissions[*].notDataActions"),
			Checks:      []Check{checkScopeExists(), checkDefinitionName(), checkDefinitionScopes(), checkDefinitionActions()},
			DeleteCheck: definitionInUse,
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
