package kube

import (
	"net/netip"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// The range that node ports are taken from (kube-apiserver, --service-node-port-range).
const (
	firstNodePort = 30000
	lastNodePort  = 32767
)

func serviceRules() []Rule {
	rules := []Rule{
		{
			Name:   "service-type",
			Says:   "The type, session affinity and traffic policies are known ones; an external traffic policy belongs to a service that can be reached from outside; an external name belongs to type ExternalName.",
			Source: coreValidation + "ValidateService, validateServiceExternalTrafficPolicy, validateServiceInternalTrafficFieldsValue",
			check:  onService(checkServiceType),
		},
		{
			Name:   "service-ports",
			Says:   "A service with an address has a port; ports, target ports and node ports are in range; several ports have unique names, and no two share number and protocol.",
			Source: coreValidation + "ValidateService, validateServicePort; kube-apiserver --service-node-port-range",
			check:  onService(checkServicePorts),
		},
		{
			Name:   "service-selector",
			Says:   "The selector is made of well-formed labels.",
			Source: coreValidation + "ValidateService",
			check: onService(func(s *corev1.Service, r *report) {
				r.all(metav1validation.ValidateLabels(s.Spec.Selector, at("spec", "selector")))
			}),
		},
		{
			Name:   "service-sources",
			Says:   "Source ranges are CIDR ranges, and belong to a load balancer.",
			Source: coreValidation + "ValidateService (loadBalancerSourceRanges)",
			check:  onService(checkServiceSources),
		},
	}
	for i := range rules {
		rules[i].Kinds = []string{"Service"}
	}
	return rules
}

func onService(check func(*corev1.Service, *report)) func(Kind, runtime.Object, *report) {
	return func(_ Kind, typed runtime.Object, r *report) {
		if service, ok := typed.(*corev1.Service); ok {
			check(service, r)
		}
	}
}

// reachableFromOutside is what the API calls externally accessible (pkg/api/v1/service, ExternallyAccessible).
func reachableFromOutside(s *corev1.Service) bool {
	return s.Spec.Type == corev1.ServiceTypeLoadBalancer || s.Spec.Type == corev1.ServiceTypeNodePort ||
		(s.Spec.Type == corev1.ServiceTypeClusterIP && len(s.Spec.ExternalIPs) > 0)
}

func checkServiceType(s *corev1.Service, r *report) {
	spec := at("spec")
	oneOf(r, spec.Child("type"), s.Spec.Type, corev1.ServiceTypeClusterIP, corev1.ServiceTypeNodePort,
		corev1.ServiceTypeLoadBalancer, corev1.ServiceTypeExternalName)
	oneOf(r, spec.Child("sessionAffinity"), s.Spec.SessionAffinity, corev1.ServiceAffinityClientIP, corev1.ServiceAffinityNone)
	if policy := s.Spec.ExternalTrafficPolicy; policy != "" {
		oneOf(r, spec.Child("externalTrafficPolicy"), policy,
			corev1.ServiceExternalTrafficPolicyCluster, corev1.ServiceExternalTrafficPolicyLocal)
		if !reachableFromOutside(s) {
			r.add(field.Invalid(spec.Child("externalTrafficPolicy"), policy, "may only be set for externally-accessible services"),
				spec.Child("type"), spec.Child("externalIPs"))
		}
	}
	if policy := s.Spec.InternalTrafficPolicy; policy != nil {
		oneOf(r, spec.Child("internalTrafficPolicy"), *policy,
			corev1.ServiceInternalTrafficPolicyCluster, corev1.ServiceInternalTrafficPolicyLocal)
	}
	if s.Spec.Type == corev1.ServiceTypeExternalName {
		if s.Spec.ExternalName == "" {
			r.add(field.Required(spec.Child("externalName"), ""))
		} else {
			r.invalid(spec.Child("externalName"), s.Spec.ExternalName,
				validation.IsDNS1123Subdomain(strings.TrimSuffix(s.Spec.ExternalName, ".")))
		}
	}
}

func checkServicePorts(s *corev1.Service, r *report) {
	ports := at("spec", "ports")
	headless := s.Spec.ClusterIP == corev1.ClusterIPNone
	if len(s.Spec.Ports) == 0 && !headless && s.Spec.Type != corev1.ServiceTypeExternalName {
		r.add(field.Required(ports, ""), at("spec", "type"), at("spec", "clusterIP"))
	}
	names := map[string]bool{}
	type number struct {
		protocol corev1.Protocol
		port     int32
	}
	numbers := map[number]bool{}
	for i, port := range s.Spec.Ports {
		where := ports.Index(i)
		if len(s.Spec.Ports) > 1 || port.Name != "" {
			if r.required(where.Child("name"), port.Name) {
				r.invalid(where.Child("name"), port.Name, validation.IsDNS1123Label(port.Name))
				if names[port.Name] {
					r.add(field.Duplicate(where.Child("name"), port.Name), ports)
				}
			}
			names[port.Name] = true
		}
		r.invalid(where.Child("port"), port.Port, validation.IsValidPortNum(int(port.Port)))
		oneOf(r, where.Child("protocol"), port.Protocol, corev1.ProtocolSCTP, corev1.ProtocolTCP, corev1.ProtocolUDP)
		target := report{}
		checkPortOrName(&target, where.Child("targetPort"), port.TargetPort)
		for _, f := range target.findings {
			r.add(f.err, where.Child("port")) // A target port that is left out is the port.
		}
		if port.NodePort != 0 && (port.NodePort < firstNodePort || port.NodePort > lastNodePort) {
			r.add(field.Invalid(where.Child("nodePort"), port.NodePort,
				"provided port is not in the valid range. The range of valid ports is 30000-32767"))
		}
		key := number{port.Protocol, port.Port}
		if numbers[key] {
			r.add(field.Duplicate(where, port), ports)
		}
		numbers[key] = true
	}
}

func checkServiceSources(s *corev1.Service, r *report) {
	where := at("spec", "loadBalancerSourceRanges")
	if len(s.Spec.LoadBalancerSourceRanges) > 0 && s.Spec.Type != corev1.ServiceTypeLoadBalancer {
		r.add(field.Forbidden(where, "may only be used when `type` is 'LoadBalancer'"), at("spec", "type"))
	}
	for i, source := range s.Spec.LoadBalancerSourceRanges {
		if _, err := netip.ParsePrefix(strings.TrimSpace(source)); err != nil {
			r.add(field.Invalid(where.Index(i), source, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"))
		}
	}
}
