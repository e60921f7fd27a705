package recovery

// All are the scenarios that there are.
func All() []Scenario {
	return []Scenario{recoveryRegionLoss()}
}
