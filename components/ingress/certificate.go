package ingress

import (
	"fmt"

	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"
	"github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/apiextensions"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// addCertificate has the secrets driver mount the certificate, and keep it as a Kubernetes secret for as long as a pod mounts it.
// The driver splits the one PEM text into certificate and key by the names of the keys (Secrets Store CSI driver documentation,
// sync-as-kubernetes-secret), and follows the vault every two minutes.
//
// An Ingress without hosts names the secret: that is how Traefik learns of a certificate without custom resources, and it takes
// up a new one at once. Its backend is never reached, because the router for unknown hosts comes before it.
func (b *builder) addCertificate() error {
	class, err := apiextensions.NewCustomResource(b.ctx, b.name+"-certificate-class", &apiextensions.CustomResourceArgs{
		ApiVersion:  pulumi.String("secrets-store.csi.x-k8s.io/v1"),
		Kind:        pulumi.String("SecretProviderClass"),
		Metadata:    b.args.meta(Name),
		OtherFields: kubernetes.UntypedArgs{"spec": b.args.certificateClass()},
	}, b.child...)
	if err != nil {
		return fmt.Errorf("certificate from the vault: %w", err)
	}
	b.before = append(b.before, class)
	_, err = networkingv1.NewIngress(b.ctx, b.name+"-certificate", &networkingv1.IngressArgs{
		Metadata: b.args.meta(Name + "-certificate"),
		Spec: networkingv1.IngressSpecArgs{
			IngressClassName: pulumi.String(b.args.Class),
			Tls:              networkingv1.IngressTLSArray{networkingv1.IngressTLSArgs{SecretName: pulumi.String(b.args.Certificate)}},
			DefaultBackend: networkingv1.IngressBackendArgs{Service: networkingv1.IngressServiceBackendArgs{
				Name: pulumi.String(Name), Port: networkingv1.ServiceBackendPortArgs{Name: pulumi.String("https")},
			}},
		},
	}, b.child...)
	if err != nil {
		return fmt.Errorf("certificate for Traefik: %w", err)
	}
	return nil
}

func (args *Args) certificateClass() pulumi.Map {
	key := func(name string) pulumi.StringMap {
		return pulumi.StringMap{"objectName": pulumi.String(args.Certificate), "key": pulumi.String(name)}
	}
	return pulumi.Map{
		"provider": pulumi.String("azure"),
		"parameters": pulumi.StringMap{
			"usePodIdentity": pulumi.String("false"),
			"clientID":       args.Identity.ClientID,
			"tenantId":       pulumi.String(args.Site.TenantID),
			"keyvaultName":   pulumi.String(args.Vault),
			"objects":        pulumi.String(fmt.Sprintf("array:\n  - |\n    objectName: %s\n    objectType: secret\n", args.Certificate)),
		},
		"secretObjects": pulumi.Array{pulumi.Map{
			"secretName": pulumi.String(args.Certificate), "type": pulumi.String("kubernetes.io/tls"), "labels": labels(),
			"data": pulumi.Array{key("tls.crt"), key("tls.key")},
		}},
	}
}
