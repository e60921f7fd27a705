package main

import "github.com/trelica/infrastructure/stacks/settings"

// settingsReader reads and checks the settings of a stack. The error lists every mistake, each with file, key, value and
// what is allowed. placeholders are the keys whose values stand for real ones.
type settingsReader func(projectDir, stack string) (placeholders []string, err error)

// readSettings reads them from the stack's files.
func readSettings(projectDir, stack string) ([]string, error) {
	s, err := settings.FromProject(projectDir, stack)
	if err != nil {
		return nil, err
	}
	return s.Placeholder(), nil
}
