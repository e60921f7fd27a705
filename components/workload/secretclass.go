package workload

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// newSecretClass tells the secrets driver which secrets of the vault the workload gets, and as whom it reads them. The driver
// looks for new versions every two minutes and writes them into the files, so that a secret is rotated without a new pod.
// Nothing is kept as a Kubernetes secret.
func newSecretClass(ctx *pulumi.Context, name string, args *Args, opts []pulumi.ResourceOption) (pulumi.Resource, error) {
	made, err := apiextensions.NewCustomResource(ctx, name+"-secrets", &apiextensions.CustomResourceArgs{
		ApiVersion: pulumi.String("secrets-store.csi.x-k8s.io/v1"),
		Kind:       pulumi.String("SecretProviderClass"),
		Metadata:   args.meta(args.Name),
		OtherFields: kubernetes.UntypedArgs{"spec": pulumi.Map{
			"provider": pulumi.String("azure"),
			"parameters": pulumi.StringMap{
				"usePodIdentity": pulumi.String("false"),
				"clientID":       args.Identity.ClientID,
				"tenantId":       pulumi.String(args.Site.TenantID),
				"keyvaultName":   pulumi.String(args.Vault),
				"objects":        pulumi.String(mountedObjects(args.Secrets)),
			},
		}},
	}, opts...)
	if err != nil {
		return nil, fmt.Errorf("secrets of workload %s: %w", args.Name, err)
	}
	return made, nil
}

// mountedObjects lists secrets as the driver's provider for Azure wants them: a list of texts, each a small YAML document
// (Azure Key Vault provider for the Secrets Store CSI driver, configurations). A file is called as its secret is.
func mountedObjects(secrets []string) string {
	var text strings.Builder
	text.WriteString("array:\n")
	for _, secret := range secrets {
		fmt.Fprintf(&text, "  - |\n    objectName: %s\n    objectType: secret\n", secret)
	}
	return text.String()
}
