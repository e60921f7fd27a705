package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// localCredential asks the REST face of a local Azure for tokens, as a client with a secret asks Entra. There is no
// secret: whoever reaches the loopback interface may have one.
type localCredential struct {
	base   *url.URL
	tenant string
	client *http.Client
}

// maxToken bounds what is read of an answer.
const maxToken = 64 << 10

// GetToken implements azcore.TokenCredential.
func (c *localCredential) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"stackctl"}, "scope": {strings.Join(o.Scopes, " ")}}
	at := c.base.JoinPath(c.tenant, "oauth2", "v2.0", "token")
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return azcore.AccessToken{}, fmt.Errorf("a token of the local Azure: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := c.client.Do(request)
	if err != nil {
		return azcore.AccessToken{}, fmt.Errorf("a token of the local Azure: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // all of it that counts was read
	data, err := io.ReadAll(io.LimitReader(response.Body, maxToken))
	if err != nil {
		return azcore.AccessToken{}, fmt.Errorf("a token of the local Azure: %w", err)
	}
	var answer struct {
		Token   string `json:"access_token"`
		Seconds int    `json:"expires_in"`
	}
	if err := json.Unmarshal(data, &answer); err != nil || response.StatusCode != http.StatusOK || answer.Token == "" {
		return azcore.AccessToken{}, fmt.Errorf("the local Azure gives no token: %s", response.Status)
	}
	return azcore.AccessToken{Token: answer.Token, ExpiresOn: time.Now().Add(time.Duration(answer.Seconds) * time.Second)}, nil
}
