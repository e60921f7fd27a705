package cloud

import (
	"context"
	"strconv"
	"strings"
)

// Quota is how much of something a subscription may use in a region.
type Quota struct {
	// Name is the service's, e.g. "cores", "standardDDSv5Family", "PublicIPAddresses". Compare without regard to case: not
	// every subscription spells them alike.
	Name string
	// Used and Limit are in the service's unit: processors, or pieces.
	Used, Limit int64
}

// The services whose quotas are read, with the version of the specification: azure-rest-api-specs, Microsoft.Compute
// 2024-11-01 Usage_List, Microsoft.Network 2024-05-01 Usages_List.
const (
	Compute        = "Microsoft.Compute"
	Network        = "Microsoft.Network"
	computeVersion = "2024-11-01"
	networkVersion = "2024-05-01"
)

// Quotas lists the quotas of a service, [Compute] or [Network], in a region.
func (c *Client) Quotas(ctx context.Context, service, region string) ([]Quota, error) {
	version := computeVersion
	if service == Network {
		version = networkVersion
	}
	type usage struct {
		Used  int64 `json:"currentValue"`
		Limit int64 `json:"limit"`
		Name  struct {
			Value string `json:"value"`
		} `json:"name"`
	}
	read, err := list[usage](ctx, c, "/subscriptions/"+c.subscription+"/providers/"+service+"/locations/"+region+"/usages", version, "")
	if err != nil {
		return nil, failed(err, "quotas of %s in %s", service, region)
	}
	quotas := make([]Quota, 0, len(read))
	for _, u := range read {
		quotas = append(quotas, Quota{Name: u.Name.Value, Used: u.Used, Limit: u.Limit})
	}
	return quotas, nil
}

// Size is a size of virtual machines as a subscription may have it in a region.
type Size struct {
	Name string // "Standard_D4ds_v5"
	// Family is the name of the quota that it counts against, beside "cores".
	Family string
	VCPUs  int
	// Zones are those in which the subscription may have it, sorted as Azure gives them. Empty in a region without zones.
	Zones []string
	// Restricted is why the subscription may not have it in the region at all, e.g. "NotAvailableForSubscription".
	Restricted string
}

// sizesVersion is of azure-rest-api-specs, Microsoft.Compute 2021-07-01, skus.json, ResourceSkus_List.
const sizesVersion = "2021-07-01"

// wireSize is what of an answer's element is read.
type wireSize struct {
	ResourceType string `json:"resourceType"`
	Name         string `json:"name"`
	Family       string `json:"family"`
	Capabilities []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"capabilities"`
	LocationInfo []struct {
		Location string   `json:"location"`
		Zones    []string `json:"zones"`
	} `json:"locationInfo"`
	Restrictions []struct {
		Type       string `json:"type"` // Location or Zone
		ReasonCode string `json:"reasonCode"`
		Info       struct {
			Locations []string `json:"locations"`
			Zones     []string `json:"zones"`
		} `json:"restrictionInfo"`
	} `json:"restrictions"`
}

// Sizes lists the sizes of virtual machines in a region, those that are restricted too.
func (c *Client) Sizes(ctx context.Context, region string) ([]Size, error) {
	read, err := list[wireSize](ctx, c, "/subscriptions/"+c.subscription+"/providers/Microsoft.Compute/skus", sizesVersion,
		"location eq '"+region+"'")
	if err != nil {
		return nil, failed(err, "sizes of virtual machines in %s", region)
	}
	var sizes []Size
	for _, w := range read {
		if w.ResourceType == "virtualMachines" {
			sizes = append(sizes, w.in(region))
		}
	}
	return sizes, nil
}

// in is the size as it is in a region: its zones there, less those that the subscription may not have.
func (w wireSize) in(region string) Size {
	size := Size{Name: w.Name, Family: w.Family}
	for _, capability := range w.Capabilities {
		if capability.Name == "vCPUs" {
			size.VCPUs, _ = strconv.Atoi(capability.Value) // no number is no processors
		}
	}
	closed := map[string]bool{}
	for _, restriction := range w.Restrictions {
		switch restriction.Type {
		case "Location":
			size.Restricted = restriction.ReasonCode
		case "Zone":
			for _, zone := range restriction.Info.Zones {
				closed[zone] = true
			}
		}
	}
	for _, info := range w.LocationInfo {
		if !strings.EqualFold(info.Location, region) {
			continue
		}
		for _, zone := range info.Zones {
			if !closed[zone] {
				size.Zones = append(size.Zones, zone)
			}
		}
	}
	return size
}
