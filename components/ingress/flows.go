package ingress

import (
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Annotations by which AKS is told about a service's load balancer (cloud-provider-azure documentation, loadbalancer). The label
// of the address is never given: with another than it has, or none, the cloud provider rewrites it.
const (
	annotationGroup   = "service.beta.kubernetes.io/azure-load-balancer-resource-group"
	annotationAddress = "service.beta.kubernetes.io/azure-pip-name"
	annotationTags    = "service.beta.kubernetes.io/azure-allowed-service-tags"
)

// frontDoorTag are the addresses that Front Door's requests to origins come from.
const frontDoorTag = "AzureFrontDoor.Backend"

// serviceMeta names the service and tells AKS which address it has and who may reach it.
func (args *Args) serviceMeta() metav1.ObjectMetaArgs {
	meta := args.meta(Name)
	meta.Annotations = pulumi.StringMap{
		annotationGroup:   pulumi.String(args.Address.Group),
		annotationAddress: pulumi.String(args.Address.Name),
		annotationTags:    pulumi.String(frontDoorTag),
	}
	return meta
}

// service is the public way in. Requests go only to pods of the node that they arrive at, which keeps who sent them: through
// another node they would seem to come from that, and no rule could tell. The security group lets through 443 alone; were 80
// opened, it would only redirect.
func service() corev1.ServiceSpecArgs {
	port := func(name string, number int) corev1.ServicePortArgs {
		return corev1.ServicePortArgs{
			Name: pulumi.String(name), Port: pulumi.Int(number), TargetPort: pulumi.String(name), Protocol: pulumi.String("TCP"),
		}
	}
	return corev1.ServiceSpecArgs{
		Type: pulumi.String("LoadBalancer"), ExternalTrafficPolicy: pulumi.String("Local"),
		Selector: labels(), Ports: corev1.ServicePortArray{port("https", 443), port("http", 80)},
	}
}

// apiPort is where the API server of an AKS cluster listens, at a public address.
const apiPort = 443

// policy lets requests in from public addresses, which a node and a pod never have; and out to the API server, which is
// watched, and to the backends.
func (args *Args) policy() networkingv1.NetworkPolicySpecArgs {
	ports := func(numbers ...int) networkingv1.NetworkPolicyPortArray {
		var all networkingv1.NetworkPolicyPortArray
		for _, number := range numbers {
			all = append(all, networkingv1.NetworkPolicyPortArgs{Protocol: pulumi.String("TCP"), Port: pulumi.Int(number)})
		}
		return all
	}
	public := networkingv1.NetworkPolicyPeerArray{networkingv1.NetworkPolicyPeerArgs{IpBlock: networkingv1.IPBlockArgs{
		Cidr: pulumi.String("0.0.0.0/0"), Except: pulumi.ToStringArray(private()),
	}}}
	out := networkingv1.NetworkPolicyEgressRuleArray{networkingv1.NetworkPolicyEgressRuleArgs{To: public, Ports: ports(apiPort)}}
	for _, b := range args.Backends {
		out = append(out, networkingv1.NetworkPolicyEgressRuleArgs{
			To: networkingv1.NetworkPolicyPeerArray{networkingv1.NetworkPolicyPeerArgs{
				NamespaceSelector: metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{
					"kubernetes.io/metadata.name": pulumi.String(b.Namespace),
				}},
				PodSelector: metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{nameLabel: pulumi.String(b.Name)}},
			}},
			Ports: ports(b.Port),
		})
	}
	return networkingv1.NetworkPolicySpecArgs{
		PodSelector: selector(),
		PolicyTypes: pulumi.ToStringArray([]string{"Ingress", "Egress"}),
		Ingress: networkingv1.NetworkPolicyIngressRuleArray{networkingv1.NetworkPolicyIngressRuleArgs{
			From: public, Ports: ports(portHTTPS, portHTTP),
		}},
		Egress: out,
	}
}

// private are the ranges that are no part of the Internet: our networks, pods and services, the machine itself, and the addresses
// at which a machine asks Azure about itself.
func private() []string {
	return []string{"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}
}
