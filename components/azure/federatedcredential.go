package azure

import (
	"fmt"

	managedidentity "github.com/pulumi/pulumi-azure-native-sdk/managedidentity/v2/v20230131"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// tokenAudience is what a token must have been issued for so that Entra exchanges it (Microsoft Entra documentation,
// workload-identity-federation-considerations).
const tokenAudience = "api://AzureADTokenExchange"

// FederatedCredentialArgs say which service account of which cluster may act as an identity.
type FederatedCredentialArgs struct {
	Site Site
	// Group is the name of the group that the identity lies in, Identity the identity's name. Both exist already.
	Group, Identity string
	// IssuerURL is who signs the cluster's tokens. It is not known before the cluster is there.
	IssuerURL pulumi.StringInput
	// Namespace and Account name the Kubernetes service account.
	Namespace, Account string
}

// NewFederatedCredential lets a service account of a cluster act as an identity: the one thing that a platform writes on what a
// foundation made. Credentials of one identity must be made one after another (error
// ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity), which a DependsOn in the options sees to; two with the
// same issuer and subject are refused, so that one which is replaced is deleted first.
func NewFederatedCredential(ctx *pulumi.Context, name string, args *FederatedCredentialArgs, opts ...pulumi.ResourceOption) (
	*managedidentity.FederatedIdentityCredential, error,
) {
	if args == nil {
		args = &FederatedCredentialArgs{}
	}
	problems := Check("azure.FederatedCredentialArgs of "+name, args.Site)
	problems.Missing("Group", args.Group, "Identity", args.Identity, "IssuerURL", args.IssuerURL,
		"Namespace", args.Namespace, "Account", args.Account)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	credential := args.Site.Names.FederatedCredential(args.Account)
	made, err := managedidentity.NewFederatedIdentityCredential(ctx, name, &managedidentity.FederatedIdentityCredentialArgs{
		ResourceGroupName: pulumi.String(args.Group),
		ResourceName:      pulumi.String(args.Identity),

		FederatedIdentityCredentialResourceName: pulumi.String(credential),

		Issuer:    args.IssuerURL,
		Subject:   pulumi.String(ServiceAccountSubject(args.Namespace, args.Account)),
		Audiences: pulumi.StringArray{pulumi.String(tokenAudience)},
	}, named(opts)...)
	if err != nil {
		return nil, fmt.Errorf("federated credential %q of %s: %w", credential, args.Identity, err)
	}
	return made, nil
}

// ServiceAccountSubject is how a token names a service account (Kubernetes documentation, service-accounts).
func ServiceAccountSubject(namespace, account string) string {
	return "system:serviceaccount:" + namespace + ":" + account
}
