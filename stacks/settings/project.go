package settings

// FromProject reads and checks the settings of a stack like FromFiles, and compares them with those of every other stack that
// has a file in the directory: environments share no address and no subscription. Another stack whose own settings are wrong
// is left out; its mistakes are told when it is used.
func FromProject(dir, stack string) (*Settings, error) {
	set, err := FromFiles(dir, stack)
	if err != nil {
		return nil, err
	}
	all := []*Settings{set}
	for _, other := range Stacks(dir) {
		if other == stack {
			continue
		}
		if read, err := FromFiles(dir, other); err == nil {
			all = append(all, read)
		}
	}
	if err := CheckTogether(all); err != nil {
		return nil, err
	}
	return set, nil
}
