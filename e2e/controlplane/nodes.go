package controlplane

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
)

// Pool is a pool of simulated nodes of one size.
type Pool struct {
	// Name is the pool's, as AKS labels nodes with it; Mode is "System" or "User".
	Name, Mode string
	// CPU and Memory are what a node offers.
	CPU, Memory string
	// Region and Zones are where nodes are made, one zone after another: "eastus2" and "1".
	Region string
	Zones  []string
	// Count is how many nodes there are.
	Count int
	// Taints are the nodes'.
	Taints []corev1.Taint
	// Labels are the nodes' besides those of AKS.
	Labels map[string]string
}

// readyWithin is how long nodes may take to be ready.
const readyWithin = time.Minute

// AddNodes makes the nodes of pools, with the labels that AKS gives (AKS documentation, use-labels, availability-zones), starts a
// kwok for every zone, and waits until all are ready.
func (c *ControlPlane) AddNodes(ctx context.Context, pools []Pool) error {
	zones := map[string]bool{}
	for _, pool := range pools {
		for i := range pool.Count {
			zone := pool.Region + "-" + pool.Zones[i%len(pool.Zones)]
			if _, err := c.Client.CoreV1().Nodes().Create(ctx, pool.node(i, zone), metav1.CreateOptions{}); err != nil {
				return fmt.Errorf("node %d of pool %s: %w", i, pool.Name, err)
			}
			zones[zone] = true
		}
	}
	for zone := range zones {
		if err := c.StartZone(ctx, zone); err != nil {
			return err
		}
	}
	return c.awaitNodes(ctx)
}

func (p Pool) node(number int, zone string) *corev1.Node {
	name := fmt.Sprintf("aks-%s-%06d", p.Name, number)
	labels := map[string]string{
		corev1.LabelTopologyRegion: p.Region, corev1.LabelTopologyZone: zone, corev1.LabelHostname: name,
		corev1.LabelOSStable: "linux", corev1.LabelArchStable: "amd64",
		"kubernetes.azure.com/agentpool": p.Name, "kubernetes.azure.com/mode": p.Mode,
	}
	for key, value := range p.Labels {
		labels[key] = value
	}
	room := corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse(p.CPU), corev1.ResourceMemory: resource.MustParse(p.Memory),
		corev1.ResourcePods: resource.MustParse("110"),
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels},
		Spec:       corev1.NodeSpec{Taints: p.Taints},
		Status:     corev1.NodeStatus{Capacity: room, Allocatable: room},
	}
}

//go:embed stages.yaml
var stages []byte

// StartZone starts what keeps a zone's nodes and pods alive.
func (c *ControlPlane) StartZone(ctx context.Context, zone string) error {
	port, err := freePort()
	if err != nil {
		return fmt.Errorf("zone %s: %w", zone, err)
	}
	config := filepath.Join(c.dir, "stages.yaml")
	if err := os.WriteFile(config, stages, 0o600); err != nil {
		return fmt.Errorf("zone %s: %w", zone, err)
	}
	return c.start(ctx, zone, "kwok", "--config="+config,
		"--manage-all-nodes=false", "--manage-nodes-with-label-selector="+corev1.LabelTopologyZone+"="+zone,
		"--server-address=127.0.0.1:"+port, "--node-lease-duration-seconds="+leaseSeconds,
		"--cidr="+podRange(zone), "--node-ip=10.0.0.1")
}

// LoseZone ends it at once, as when a zone's power fails: no node there gives a sign of life any more, and nothing on it ends in
// order. What the API server holds of them stays.
func (c *ControlPlane) LoseZone(zone string) error { return c.end(zone) }

// podRange is what a zone's pods get addresses of, each zone its own.
func podRange(zone string) string { return fmt.Sprintf("10.244.%c.0/24", zone[len(zone)-1]) }

func (c *ControlPlane) awaitNodes(ctx context.Context) error {
	err := wait.PollUntilContextTimeout(ctx, time.Second/2, readyWithin, true, func(ctx context.Context) (bool, error) {
		nodes, err := c.Client.CoreV1().Nodes().List(ctx, metav1.ListOptions{})
		if err != nil {
			return false, err
		}
		for _, node := range nodes.Items {
			if !Ready(node.Status.Conditions) {
				return false, c.Failed()
			}
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("nodes are not ready: %w", err)
	}
	return nil
}

// Ready says whether a node's conditions call it ready.
func Ready(conditions []corev1.NodeCondition) bool {
	for _, condition := range conditions {
		if condition.Type == corev1.NodeReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func freePort() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer func() { _ = listener.Close() }() // it was only asked for its number
	address, ok := listener.Addr().(*net.TCPAddr)
	if !ok {
		return "", errors.New("a TCP listener without a TCP address")
	}
	return strconv.Itoa(address.Port), nil
}
