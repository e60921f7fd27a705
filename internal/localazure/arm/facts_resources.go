package arm

const groupSpecification = "azure-rest-api-specs Microsoft.Resources 2024-03-01 resources.json"

// resourceTypes are the types of Microsoft.Resources.
func resourceTypes() []Type {
	return []Type{{
		Token:    "azure-native:resources/v20240301:ResourceGroup",
		Path:     "/subscriptions/{subscriptionId}/resourcegroups/{resourceGroupName}",
		Source:   groupSpecification,
		Location: Regional,
		Name: NameRule{
			Min: 1, Max: 90, Pattern: `^[-\w._()]*[-\w_()]$`,
			Allowed: "letters, digits, underscores, hyphens, periods and parentheses, not ending in a period",
			Source:  nameRules,
		},
		Changes: together(
			replaces(replacementList, "location"),
			updates(inPlaceByList(groupSpecification), "tags"),
			updates(inPlaceByList(groupSpecification), "managedBy"),
		),
		Outputs: []Output{computed("properties.provisioningState", typings, func(Request) string { return "Succeeded" })},
		Checks:  []Check{checkLocationExists()},
	}}
}
