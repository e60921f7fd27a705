package kube

import (
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const networkValidation = "kubernetes v1.35 pkg/apis/networking/validation/validation.go, "

func networkRules() []Rule {
	return []Rule{
		{
			Name: "network-policy", Kinds: []string{"NetworkPolicy"},
			Says: "Selectors are well formed; a peer is either an address block or selectors; blocks are CIDR ranges that contain their exceptions; " +
				"ports are in range and end after they begin; policy types are Ingress and Egress.",
			Source: networkValidation + "ValidateNetworkPolicySpec, ValidateNetworkPolicyPeer, ValidateNetworkPolicyPort, ValidateIPBlock",
			check:  checkNetworkPolicy,
		},
		{
			Name: "ingress", Kinds: []string{"Ingress"},
			Says: "There is a default backend or a rule; hosts are DNS names, a wildcard only as the first label; paths have a type and, but for " +
				"implementation-specific ones, are absolute; a backend names a service with one port, or a resource.",
			Source: networkValidation + "ValidateIngressSpec, validateIngressRules, validateHTTPIngressPath, validateIngressBackend",
			check:  checkIngress,
		},
		{
			Name: "ingress-class", Kinds: []string{"IngressClass"},
			Says:   "The controller is a domain-prefixed path of at most 250 characters.",
			Source: networkValidation + "validateIngressClassSpec",
			check: func(_ Kind, typed runtime.Object, r *report) {
				if class, ok := typed.(*networkingv1.IngressClass); ok && r.required(at("spec", "controller"), class.Spec.Controller) {
					r.all(validation.IsDomainPrefixedPath(at("spec", "controller"), class.Spec.Controller))
				}
			},
		},
	}
}

func checkNetworkPolicy(_ Kind, typed runtime.Object, r *report) {
	policy, ok := typed.(*networkingv1.NetworkPolicy)
	if !ok {
		return
	}
	spec := at("spec")
	options := metav1validation.LabelSelectorValidationOptions{}
	r.all(metav1validation.ValidateLabelSelector(&policy.Spec.PodSelector, options, spec.Child("podSelector")))
	for i, rule := range policy.Spec.Ingress {
		where := spec.Child("ingress").Index(i)
		checkPolicyPorts(r, where.Child("ports"), rule.Ports)
		checkPeers(r, where.Child("from"), rule.From)
	}
	for i, rule := range policy.Spec.Egress {
		where := spec.Child("egress").Index(i)
		checkPolicyPorts(r, where.Child("ports"), rule.Ports)
		checkPeers(r, where.Child("to"), rule.To)
	}
	types := spec.Child("policyTypes")
	if len(policy.Spec.PolicyTypes) > 2 {
		r.add(field.Invalid(types, policy.Spec.PolicyTypes, "may not specify more than two policyTypes"))
	}
	for i, policyType := range policy.Spec.PolicyTypes {
		oneOf(r, types.Index(i), policyType, networkingv1.PolicyTypeEgress, networkingv1.PolicyTypeIngress)
	}
}

func checkPolicyPorts(r *report, where *field.Path, ports []networkingv1.NetworkPolicyPort) {
	for i, port := range ports {
		oneOf(r, where.Index(i).Child("protocol"), *port.Protocol, corev1.ProtocolSCTP, corev1.ProtocolTCP, corev1.ProtocolUDP)
		at := where.Index(i)
		if port.Port == nil {
			if port.EndPort != nil {
				r.add(field.Invalid(at.Child("endPort"), *port.EndPort, "must be specified with port"), at.Child("port"))
			}
			continue
		}
		checkPortOrName(r, at.Child("port"), *port.Port)
		if port.EndPort == nil {
			continue
		}
		r.invalid(at.Child("endPort"), *port.EndPort, validation.IsValidPortNum(int(*port.EndPort)))
		switch {
		case port.Port.Type == intstr.String:
			r.add(field.Invalid(at.Child("endPort"), *port.EndPort, "may not be specified when `port` is non-numeric"), at.Child("port"))
		case *port.EndPort < port.Port.IntVal:
			r.add(field.Invalid(at.Child("endPort"), *port.EndPort, "must be greater than or equal to `port`"), at.Child("port"))
		}
	}
}

func checkPeers(r *report, where *field.Path, peers []networkingv1.NetworkPolicyPeer) {
	options := metav1validation.LabelSelectorValidationOptions{}
	for i, peer := range peers {
		at := where.Index(i)
		r.all(metav1validation.ValidateLabelSelector(peer.PodSelector, options, at.Child("podSelector")))
		r.all(metav1validation.ValidateLabelSelector(peer.NamespaceSelector, options, at.Child("namespaceSelector")))
		selects := peer.PodSelector != nil || peer.NamespaceSelector != nil
		switch {
		case peer.IPBlock == nil && !selects:
			r.add(field.Required(at, "must specify a peer"), at)
		case peer.IPBlock != nil && selects:
			r.add(field.Forbidden(at, "may not specify both ipBlock and another peer"))
		}
		if peer.IPBlock != nil {
			checkBlock(r, at.Child("ipBlock"), peer.IPBlock)
		}
	}
}

func checkBlock(r *report, where *field.Path, block *networkingv1.IPBlock) {
	const form = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
	if !r.required(where.Child("cidr"), block.CIDR) {
		return
	}
	outer, err := netip.ParsePrefix(block.CIDR)
	if err != nil {
		r.add(field.Invalid(where.Child("cidr"), block.CIDR, form))
	}
	for i, exception := range block.Except {
		at := where.Child("except").Index(i)
		inner, innerErr := netip.ParsePrefix(exception)
		switch {
		case innerErr != nil:
			r.add(field.Invalid(at, exception, form))
		case err == nil && (!outer.Contains(inner.Addr()) || inner.Bits() <= outer.Bits()):
			r.add(field.Invalid(at, exception, "must be a strict subset of `cidr`"), where.Child("cidr"))
		}
	}
}

func checkIngress(_ Kind, typed runtime.Object, r *report) {
	ingress, ok := typed.(*networkingv1.Ingress)
	if !ok {
		return
	}
	spec := at("spec")
	if len(ingress.Spec.Rules) == 0 && ingress.Spec.DefaultBackend == nil {
		r.add(field.Invalid(spec, "", "either `defaultBackend` or `rules` must be specified"), spec.Child("rules"), spec.Child("defaultBackend"))
	}
	if name := ingress.Spec.IngressClassName; name != nil {
		r.invalid(spec.Child("ingressClassName"), *name, apivalidation.NameIsDNSSubdomain(*name, false))
	}
	if ingress.Spec.DefaultBackend != nil {
		checkBackend(r, spec.Child("defaultBackend"), *ingress.Spec.DefaultBackend)
	}
	for i, tls := range ingress.Spec.TLS {
		for j, host := range tls.Hosts {
			checkHost(r, spec.Child("tls").Index(i).Child("hosts").Index(j), host)
		}
	}
	for i, rule := range ingress.Spec.Rules {
		where := spec.Child("rules").Index(i)
		if rule.Host != "" {
			checkHost(r, where.Child("host"), rule.Host)
		}
		if rule.HTTP == nil {
			continue
		}
		if len(rule.HTTP.Paths) == 0 {
			r.add(field.Required(where.Child("http", "paths"), ""))
		}
		for j, p := range rule.HTTP.Paths {
			checkIngressPath(r, where.Child("http", "paths").Index(j), p)
		}
	}
}

func checkHost(r *report, where *field.Path, host string) {
	switch _, err := netip.ParseAddr(host); {
	case err == nil:
		r.add(field.Invalid(where, host, "must be a DNS name, not an IP address"))
	case strings.Contains(host, "*"):
		r.invalid(where, host, validation.IsWildcardDNS1123Subdomain(host))
	default:
		r.invalid(where, host, validation.IsDNS1123Subdomain(host))
	}
}

func checkIngressPath(r *report, where *field.Path, p networkingv1.HTTPIngressPath) {
	checkBackend(r, where.Child("backend"), p.Backend)
	if p.PathType == nil {
		r.add(field.Required(where.Child("pathType"), "pathType must be specified"))
		return
	}
	oneOf(r, where.Child("pathType"), *p.PathType,
		networkingv1.PathTypeExact, networkingv1.PathTypeImplementationSpecific, networkingv1.PathTypePrefix)
	strict := *p.PathType == networkingv1.PathTypeExact || *p.PathType == networkingv1.PathTypePrefix
	if !strings.HasPrefix(p.Path, "/") && (strict || p.Path != "") {
		r.add(field.Invalid(where.Child("path"), p.Path, "must be an absolute path"), where.Child("pathType"))
	}
	for _, sequence := range []string{"//", "/./", "/../", "%2f", "%2F"} {
		if strict && strings.Contains(p.Path, sequence) {
			r.add(field.Invalid(where.Child("path"), p.Path, "must not contain '"+sequence+"'"), where.Child("pathType"))
		}
	}
}

func checkBackend(r *report, where *field.Path, backend networkingv1.IngressBackend) {
	switch {
	case backend.Service == nil && backend.Resource == nil:
		r.add(field.Required(where, "port name or number is required"), where)
	case backend.Service != nil && backend.Resource != nil:
		r.add(field.Invalid(where, "", "cannot set both resource and service backends"))
	}
	if backend.Service == nil {
		return
	}
	service := where.Child("service")
	if r.required(service.Child("name"), backend.Service.Name) {
		r.invalid(service.Child("name"), backend.Service.Name, apivalidation.NameIsDNS1035Label(backend.Service.Name, false))
	}
	port := backend.Service.Port
	switch {
	case port.Name != "" && port.Number != 0:
		r.add(field.Invalid(service, "", "cannot set both port name & port number"))
	case port.Name != "":
		r.invalid(service.Child("port", "name"), port.Name, validation.IsValidPortName(port.Name))
	case port.Number != 0:
		r.invalid(service.Child("port", "number"), port.Number, validation.IsValidPortNum(int(port.Number)))
	default:
		r.add(field.Required(service, "port name or number is required"), service.Child("port"))
	}
}
