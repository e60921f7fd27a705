package arm

import (
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// mostNatAddresses is how many addresses a gateway goes out by.
const mostNatAddresses = 16

func checkNatZone() Check {
	return Check{
		ID: "nat-one-zone", Says: "A NAT gateway of SKU Standard lies in one zone, or in whichever Azure gives it.", Source: "Microsoft Learn, nat-gateway, nat-availability-zones",
		Run: func(r Request) []Problem {
			zones, state := r.Body.Elements("zones")
			return one(state != Known || len(zones) < 2, refusal("zones", "", "A NAT gateway lies in at most one zone; %d are given.", len(zones)))
		},
	}
}

func checkNatTimeout() Check {
	return Check{
		ID: "nat-idle-timeout", Says: "A NAT gateway keeps an idle connection for 4 to 120 minutes.", Source: natDocument + ", TCP idle timeout",
		Run: func(r Request) []Problem {
			return between(r.Body, "idleTimeoutInMinutes", 4, 120, "The idle timeout in minutes")
		},
	}
}

func checkNatAddresses() Check {
	return Check{
		ID: "nat-addresses", Says: "A NAT gateway goes out by at most 16 public addresses, of SKU Standard and IPv4.", Source: natDocument + ", public IP addresses",
		Run: func(r Request) []Problem {
			addresses, state := r.Body.Elements("publicIpAddresses")
			if state != Known {
				return nil
			}
			problems := one(len(addresses) <= mostNatAddresses, refusal("publicIpAddresses", "", "A NAT gateway has at most %d public addresses; %d are given.", mostNatAddresses, len(addresses)))
			found := texts(r.Body, "publicIpAddresses[*].id")
			for _, path := range sortedNames(found) {
				address, there := r.View.Get(found[path])
				if !there {
					continue
				}
				inputs := InputsOf(address)
				sku, skuState := inputs.String("sku.name")
				problems = append(problems, one(skuState == Unknown || strings.HasPrefix(sku, "Standard"), refusal(path, "", "The public address %s has the SKU %s; a NAT gateway takes Standard.", world.Name(address.ID), orAbsent(sku, skuState)))...)
				version, _ := inputs.String("publicIPAddressVersion")
				problems = append(problems, one(version != "IPv6", refusal(path, "", "The public address %s is IPv6; a NAT gateway takes IPv4.", world.Name(address.ID)))...)
			}
			return problems
		},
	}
}

func checkNatAddressFree() Check {
	return Check{
		ID: "nat-address-free", Says: "A public address belongs to one NAT gateway.", Source: natDocument + "; ARM error PublicIPAddressInUse",
		Run: func(r Request) []Problem {
			var problems []Problem
			mine := texts(r.Body, "publicIpAddresses[*].id")
			for _, other := range others(r, typeNatGateway) {
				for _, theirs := range texts(InputsOf(other), "publicIpAddresses[*].id") {
					for _, path := range sortedNames(mine) {
						problems = append(problems, one(world.Key(mine[path]) != world.Key(theirs), refusal(path, "PublicIPAddressInUse", "The public address %s is in use by the NAT gateway %s.", world.Name(theirs), world.Name(other.ID)))...)
					}
				}
			}
			return problems
		},
	}
}

// accountOf is the storage account that a container lies in, where it is in the world.
func accountOf(r Request) (world.Resource, bool) { return r.View.Get(world.Parent(world.Parent(r.ID))) }

func checkContainerPublic() Check {
	return Check{
		ID: "container-public", Says: "A container is open to the public only where its account allows that.", Source: "Microsoft Learn, storage, anonymous-read-access-configure; ARM error PublicAccessNotPermitted",
		Run: func(r Request) []Problem {
			access, state := r.Body.String("publicAccess")
			account, there := accountOf(r)
			if state != Known || access == "None" || !there {
				return nil
			}
			allowed, known := InputsOf(account).Bool("allowBlobPublicAccess")
			return one(known == Unknown || allowed, refusal("publicAccess", "PublicAccessNotPermitted", "Public access is not permitted on this storage account: allowBlobPublicAccess of %s is not true.", world.Name(account.ID)))
		},
	}
}

func checkContainerImmutable() Check {
	return Check{
		ID: "container-immutable", Says: "Version-level immutability of a container needs versioning.", Source: "Microsoft Learn, storage, immutable-version-level-worm-policies, prerequisites",
		Run: func(r Request) []Problem {
			on, _ := r.Body.Bool("immutableStorageWithVersioning.enabled")
			if !on {
				return nil
			}
			service, there := r.View.Get(world.Parent(r.ID))
			versioned, state := InputsOf(service).Bool("isVersioningEnabled")
			return one(!there || state == Unknown || versioned, refusal("immutableStorageWithVersioning.enabled", "", "Versioning is off in the blob service that the container lies in."))
		},
	}
}
