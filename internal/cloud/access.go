package cloud

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	azurecloud "github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// Access is how Resource Manager is reached: where, and as whom.
type Access struct {
	credential azcore.TokenCredential
	options    *arm.ClientOptions
}

// Azure is the access of the operator or the pipeline to the real Azure: whoever is signed in, by workload identity,
// environment, managed identity or the Azure CLI, in that order (Azure Identity for Go, DefaultAzureCredential).
func Azure(tenantID string) (Access, error) {
	credential, err := azidentity.NewDefaultAzureCredential(&azidentity.DefaultAzureCredentialOptions{TenantID: tenantID})
	if err != nil {
		return Access{}, fmt.Errorf("signing in to tenant %s: %w: run \"az login --tenant %s\"", tenantID, err, tenantID)
	}
	return Access{credential: credential, options: options(arm.ClientOptions{})}, nil
}

// Local is the access to the REST face of a local Azure, which gives out its own tokens. The URL must be one of this
// machine's loopback interface: a token is sent without encryption there, and nowhere else.
func Local(baseURL, tenantID string) (Access, error) {
	base, err := url.Parse(baseURL)
	if err != nil {
		return Access{}, fmt.Errorf("the local Azure's address %q: %w", baseURL, err)
	}
	if ip := net.ParseIP(base.Hostname()); base.Scheme != "http" || ip == nil || !ip.IsLoopback() {
		return Access{}, fmt.Errorf("the local Azure's address %q is not on the loopback interface", baseURL)
	}
	client := &http.Client{Timeout: time.Minute}
	return Access{
		credential: &localCredential{base: base, tenant: tenantID, client: client},
		options: options(arm.ClientOptions{ClientOptions: policy.ClientOptions{
			Cloud: azurecloud.Configuration{
				ActiveDirectoryAuthorityHost: baseURL,
				Services: map[azurecloud.ServiceName]azurecloud.ServiceConfiguration{
					azurecloud.ResourceManager: {Endpoint: baseURL, Audience: audience},
				},
			},
			InsecureAllowCredentialWithHTTP: true,
			Transport:                       client,
			Retry:                           policy.RetryOptions{MaxRetries: 1, RetryDelay: time.Millisecond, MaxRetryDelay: time.Millisecond},
		}}),
	}, nil
}

// audience is what a token for Resource Manager is asked for (azcore, cloud.AzurePublic).
const audience = "https://management.core.windows.net/"

// options adds what every client here has. A provider that is not registered stays so: these calls look, and an answer
// that registers what it looked for would be no answer.
func options(o arm.ClientOptions) *arm.ClientOptions {
	o.DisableRPRegistration = true
	o.Telemetry.ApplicationID = "stackctl"
	return &o
}
