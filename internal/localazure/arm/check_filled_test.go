package arm

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func filledCases() []checkCase {
	const profile, metric, query = "cdn/v20240901:Profile", "insights/v20180301:MetricAlert", "insights/v20231201:ScheduledQueryRule"
	return []checkCase{
		{check: "filled", reason: "an object that says something", token: profile, body: `{"sku":{"name":"Standard_AzureFrontDoor"}}`},
		{check: "filled", reason: "an object that says nothing", token: profile, body: `{"sku":{}}`, want: []string{"sku BadRequest: empty"}},
		{check: "filled", reason: "a text, inside of lists", token: metric, body: `{"criteria":{"allOf":[{"name":"a","metricName":"m"},{"name":"","metricName":"m"}]}}`, want: []string{"criteria.allOf[1].name BadRequest: empty"}},
		{check: "filled", reason: "a list", token: query, body: `{"scopes":[],"criteria":{"allOf":[{}]}}`, want: []string{"scopes BadRequest: empty"}},
		{check: "filled", reason: "what is not given is another check's", token: query, body: `{}`},
	}
}

// TestEveryPartOfAnAddressSaysSomething tries the parameters of paths, which no check of a type sees.
func TestEveryPartOfAnAddressSaysSomething(t *testing.T) {
	t.Parallel()
	const role, key = "authorization/v20220401:RoleAssignment", "keyvault/v20241101:Key"
	tests := []struct {
		reason, token, body string
		// want are path and code of what is said.
		want []string
	}{
		{"a whole address", key, `{"resourceGroupName":"rg","vaultName":"kv","keyName":"k"}`, nil},
		{"no group", key, `{"resourceGroupName":"","vaultName":"kv","keyName":"k"}`, []string{"resourceGroupName "}},
		{"spaces are no name", key, `{"resourceGroupName":"rg","vaultName":" ","keyName":"k"}`, []string{"vaultName "}},
		{"the own name has a rule of its own", key, `{"resourceGroupName":"rg","vaultName":"kv","keyName":""}`, nil},
		{"what is not known yet may turn out right", key, `{"resourceGroupName":"<unknown>","vaultName":"kv","keyName":"k"}`, nil},
		{"a subscription", role, `{"scope":"/subscriptions/` + testSubscription + `"}`, nil},
		{"a resource, written without the first slash", role, `{"scope":"` + testGroup[1:] + `/providers/Microsoft.KeyVault/vaults/kv"}`, nil},
		{"a management group", role, `{"scope":"/providers/Microsoft.Management/managementGroups/mg"}`, nil},
		{"a name is no identifier", role, `{"scope":"kv"}`, []string{"scope InvalidResourceId"}},
		{"a subscription is a UUID", role, `{"scope":"/subscriptions/prod/resourceGroups/rg"}`, []string{"scope InvalidSubscriptionId"}},
		{"nothing", role, `{"scope":""}`, []string{"scope "}},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			known, err := realTypes().token("azure-native:" + test.token)
			if !assert.NoError(t, err) {
				return
			}
			var said []string
			for _, problem := range judgeAddress(Request{Body: bodyOf(test.body)}, known) {
				said = append(said, problem.Path+" "+problem.Code)
			}
			assert.Equal(t, test.want, said)
		})
	}
}
