package engine_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/engine"
)

func TestErrorsThatPass(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want, reason string }{
		{`Code="AuthorizationFailed" Message="The client 'x' does not have authorization to perform action"`, "AuthorizationFailed", "a right that is not there yet"},
		{`Status=403 Code="LinkedAuthorizationFailed"`, "LinkedAuthorizationFailed", "a right on what the request names"},
		{`Code="PrincipalNotFound" Message="Principal 1 does not exist in the directory"`, "PrincipalNotFound", "an identity of a second ago"},
		{"UmiMissingAkvPermissions: id-sql", "UmiMissingAkvPermissions", "a server's identity on its key"},
		{`"code":"AzureKeyVaultMissingPermissions"`, "AzureKeyVaultMissingPermissions", "the same for a server's own identity"},
		{`(KeyVaultAccessForbidden) Unable to access key vault resource`, "KeyVaultAccessForbidden", "a disk encryption set's identity"},
		{`[{"code":"KeyVaultAuthenticationFailure","message":"The operation failed because of authentication issue on the keyvault."}]`, "KeyVaultAuthenticationFailure", "the identity of an account on its key"},
		{`Code="CustomKubeletIdentityMissingPermissionError"`, "CustomKubeletIdentityMissingPermissionError", "the cluster's identity on that of its nodes"},
		{`Code="ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity"`, "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity", "two writes on one identity"},
		{`Code="RetryableError" Details=[{"code":"ReferencedResourceNotProvisioned"}]`, "ReferencedResourceNotProvisioned", "a subnet that is being written"},
		{`Code="AnotherOperationInProgress"`, "AnotherOperationInProgress", "another operation on the network"},
		{`namespaces is forbidden: User "6f1c" cannot create resource "namespaces" in API group "" at the cluster scope`, "Kubernetes 403 Forbidden", "the cluster's administrator"},
		{`pods "web-1" is forbidden: violates PodSecurity "restricted:latest"`, "", "an admission that refuses says forbidden too, and never passes"},
		{`pods "web-1" is forbidden: exceeded quota: limits`, "", "nor does a quota"},
		{
			`Code="InvalidParameterValueInContainerTemplate" Message="unable to pull image using Managed identity id-page for registry cr.azurecr.io"`, "",
			"an image that is not there says the same: it does not pass",
		},
		{`Code="BadRequest" Message="Unable to get value using Managed identity id-job"`, "", "nor does a secret that is not there"},
		{`Code="QuotaExceeded"`, "", "a quota is asked for"},
		{`Code="InvalidTemplate" rg-AuthorizationFailedX`, "", "a name that holds the word is not the code"},
		{"connection reset by peer", "", "what nobody has named is not tried again"},
	} {
		assert.Equal(t, c.want, engine.Transient(c.text), c.reason)
	}
}

// failure is a run that failed with errors of resources, as the CLI tells it.
func failure(messages ...string) engine.Result {
	r := engine.Result{Operation: engine.OpUp}
	for _, m := range messages {
		r.Diagnostics = append(r.Diagnostics, engine.Diagnostic{URN: "urn:pulumi:s::p::t:t:T::x", Severity: engine.SeverityError, Message: m})
	}
	r.Diagnostics = append(r.Diagnostics, engine.Diagnostic{URN: "urn:pulumi:s::p::pulumi:pulumi:Stack::s", Severity: engine.SeverityError, Message: "update failed"})
	return r
}

func TestARunThatIsTriedAgain(t *testing.T) {
	t.Parallel()
	violated := failure("AuthorizationFailed")
	violated.Policies = []engine.PolicyEvent{{Level: "mandatory"}}
	interrupted := failure("AuthorizationFailed")
	interrupted.Interrupted = true
	for _, c := range []struct {
		result engine.Result
		want   []string
		reason string
	}{
		{failure("AuthorizationFailed", "UmiMissingAkvPermissions", "AuthorizationFailed"), []string{"AuthorizationFailed", "UmiMissingAkvPermissions"}, "all pass, and each is named once"},
		{failure("AuthorizationFailed", "QuotaExceeded"), nil, "one that does not pass is enough"},
		{failure(), nil, "a failure that says nothing is no reason to wait"},
		{violated, nil, "a policy is not waited for"},
		{interrupted, nil, "who interrupts does not want another try"},
		{engine.Result{Succeeded: true}, nil, "nothing failed"},
	} {
		assert.Equal(t, c.want, c.result.Transients(), c.reason)
	}
}

