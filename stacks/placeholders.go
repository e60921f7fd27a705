package stacks

import (
	"errors"
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/stacks/settings"
)

// targetVariable is set to "local" by whoever runs the program against the local Azure. Without it the far end is taken to be
// the real one.
const targetVariable = "TRELICA_TARGET"

// refusePlaceholders refuses, before anything is registered, to give Azure settings that stand for real ones: it would take most
// of them, and let in address ranges that are nobody's and write to mailboxes that do not exist.
func refusePlaceholders(set *settings.Settings, target string) error {
	keys := set.Placeholder()
	if target == "local" || len(keys) == 0 {
		return nil
	}
	text := fmt.Sprintf("the settings of stack %s hold placeholders, which the real Azure must not see: %s; put the real values into Pulumi.%s.yaml",
		set.Stack, strings.Join(keys, ", "), set.Stack)
	if strings.Contains(text, "apiServerAuthorizedRanges") {
		text += "; the API server's ranges are the output authorizedRanges of " + settings.Bootstrap(set.Identity.Environment) + ", which comes first"
	}
	return errors.New(text)
}

// refuseClear refuses secrets that the Pulumi CLI did not keep encrypted: they lie in a file for everybody to read, and everything
// that is made of them would be shown too. What they are is not told.
func refuseClear(set *settings.Settings, encrypted func(key string) bool) error {
	var plain []string
	for _, name := range set.GivenSecrets() {
		if key := settings.Project + ":" + name; !encrypted(key) {
			plain = append(plain, key)
		}
	}
	if len(plain) == 0 {
		return nil
	}
	return fmt.Errorf("the settings of stack %s hold secrets in plain text: %s; take them out and set them with pulumi config set --secret",
		set.Stack, strings.Join(plain, ", "))
}
