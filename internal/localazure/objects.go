package localazure

import (
	"net/url"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/kube"
	"github.com/trelica/infrastructure/internal/localazure/rpc"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// objects keeps the objects of Kubernetes clusters in the world.
type objects struct {
	world    *world.World
	azure    *arm.Server
	sessions *rpc.Sessions
}

var _ kube.Store = (*objects)(nil)

// FindCluster finds the AKS cluster whose API server has an address, made or, in a preview, about to be.
func (o *objects) FindCluster(server string) (kube.ClusterInfo, bool) {
	address, err := url.Parse(server)
	if err != nil {
		return kube.ClusterInfo{}, false
	}
	cluster, ok := o.azure.FindCluster(o.sessions, address.Hostname())
	if !ok {
		return kube.ClusterInfo{}, false
	}
	serviceCIDR, _ := arm.OutputsOf(cluster).String("networkProfile.serviceCidr")
	return kube.ClusterInfo{Key: cluster.ID, ServiceCIDR: serviceCIDR}, true
}

// GetObject reads an object. One that cannot be read counts as not there.
func (o *objects) GetObject(cluster, key string) (kube.Object, bool) {
	stored, ok := o.world.Object(cluster, key)
	if !ok {
		return nil, false
	}
	return o.read(stored)
}

func (o *objects) read(stored world.Object) (kube.Object, bool) {
	var object kube.Object
	if err := o.world.Unseal(stored.Sealed, &object); err != nil {
		return nil, false
	}
	return object, true
}

// PutObject writes an object.
func (o *objects) PutObject(cluster, key string, object kube.Object) error {
	sealed, err := o.world.Seal(object)
	if err != nil {
		return err
	}
	return o.world.Update(func(tx *world.Tx) error {
		tx.PutObject(world.Object{Cluster: cluster, Key: key, Sealed: sealed})
		return nil
	})
}

// DeleteObject takes an object away.
func (o *objects) DeleteObject(cluster, key string) error {
	return o.world.Update(func(tx *world.Tx) error {
		tx.RemoveObject(cluster, key)
		return nil
	})
}

// ListObjects reads all objects of a cluster.
func (o *objects) ListObjects(cluster string) map[string]kube.Object {
	listed := map[string]kube.Object{}
	for _, stored := range o.world.Objects(cluster) {
		if object, ok := o.read(stored); ok {
			listed[stored.Key] = object
		}
	}
	return listed
}
