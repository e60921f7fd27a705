package kube

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func coreDefaults() []Default {
	return []Default{
		{
			Kinds:  []string{"Namespace"},
			Says:   "The label kubernetes.io/metadata.name is the name, the finalizer kubernetes is set, and the phase is Active.",
			Source: coreDefaultsSource + "SetDefaults_Namespace, SetDefaults_NamespaceStatus; pkg/registry/core/namespace/strategy.go, PrepareForCreate",
			set:    on(setNamespaceDefaults),
		},
		{
			Kinds:  []string{"Secret"},
			Says:   "type Opaque; stringData is written over data and not returned.",
			Source: coreDefaultsSource + "SetDefaults_Secret; pkg/apis/core/v1/conversion.go (stringData)",
			set: on(func(s *corev1.Secret) {
				fill(&s.Type, corev1.SecretTypeOpaque)
			}),
		},
		{
			Kinds:  []string{"Service"},
			Says:   "type ClusterIP, sessionAffinity None (10800 seconds for ClientIP), protocol TCP, targetPort the port, externalTrafficPolicy Cluster where reachable from outside, internalTrafficPolicy Cluster, node ports allocated for load balancers, one IPv4 family.",
			Source: coreDefaultsSource + "SetDefaults_Service; pkg/registry/core/service/storage/alloc.go (address families of a single-stack cluster)",
			set:    on(setServiceDefaults),
		},
		{
			Kinds:  []string{"LimitRange"},
			Says:   "For containers, default is the maximum, and defaultRequest the default or else the minimum.",
			Source: coreDefaultsSource + "SetDefaults_LimitRangeItem",
			set:    on(setLimitRangeDefaults),
		},
		{
			Kinds:  []string{"PersistentVolumeClaim"},
			Says:   "volumeMode Filesystem, phase Pending.",
			Source: coreDefaultsSource + "SetDefaults_PersistentVolumeClaim, SetDefaults_PersistentVolumeClaimSpec",
			set: on(func(c *corev1.PersistentVolumeClaim) {
				fillPointer(&c.Spec.VolumeMode, corev1.PersistentVolumeFilesystem)
				fill(&c.Status.Phase, corev1.ClaimPending)
			}),
		},
		{
			Kinds:  []string{"PersistentVolume"},
			Says:   "persistentVolumeReclaimPolicy Retain, volumeMode Filesystem, phase Pending.",
			Source: coreDefaultsSource + "SetDefaults_PersistentVolume",
			set: on(func(v *corev1.PersistentVolume) {
				fill(&v.Spec.PersistentVolumeReclaimPolicy, corev1.PersistentVolumeReclaimRetain)
				fillPointer(&v.Spec.VolumeMode, corev1.PersistentVolumeFilesystem)
				fill(&v.Status.Phase, corev1.VolumePending)
			}),
		},
	}
}

func setNamespaceDefaults(n *corev1.Namespace) {
	if n.Name != "" {
		if n.Labels == nil {
			n.Labels = map[string]string{}
		}
		n.Labels[corev1.LabelMetadataName] = n.Name
	}
	if !slices.Contains(n.Spec.Finalizers, corev1.FinalizerKubernetes) {
		n.Spec.Finalizers = append(n.Spec.Finalizers, corev1.FinalizerKubernetes)
	}
	fill(&n.Status.Phase, corev1.NamespaceActive)
}

func setServiceDefaults(s *corev1.Service) {
	fill(&s.Spec.SessionAffinity, corev1.ServiceAffinityNone)
	if s.Spec.SessionAffinity == corev1.ServiceAffinityClientIP {
		fillPointer(&s.Spec.SessionAffinityConfig, corev1.SessionAffinityConfig{})
		fillPointer(&s.Spec.SessionAffinityConfig.ClientIP, corev1.ClientIPConfig{})
		fillPointer(&s.Spec.SessionAffinityConfig.ClientIP.TimeoutSeconds, corev1.DefaultClientIPServiceAffinitySeconds)
	}
	fill(&s.Spec.Type, corev1.ServiceTypeClusterIP)
	for i := range s.Spec.Ports {
		port := &s.Spec.Ports[i]
		fill(&port.Protocol, corev1.ProtocolTCP)
		if port.TargetPort == intstr.FromInt32(0) || port.TargetPort == intstr.FromString("") {
			port.TargetPort = intstr.FromInt32(port.Port)
		}
	}
	if reachableFromOutside(s) {
		fill(&s.Spec.ExternalTrafficPolicy, corev1.ServiceExternalTrafficPolicyCluster)
	}
	if s.Spec.Type == corev1.ServiceTypeExternalName {
		return
	}
	fillPointer(&s.Spec.InternalTrafficPolicy, corev1.ServiceInternalTrafficPolicyCluster)
	fillPointer(&s.Spec.IPFamilyPolicy, corev1.IPFamilyPolicySingleStack)
	if len(s.Spec.IPFamilies) == 0 {
		s.Spec.IPFamilies = []corev1.IPFamily{corev1.IPv4Protocol}
	}
	if s.Spec.Type == corev1.ServiceTypeLoadBalancer {
		fillPointer(&s.Spec.AllocateLoadBalancerNodePorts, true)
	}
}

func setLimitRangeDefaults(l *corev1.LimitRange) {
	for i := range l.Spec.Limits {
		limit := &l.Spec.Limits[i]
		if limit.Type != corev1.LimitTypeContainer {
			continue
		}
		limit.Default = complete(limit.Default, limit.Max)
		limit.DefaultRequest = complete(complete(limit.DefaultRequest, limit.Default), limit.Min)
	}
}

// complete adds the entries of a list that another one lacks.
func complete(list, more corev1.ResourceList) corev1.ResourceList {
	for name, value := range more {
		if _, has := list[name]; !has {
			if list == nil {
				list = map[corev1.ResourceName]resource.Quantity{}
			}
			list[name] = value.DeepCopy()
		}
	}
	return list
}

func networkDefaults() []Default {
	const source = "kubernetes v1.35 pkg/apis/networking/v1/defaults.go, "
	return []Default{
		{
			Kinds:  []string{"NetworkPolicy"},
			Says:   "policyTypes is Ingress, and Egress as well where there are egress rules; the protocol of a port is TCP.",
			Source: source + "SetDefaults_NetworkPolicy, SetDefaults_NetworkPolicyPort",
			set:    on(setNetworkPolicyDefaults),
		},
		{
			Kinds:  []string{"IngressClass"},
			Says:   "The scope of parameters is Cluster.",
			Source: source + "SetDefaults_IngressClass",
			set: on(func(c *networkingv1.IngressClass) {
				if c.Spec.Parameters != nil {
					fillPointer(&c.Spec.Parameters.Scope, networkingv1.IngressClassParametersReferenceScopeCluster)
				}
			}),
		},
	}
}

func setNetworkPolicyDefaults(p *networkingv1.NetworkPolicy) {
	if len(p.Spec.PolicyTypes) == 0 {
		p.Spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
		if len(p.Spec.Egress) > 0 {
			p.Spec.PolicyTypes = append(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
		}
	}
	tcp := func(ports []networkingv1.NetworkPolicyPort) {
		for i := range ports {
			fillPointer(&ports[i].Protocol, corev1.ProtocolTCP)
		}
	}
	for i := range p.Spec.Ingress {
		tcp(p.Spec.Ingress[i].Ports)
	}
	for i := range p.Spec.Egress {
		tcp(p.Spec.Egress[i].Ports)
	}
}
