package lowerbound

// For is the list of a scenario; none where no list has been written.
func For(scenario string) []Wait {
	if scenario == "region-loss" {
		return RegionLoss()
	}
	return nil
}
