package vault_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/components/vault"
)

const (
	warnDays = 120 // time to plan and rehearse a new provider version
	failDays = 14  // after this it is an incident, not a chore
)

// TestAPIVersionIsNotAboutToRetire looks at the clock only when it is asked to, as the scheduled workflow does: a test that turns
// red by date would stop work that has nothing to do with it.
func TestAPIVersionIsNotAboutToRetire(t *testing.T) {
	t.Parallel()
	if os.Getenv("TRELICA_WATCH_DATES") == "" {
		t.Skip("set TRELICA_WATCH_DATES=1 to hold the API version's retirement against today's date")
	}
	left := vault.DaysUntilRetirement(time.Now())
	if left <= warnDays {
		t.Logf("Key Vault API %s retires in %d days: move to a provider that speaks 2026-02-01 (see APIRetirement)", vault.APIVersion, left)
	}
	assert.Greater(t, left, failDays, "Key Vault API %s retires in %d days", vault.APIVersion, left)
}

func TestDaysUntilRetirement(t *testing.T) {
	t.Parallel()
	day := vault.APIRetirement()
	assert.Equal(t, "2027-02-27", day.Format(time.DateOnly))
	assert.Equal(t, 14, vault.DaysUntilRetirement(day.AddDate(0, 0, -14)))
	assert.Equal(t, -1, vault.DaysUntilRetirement(day.AddDate(0, 0, 1)))
}

func TestResourcesUseTheVersionThatIsWatched(t *testing.T) {
	t.Parallel()
	module := "azure-native:keyvault/v" + strings.ReplaceAll(vault.APIVersion, "-", "") + ":"
	seen := 0
	for _, r := range run(t, args(), nil) {
		if strings.HasPrefix(r.Type, "azure-native:keyvault") {
			seen++
			assert.True(t, strings.HasPrefix(r.Type, module), "%s is not of %s", r.Type, module)
		}
	}
	assert.NotZero(t, seen)
}
