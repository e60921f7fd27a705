package rest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/arm"
	"github.com/trelica/infrastructure/internal/localazure/world"
)

// usage is one quota as it is answered.
type usage struct {
	Unit  string            `json:"unit"`
	Used  int64             `json:"currentValue"`
	Limit int64             `json:"limit"`
	Name  map[string]string `json:"name"`
}

func (s *Server) usage(region, name string, used int64) usage {
	return usage{
		Unit: "Count", Used: used, Limit: s.facts.limit(region, name), Name: map[string]string{"value": name, "localizedValue": name},
	}
}

// computeUsages counts the processors of the node pools in a region against the quotas.
func (s *Server) computeUsages(c call) (any, error) {
	region, err := known(c.path[5])
	if err != nil {
		return nil, err
	}
	used := map[string]int64{}
	for _, pool := range s.pools(c.subscription(), region.Name) {
		quota, processors := sizeOf(pool.size)
		used[quota] += int64(processors * pool.nodes)
		used["cores"] += int64(processors * pool.nodes)
	}
	answer := []usage{s.usage(region.Name, "cores", used["cores"])}
	for _, f := range families() {
		answer = append(answer, s.usage(region.Name, f.quota, used[f.quota]))
	}
	return values(answer), nil
}

// nodePool is as many machines of one size.
type nodePool struct {
	size  string
	nodes int
}

// The types whose resources use quota.
const (
	clusterType = "Microsoft.ContainerService/managedClusters"
	poolType    = "Microsoft.ContainerService/managedClusters/agentPools"
	addressType = "Microsoft.Network/publicIPAddresses"
)

// pools are the node pools of a subscription in a region, those declared inside their cluster among them.
func (s *Server) pools(subscription, region string) map[string]nodePool {
	found := map[string]nodePool{}
	for _, cluster := range s.in(clusterType, subscription, region) {
		outputs := arm.OutputsOf(cluster)
		for _, at := range outputs.All("agentPoolProfiles[*].name") {
			if at.State != arm.Known || !at.Value.IsString() {
				continue
			}
			path := strings.TrimSuffix(at.Path, ".name")
			found[world.Key(cluster.ID+"/agentPools/"+at.Value.StringValue())] = poolAt(outputs, path+".")
		}
	}
	for _, pool := range s.world.OfType(poolType) {
		if cluster, ok := s.world.Get(world.Parent(pool.ID)); ok && s.lies(cluster, subscription, region) {
			found[world.Key(pool.ID)] = poolAt(arm.OutputsOf(pool), "")
		}
	}
	return found
}

// poolAt reads a pool: its size, and its nodes, or the fewest it may have where those are more.
func poolAt(b arm.Body, prefix string) nodePool {
	pool := nodePool{}
	pool.size, _ = b.String(prefix + "vmSize")
	for _, name := range []string{"count", "minCount"} {
		if n, state := b.Number(prefix + name); state == arm.Known {
			pool.nodes = max(pool.nodes, int(n))
		}
	}
	return pool
}

// in are the resources of a type in a subscription and region.
func (s *Server) in(armType, subscription, region string) []world.Resource {
	return slices.DeleteFunc(s.world.OfType(armType), func(r world.Resource) bool { return !s.lies(r, subscription, region) })
}

func (s *Server) lies(r world.Resource, subscription, region string) bool {
	return strings.EqualFold(world.Subscription(r.ID), subscription) && world.Region(r.Location) == region
}

// sizeOf is the quota that a size counts against, and its processors. Both are empty for one that is not known.
func sizeOf(name string) (quota string, processors int) {
	for _, f := range families() {
		number, ok := strings.CutPrefix(name, f.before)
		number, ends := strings.CutSuffix(number, f.after)
		if n, err := strconv.Atoi(number); ok && ends && err == nil && slices.Contains(cores(), n) {
			return f.quota, n
		}
	}
	return "", 0
}

func (s *Server) networkUsages(c call) (any, error) {
	region, err := known(c.path[5])
	if err != nil {
		return nil, err
	}
	addresses := s.in(addressType, c.subscription(), region.Name)
	return values([]usage{s.usage(region.Name, "PublicIPAddresses", int64(len(addresses)))}), nil
}

// sizes lists the sizes of the region that the filter names, which the service demands to be the only filter.
func (s *Server) sizes(c call) (any, error) {
	name, ok := strings.CutPrefix(c.URL.Query().Get("$filter"), "location eq '")
	name, ends := strings.CutSuffix(name, "'")
	if !ok || !ends {
		return nil, refuse(http.StatusBadRequest, "InvalidFilter", "the local Azure lists sizes of one region: $filter=location eq 'REGION'")
	}
	region, err := known(name)
	if err != nil {
		return nil, err
	}
	zones := make([]string, 0, region.Zones)
	for i := range region.Zones {
		zones = append(zones, strconv.Itoa(i+1))
	}
	var answer []map[string]any
	for _, f := range families() {
		for _, processors := range cores() {
			size := fmt.Sprintf("%s%d%s", f.before, processors, f.after)
			answer = append(answer, map[string]any{
				"resourceType": "virtualMachines", "name": size, "family": f.quota, "locations": []string{region.Name},
				"capabilities": []map[string]string{{"name": "vCPUs", "value": strconv.Itoa(processors)}},
				"locationInfo": []map[string]any{{"location": region.Name, "zones": zones}},
				"restrictions": s.restrictions(region.Name, size),
			})
		}
	}
	return values(answer), nil
}

func (s *Server) restrictions(region, size string) []map[string]any {
	answer := []map[string]any{}
	for _, r := range s.facts.Restrictions {
		if !strings.EqualFold(r.Region, region) || !strings.EqualFold(r.Size, size) {
			continue
		}
		kind := "Zone"
		if len(r.Zones) == 0 {
			kind = "Location"
		}
		answer = append(answer, map[string]any{
			"type": kind, "reasonCode": "NotAvailableForSubscription", "values": []string{region},
			"restrictionInfo": map[string][]string{"locations": {region}, "zones": r.Zones},
		})
	}
	return answer
}