// clock is a clock that stands still but for what is slept.
type clock struct {
	at    time.Time
	slept []time.Duration
	said  []string
}

func (c *clock) retry(budget time.Duration) engine.Retry {
	return engine.Retry{
		Budget: budget, Now: func() time.Time { return c.at }, Say: func(text string) { c.said = append(c.said, text) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			c.slept, c.at = append(c.slept, d), c.at.Add(d)
			return ctx.Err()
		},
	}
}

// tries gives one result after the other, and the last for ever; every try takes a minute.
func (c *clock) tries(results ...engine.Result) (run func(context.Context) (engine.Result, error), made *int) {
	made = new(int)
	return func(context.Context) (engine.Result, error) {
		r := results[min(*made, len(results)-1)]
		*made++
		c.at = c.at.Add(time.Minute)
		return r, nil
	}, made
}

func TestTriedAgainUntilItWorks(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2027, 1, 4, 12, 0, 0, 0, time.Local)}
	run, made := c.tries(failure("AuthorizationFailed"), failure("UmiMissingAkvPermissions"), engine.Result{Succeeded: true})
	result, exhausted, err := c.retry(engine.RetryBudget).Do(t.Context(), run)
	require.NoError(t, err)
	require.NoError(t, result.Err())
	assert.False(t, exhausted)
	assert.Equal(t, 3, *made)
	assert.Equal(t, []time.Duration{15 * time.Second, 30 * time.Second}, c.slept, "each pause is twice the one before")
	assert.Equal(t, []string{
		"AuthorizationFailed: what was just given takes time to work. Trying again in 15s, until 12:16:00 at the latest",
		"UmiMissingAkvPermissions: what was just given takes time to work. Trying again in 30s, until 12:16:00 at the latest",
	}, c.said, "the fifteen minutes begin with the first error, not with every one")
}

func TestTheBudgetEnds(t *testing.T) {
	t.Parallel()
	c := &clock{at: time.Date(2027, 1, 4, 12, 0, 0, 0, time.UTC)}
	run, made := c.tries(failure("AuthorizationFailed"))
	result, exhausted, err := c.retry(engine.RetryBudget).Do(t.Context(), run)
	require.NoError(t, err)
	require.Error(t, result.Err())
	assert.True(t, exhausted)
	assert.Equal(t, []time.Duration{
		15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 2 * time.Minute, 2 * time.Minute,
	}, c.slept)
	assert.Equal(t, 7, *made)
}

func TestNotTriedAgain(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		first  engine.Result
		budget time.Duration
	}{
		{"another error ends at once", failure("QuotaExceeded"), engine.RetryBudget},
		{"so does one that passes, with one that does not", failure("AuthorizationFailed", "QuotaExceeded"), engine.RetryBudget},
		{"without a budget there is one try", failure("AuthorizationFailed"), 0},
	} {
		c := &clock{}
		run, made := c.tries(test.first, engine.Result{Succeeded: true})
		result, exhausted, err := c.retry(test.budget).Do(t.Context(), run)
		require.NoError(t, err, test.reason)
		require.Error(t, result.Err(), test.reason)
		assert.False(t, exhausted, test.reason)
		assert.Equal(t, 1, *made, test.reason)
		assert.Empty(t, c.slept, test.reason)
	}

	c := &clock{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	run, made := c.tries(failure("AuthorizationFailed"))
	result, exhausted, err := c.retry(engine.RetryBudget).Do(ctx, run)
	require.NoError(t, err)
	require.Error(t, result.Err(), "who stops the waiting sees what failed")
	assert.False(t, exhausted)
	assert.Equal(t, 1, *made)

	broken := errors.New("no CLI")
	_, _, err = c.retry(engine.RetryBudget).Do(t.Context(), func(context.Context) (engine.Result, error) { return engine.Result{}, broken })
	assert.ErrorIs(t, err, broken)
}
