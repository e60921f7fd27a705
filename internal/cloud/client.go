package cloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/authorization/armauthorization/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/keyvault/armkeyvault"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armsubscriptions"
)

// Client makes calls that concern one subscription. It is safe for concurrent use.
type Client struct {
	subscription string

	plain         *arm.Client
	subscriptions *armsubscriptions.Client
	providers     *armresources.ProvidersClient
	resources     *armresources.Client
	assignments   *armauthorization.RoleAssignmentsClient
	secrets       *armkeyvault.SecretsClient
	vaults        *armkeyvault.VaultsClient
}

// New makes the client of a subscription. Nothing is called yet.
func New(access Access, subscriptionID string) (*Client, error) {
	c := &Client{subscription: subscriptionID}
	var problems [7]error
	c.plain, problems[0] = arm.NewClient("stackctl", "v1.0.0", access.credential, access.options)
	c.subscriptions, problems[1] = armsubscriptions.NewClient(access.credential, access.options)
	c.providers, problems[2] = armresources.NewProvidersClient(subscriptionID, access.credential, access.options)
	c.resources, problems[3] = armresources.NewClient(subscriptionID, access.credential, access.options)
	c.assignments, problems[4] = armauthorization.NewRoleAssignmentsClient(subscriptionID, access.credential, access.options)
	c.secrets, problems[5] = armkeyvault.NewSecretsClient(subscriptionID, access.credential, access.options)
	c.vaults, problems[6] = armkeyvault.NewVaultsClient(subscriptionID, access.credential, access.options)
	if err := errors.Join(problems[:]...); err != nil {
		return nil, fmt.Errorf("a client of subscription %s: %w", subscriptionID, err)
	}
	return c, nil
}

// Error is a call that Resource Manager refused.
type Error struct {
	// What is what was asked for, e.g. "the quotas of Microsoft.Compute in uksouth".
	What string
	// Status is the HTTP status, 0 where no answer came.
	Status int
	// Code is Azure's own, e.g. "AuthorizationFailed"; empty where no answer came.
	Code string
	err  error
}

// Error is one sentence: the SDK's own text is a page.
func (e *Error) Error() string {
	switch {
	case e.Code != "":
		return fmt.Sprintf("%s: %d %s", e.What, e.Status, e.Code)
	case e.Status != 0:
		return fmt.Sprintf("%s: %d %s", e.What, e.Status, http.StatusText(e.Status))
	}
	return fmt.Sprintf("%s: %v", e.What, e.err)
}

// Unwrap gives the SDK's error.
func (e *Error) Unwrap() error { return e.err }

// failed wraps what a call came to. nil stays nil.
func failed(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	wrapped := &Error{What: fmt.Sprintf(format, args...), err: err}
	var response *azcore.ResponseError
	if errors.As(err, &response) {
		wrapped.Status, wrapped.Code = response.StatusCode, response.ErrorCode
	}
	return wrapped
}

// missing tells whether an error says that something is not there.
func missing(err error) bool {
	var response *azcore.ResponseError
	return errors.As(err, &response) && response.StatusCode == http.StatusNotFound
}

// list reads all pages of a list with the pipeline alone.
func list[T any](ctx context.Context, c *Client, path, version, filter string) ([]T, error) {
	type page struct {
		Value    []T    `json:"value"`
		NextLink string `json:"nextLink"`
	}
	var all []T
	for next := runtime.JoinPaths(c.plain.Endpoint(), path); next != ""; {
		request, err := runtime.NewRequest(ctx, http.MethodGet, next)
		if err != nil {
			return nil, err
		}
		if len(all) == 0 { // a link to a next page has its query
			query := request.Raw().URL.Query()
			query.Set("api-version", version)
			if filter != "" {
				query.Set("$filter", filter)
			}
			request.Raw().URL.RawQuery = query.Encode()
		}
		response, err := c.plain.Pipeline().Do(request) //nolint:bodyclose // UnmarshalAsJSON and NewResponseError read and close it
		if err != nil {
			return nil, err
		}
		if !runtime.HasStatusCode(response, http.StatusOK) {
			return nil, runtime.NewResponseError(response)
		}
		var read page
		if err := runtime.UnmarshalAsJSON(response, &read); err != nil {
			return nil, err
		}
		all, next = append(all, read.Value...), read.NextLink
	}
	return all, nil
}

// text reads a pointer of the SDK's; nil is the zero value.
func text[T any](pointer *T) T {
	var zero T
	if pointer == nil {
		return zero
	}
	return *pointer
}
