package stacks

import (
	"github.com/trelica/infrastructure/components/azure"
	"github.com/trelica/infrastructure/internal/naming"
	"github.com/trelica/infrastructure/stacks/settings"
)

// site is where components are built for a part of an environment: names, region, subscription and tags from the settings.
func site(set *settings.Settings, names naming.Names, commit string) azure.Site {
	return azure.Site{
		Names:          names,
		Location:       names.Region,
		SubscriptionID: set.Identity.SubscriptionID,
		TenantID:       set.Identity.TenantID,
		Tags: map[string]string{
			"environment":   set.Identity.Environment,
			"owner":         set.Identity.Owner,
			"cost-centre":   set.Identity.CostCentre,
			azure.CommitTag: commit,
		},
		Protect: set.Protect(),
	}
}
