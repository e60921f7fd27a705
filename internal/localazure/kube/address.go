package kube

import (
	"fmt"
	"hash/fnv"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
)

// defaultServiceCIDR is AKS's default for serviceCidr (AKS docs, configure Azure CNI: service CIDR 10.0.0.0/16).
const defaultServiceCIDR = "10.0.0.0/16"

// reservedAddresses at the beginning of a service range are never given out: the network, the API server's own Service and
// AKS's default for the DNS service, which is the tenth (AKS docs, dnsServiceIP).
const reservedAddresses = 11

// allocate gives a Service the addresses and node ports that it needs and does not have. Which ones follows from its name,
// so that two runs give the same; taken are those of the other Services of the cluster.
func allocate(s *corev1.Service, key, cidr string, taken map[string]bool) error {
	if s.Spec.Type == corev1.ServiceTypeExternalName {
		return nil
	}
	if s.Spec.ClusterIP == "" {
		address, err := freeAddress(key, cidr, taken)
		if err != nil {
			return err
		}
		s.Spec.ClusterIP = address
	}
	s.Spec.ClusterIPs = []string{s.Spec.ClusterIP}

	balancer := s.Spec.Type == corev1.ServiceTypeLoadBalancer
	wanted := s.Spec.Type == corev1.ServiceTypeNodePort || (balancer && *s.Spec.AllocateLoadBalancerNodePorts)
	for i := range s.Spec.Ports {
		port := &s.Spec.Ports[i]
		if wanted && port.NodePort == 0 {
			port.NodePort = freeNodePort(fmt.Sprintf("%s/%d", key, port.Port), taken)
			taken[nodePortKey(port.NodePort)] = true
		}
	}
	if balancer && s.Spec.ExternalTrafficPolicy == corev1.ServiceExternalTrafficPolicyLocal && s.Spec.HealthCheckNodePort == 0 {
		s.Spec.HealthCheckNodePort = freeNodePort(key+"/health", taken)
	}
	return nil
}

func freeAddress(key, cidr string, taken map[string]bool) (string, error) {
	if cidr == "" {
		cidr = defaultServiceCIDR
	}
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil || !prefix.Addr().Is4() || prefix.Bits() > 28 {
		return "", fmt.Errorf("the cluster's service range %q is no IPv4 range of /28 or more; correct serviceCidr of the managed cluster", cidr)
	}
	size := uint32(1)<<(32-prefix.Bits()) - reservedAddresses - 1
	start := hash(key) % size
	base := prefix.Masked().Addr().As4()
	first := uint32(base[0])<<24 | uint32(base[1])<<16 | uint32(base[2])<<8 | uint32(base[3])
	for i := range size {
		n := first + reservedAddresses + (start+i)%size
		address := netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}).String()
		if !taken[address] {
			return address, nil
		}
	}
	return "", fmt.Errorf("the cluster's service range %s is used up", cidr)
}

func freeNodePort(key string, taken map[string]bool) int32 {
	const size = uint32(lastNodePort - firstNodePort + 1)
	start := hash(key) % size
	for i := range size {
		port := firstNodePort + int32((start+i)%size)
		if !taken[nodePortKey(port)] {
			return port
		}
	}
	return 0
}

func nodePortKey(port int32) string { return fmt.Sprintf("node port %d", port) }

func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s)) // A hash never fails to write.
	return h.Sum32()
}

// takenBy adds the addresses and node ports of a stored Service.
func takenBy(service Object, taken map[string]bool) {
	spec := child(service, "spec")
	taken[text(spec, "clusterIP")] = true
	ports, _ := spec["ports"].([]any)
	for _, p := range ports {
		port, _ := p.(map[string]any)
		if n, ok := port["nodePort"].(float64); ok {
			taken[nodePortKey(int32(n))] = true
		}
	}
	if n, ok := spec["healthCheckNodePort"].(float64); ok {
		taken[nodePortKey(int32(n))] = true
	}
}
