package cluster

import (
	"fmt"

	aks "github.com/pulumi/pulumi-azure-native-sdk/containerservice/v2/v20240901"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// kubeconfig asks AKS for the API server's certificate and renders the file.
//
// A function call whose arguments are known is sent even in a preview of a cluster that does not exist; what an argument
// depends on does not hold it back. So the cluster's name is handed over together with its FQDN, which Azure makes up: in a
// preview of a new cluster it is unknown, and the call is not made.
//
// Where the kubeconfig is known, nothing is asked.
func (c *Cluster) kubeconfig(ctx *pulumi.Context, args *Args) pulumi.StringOutput {
	if known := args.Access.Kubeconfig; known != "" {
		return pulumi.ToSecret(pulumi.String(known).ToStringOutput()).(pulumi.StringOutput)
	}
	name := pulumi.All(c.Name, c.FQDN).ApplyT(onceNamed).(pulumi.StringOutput)
	credentials := aks.ListManagedClusterUserCredentialsOutput(ctx, aks.ListManagedClusterUserCredentialsOutputArgs{
		ResourceGroupName: args.ResourceGroup,
		ResourceName:      name,
	}, pulumi.Parent(c)) // the provider is inherited through the parent
	entry := Entry{
		Cluster:  args.Site.Names.Cluster(),
		Login:    args.Access.Login,
		TenantID: args.Site.TenantID,
		ClientID: args.Access.ClientID,
	}
	rendered := pulumi.All(c.FQDN, credentials.Kubeconfigs()).ApplyT(func(values []any) (string, error) {
		return rendered(entry, values)
	}).(pulumi.StringOutput)
	return pulumi.ToSecret(rendered).(pulumi.StringOutput)
}

// onceNamed returns the cluster's name. The second value only makes the first wait; see kubeconfig.
func onceNamed(nameAndFQDN []any) (string, error) {
	name, ok := nameAndFQDN[0].(string)
	if !ok {
		return "", fmt.Errorf("name of the cluster: expected a string, got %T", nameAndFQDN[0])
	}
	return name, nil
}

// rendered completes the entry with what Azure answered, the FQDN and the user's credentials, and renders it.
func rendered(entry Entry, fqdnAndCredentials []any) (string, error) {
	fqdn, ok := fqdnAndCredentials[0].(string)
	if !ok {
		return "", fmt.Errorf("FQDN of cluster %s: expected a string, got %T", entry.Cluster, fqdnAndCredentials[0])
	}
	credentials, ok := fqdnAndCredentials[1].([]aks.CredentialResultResponse)
	if !ok || len(credentials) == 0 {
		return "", fmt.Errorf("credentials of cluster %s: AKS returned none; does the caller have the role \"Azure Kubernetes Service Cluster User Role\" on it?",
			entry.Cluster)
	}
	authority, err := certificateAuthority(credentials[0].Value)
	if err != nil {
		return "", fmt.Errorf("credentials of cluster %s: %w", entry.Cluster, err)
	}
	entry.FQDN, entry.CAData = fqdn, authority
	return Kubeconfig(entry)
}
