package cloud

import (
	"context"
	"strings"
)

// Subscription is what Azure says of a subscription.
type Subscription struct {
	ID, TenantID, Name string
	// State is Enabled, Warned, PastDue, Disabled or Deleted.
	State string
}

// Subscription reads the client's subscription. A subscription that the caller may not see is an [Error] of status 404.
func (c *Client) Subscription(ctx context.Context) (Subscription, error) {
	answer, err := c.subscriptions.Get(ctx, c.subscription, nil)
	if err != nil {
		return Subscription{}, failed(err, "subscription %s", c.subscription)
	}
	return Subscription{
		ID: text(answer.SubscriptionID), TenantID: text(answer.TenantID), Name: text(answer.DisplayName),
		State: string(text(answer.State)),
	}, nil
}

// Registered is the state of a provider or a feature that can be used.
const Registered = "Registered"

// Registration reads whether the subscription is registered for a resource provider, e.g. "Microsoft.KeyVault":
// NotRegistered, Registering, Registered or Unregistering.
func (c *Client) Registration(ctx context.Context, namespace string) (string, error) {
	answer, err := c.providers.Get(ctx, namespace, nil)
	if err != nil {
		return "", failed(err, "registration of %s", namespace)
	}
	return text(answer.RegistrationState), nil
}

// featureVersion is of azure-rest-api-specs, Microsoft.Features 2021-07-01, features.json, Features_Get.
const featureVersion = "2021-07-01"

// Feature reads whether the subscription has a feature, named "Microsoft.Compute/EncryptionAtHost": Registered,
// Registering, Pending, NotRegistered or Unregistered.
func (c *Client) Feature(ctx context.Context, feature string) (string, error) {
	namespace, name, _ := strings.Cut(feature, "/")
	id := "/subscriptions/" + c.subscription + "/providers/Microsoft.Features/providers/" + namespace + "/features/" + name
	answer, err := c.resources.GetByID(ctx, id, featureVersion, nil)
	if err != nil {
		return "", failed(err, "feature %s", feature)
	}
	properties, _ := answer.Properties.(map[string]any)
	state, _ := properties["state"].(string)
	return state, nil
}
