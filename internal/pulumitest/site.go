package pulumitest

import "github.com/trelica/infrastructure/components/azure"

// Site is production in one region, as components are given it: with one tag, and protected. A test that needs more tags, or
// another environment, changes what it gets.
func Site(region string) azure.Site {
	return azure.Site{
		Names:          azure.Names{Organisation: "trelica", Environment: "prod", Region: region},
		Location:       region,
		SubscriptionID: SubscriptionID,
		TenantID:       TenantID,
		Tags:           map[string]string{"environment": "prod"},
		Protect:        true,
	}
}
