package workload

import (
	"net/netip"

	metav1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/meta/v1"
	networkingv1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/networking/v1"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The ports of what workloads reach outside the cluster.
const (
	portDatabase = 1433
	portHTTPS    = 443
)

// signIn are the addresses at which Entra issues tokens (Microsoft 365 documentation, URLs and IP address ranges, set 56). Who
// reads the database or a vault signs in there first.
func signIn() []string {
	return []string{"20.20.32.0/19", "20.190.128.0/18", "20.231.128.0/19", "40.126.0.0/18"}
}

// private are the ranges that are no part of the Internet: networks of ours, pods and services, the machine itself, and
// 169.254.169.254 and 168.63.129.16, where a machine asks Azure about itself.
func private() []string {
	return []string{"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"}
}

// policy lets through what the flows declare, in both directions. The namespace's own policies deny the rest and let the DNS
// be asked. A range of addresses never means a pod or a node (AKS documentation, azure-cni-powered-by-cilium): those are named
// by labels.
func (args *Args) policy() networkingv1.NetworkPolicySpecArgs {
	return networkingv1.NetworkPolicySpecArgs{
		PodSelector: args.selector(),
		PolicyTypes: pulumi.ToStringArray([]string{"Ingress", "Egress"}),
		Ingress:     args.callers(),
		Egress:      args.called(),
	}
}

func (args *Args) callers() networkingv1.NetworkPolicyIngressRuleArray {
	var rules networkingv1.NetworkPolicyIngressRuleArray
	from := args.Flows.From
	if len(args.Serving.Hosts) > 0 {
		from = append([]Peer{args.Serving.From}, from...)
	}
	for _, caller := range from {
		rules = append(rules, networkingv1.NetworkPolicyIngressRuleArgs{
			From:  networkingv1.NetworkPolicyPeerArray{caller.pods()},
			Ports: ports(args.Serving.Port),
		})
	}
	return rules
}

func (args *Args) called() networkingv1.NetworkPolicyEgressRuleArray {
	var rules networkingv1.NetworkPolicyEgressRuleArray
	to := func(port int, peers ...networkingv1.NetworkPolicyPeerInput) {
		rules = append(rules, networkingv1.NetworkPolicyEgressRuleArgs{To: networkingv1.NetworkPolicyPeerArray(peers), Ports: ports(port)})
	}
	flows := args.Flows
	if flows.Database {
		to(portDatabase, block(flows.Endpoints))
	}
	if flows.Vault {
		to(portHTTPS, block(flows.Endpoints))
	}
	switch {
	case flows.Internet:
		to(portHTTPS, networkingv1.NetworkPolicyPeerArgs{IpBlock: networkingv1.IPBlockArgs{
			Cidr: pulumi.String("0.0.0.0/0"), Except: pulumi.ToStringArray(private()),
		}})
	case flows.Database || flows.Vault:
		var peers []networkingv1.NetworkPolicyPeerInput
		for _, cidr := range signIn() {
			peers = append(peers, networkingv1.NetworkPolicyPeerArgs{IpBlock: networkingv1.IPBlockArgs{Cidr: pulumi.String(cidr)}})
		}
		to(portHTTPS, peers...)
	}
	for _, peer := range flows.To {
		to(peer.Port, peer.pods())
	}
	return rules
}

// pods are a peer's, by the labels of its namespace and its own. Kubernetes itself sets the namespace's label.
func (p Peer) pods() networkingv1.NetworkPolicyPeerArgs {
	return networkingv1.NetworkPolicyPeerArgs{
		NamespaceSelector: metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{
			"kubernetes.io/metadata.name": pulumi.String(p.Namespace),
		}},
		PodSelector: metav1.LabelSelectorArgs{MatchLabels: pulumi.StringMap{nameLabel: pulumi.String(p.Name)}},
	}
}

func block(prefix netip.Prefix) networkingv1.NetworkPolicyPeerArgs {
	return networkingv1.NetworkPolicyPeerArgs{IpBlock: networkingv1.IPBlockArgs{Cidr: pulumi.String(prefix.String())}}
}

func ports(number int) networkingv1.NetworkPolicyPortArray {
	return networkingv1.NetworkPolicyPortArray{networkingv1.NetworkPolicyPortArgs{
		Protocol: pulumi.String("TCP"), Port: pulumi.Int(number),
	}}
}
