package arm

import (
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const addressDocument = "Microsoft Learn, ip-services, public-ip-addresses"

func checkStandardIsStatic() Check {
	return Check{
		ID: "public-ip-static", Says: "A public address of SKU Standard is allocated statically.", Source: addressDocument + ", SKU (Standard is always static); azure-docs issue 42889",
		Run: func(r Request) []Problem {
			sku, skuState := r.Body.String("sku.name")
			method, methodState := r.Body.String("publicIPAllocationMethod")
			if skuState != Known || methodState == Unknown || !strings.HasPrefix(sku, "Standard") {
				return nil
			}
			return one(method == "Static", refusal("publicIPAllocationMethod", "StandardSkuPublicIPAddressesMustBeStatic",
				"A public IP address of SKU %s must use the allocation method \"Static\"; it is %s.", sku, orAbsent(method, methodState)))
		},
	}
}

// orAbsent shows a value, or says that there is none.
func orAbsent(value string, state State) string {
	if state == Absent {
		return "not set"
	}
	return strconv.Quote(value)
}

func checkBasicHasNoZones() Check {
	return Check{
		ID: "public-ip-basic-zones", Says: "A public address of SKU Basic lies in no zone.", Source: addressDocument + ", availability zones",
		Run: func(r Request) []Problem {
			sku, state := r.Body.String("sku.name")
			if state == Unknown || state == Known && sku != "Basic" {
				return nil
			}
			return one(!filled(r.Body, "zones"), refusal("zones", "", "A public IP address of SKU Basic supports no availability zones; set sku.name to \"Standard\"."))
		},
	}
}

func checkBasicRetired() Check {
	return Check{
		ID: "public-ip-basic-retired", Says: "Public addresses of SKU Basic were retired on 30 September 2025.", Source: "Microsoft Learn, ip-services, public-ip-basic-upgrade-guidance",
		Run: func(r Request) []Problem {
			sku, state := r.Body.String("sku.name")
			if r.Old != nil || state == Unknown {
				return nil
			}
			return one(state == Known && sku != "Basic", refusal("sku.name", "",
				"Public IP addresses of SKU Basic are retired and no new one can be made; set sku.name to \"Standard\"."))
		},
	}
}

// assignedAddress is the address Azure gives: one of the documentation's own ranges, so that nobody takes it for real.
func assignedAddress() Output {
	return Output{Name: "ipAddress", Generated: true, Source: addressDocument + "; RFC 5737 and RFC 3849 for the ranges shown here", Make: func(r Request) resource.PropertyValue {
		if version, _ := r.Body.String("publicIPAddressVersion"); version == "IPv6" {
			return resource.NewStringProperty("2001:db8::" + drawnHex(r, "ipAddress", 4))
		}
		last, _ := strconv.ParseUint(drawnHex(r, "ipAddress", 4), 16, 16)
		block := []string{"192.0.2.", "198.51.100.", "203.0.113."}[last%3]
		return resource.NewStringProperty(block + strconv.FormatUint(1+last/3%254, 10))
	}}
}
