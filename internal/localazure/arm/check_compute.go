package arm

import (
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const capacityDocument = "Microsoft Learn, virtual-machines, capacity-reservation-create"

func checkReservationZone() Check {
	return Check{
		ID: "reservation-zone", Says: "A reservation lies in one zone, which its group has; in a group without zones it has none.", Source: reservationSpecification + ", CapacityReservation.zones",
		Run: func(r Request) []Problem {
			group, there := r.View.Get(world.Parent(r.ID))
			zones, state := r.Body.Strings("zones")
			if !there || state == Unknown {
				return nil
			}
			of, groupState := InputsOf(group).Strings("zones")
			switch {
			case groupState == Unknown:
				return nil
			case len(of) == 0 && len(zones) > 0:
				return []Problem{refusal("zones", "", "The group %s has no zones, so a reservation in it can have none.", world.Name(group.ID))}
			case len(of) == 0:
				return nil
			case len(zones) != 1:
				return []Problem{refusal("zones", "", "A reservation lies in exactly one zone; %d are given. The group %s has %s.", len(zones), world.Name(group.ID), oneOf(of))}
			case !slices.Contains(of, zones[0]):
				return []Problem{refusal("zones[0]", "", "The zone %q is not among those of the group %s: %s.", zones[0], world.Name(group.ID), oneOf(of))}
			}
			return nil
		},
	}
}

func checkReservationPlace() Check {
	return Check{
		ID: "reservation-location", Says: "A reservation lies in the region of its group.", Source: capacityDocument,
		Run: func(r Request) []Problem {
			location, state := r.Body.String("location")
			group, there := r.View.Get(world.Parent(r.ID))
			if state != Known || !there || group.Location == "" {
				return nil
			}
			return one(world.Region(location) == world.Region(group.Location), refusal("location", "", "The reservation lies in %s, its group %s in %s.",
				world.Region(location), world.Name(group.ID), world.Region(group.Location)))
		},
	}
}

func checkReservationCapacity() Check {
	return Check{
		ID: "reservation-capacity", Says: "A reservation says how many machines of which size.", Source: reservationSpecification + ", CapacityReservation.sku (name and capacity are required)",
		Run: func(r Request) []Problem {
			if _, state := r.Body.At("sku"); state != Known {
				return nil
			}
			problems := one(r.Body.Has("sku.name"), refusal("sku.name", "", "The size of the machines is missing."))
			problems = append(problems, one(r.Body.Has("sku.capacity"), refusal("sku.capacity", "", "The number of machines is missing."))...)
			return append(problems, between(r.Body, "sku.capacity", 0, 1000, "The number of machines")...)
		},
	}
}

func checkReservationOnce() Check {
	return Check{
		ID: "reservation-once", Says: "A group has one reservation of a size in a zone.", Source: capacityDocument + " (a group cannot hold two reservations of one size and zone)",
		Run: func(r Request) []Problem {
			size, state := r.Body.String("sku.name")
			zones, zoneState := r.Body.Strings("zones")
			if state != Known || zoneState == Unknown {
				return nil
			}
			for _, other := range others(r, typeReservation) {
				theirs, _ := InputsOf(other).Strings("zones")
				if world.Key(world.Parent(other.ID)) == world.Key(world.Parent(r.ID)) && strings.EqualFold(knownText(other, "sku.name"), size) && slices.Equal(zones, theirs) {
					return []Problem{refusal("sku.name", "", "The group holds %s for the same size %s and zone already.", world.Name(other.ID), size)}
				}
			}
			return nil
		},
	}
}

func checkReservationSeries() Check {
	return Check{
		ID: "reservation-series", Says: "Sizes of the first A series and of the tier Basic cannot be reserved.", Source: "Microsoft Learn, virtual-machines, capacity-reservation-overview, limitations; azure-cli issue 18943",
		Run: func(r Request) []Problem {
			size, state := r.Body.String("sku.name")
			old := regexp.MustCompile(`^(Standard_A\d+|Basic_A\d+)$`)
			return one(state != Known || !old.MatchString(size), refusal("sku.name", "NotSupported", "Capacity Reservation is not supported for VM size %s.", size))
		},
	}
}

func checkReservationSize() Check {
	return Check{
		ID: "reservation-size", Says: "A size is named as machines are: \"Standard_D4ds_v5\".", Source: "Microsoft Learn, virtual-machines, vm-naming-conventions",
		Run: func(r Request) []Problem { return sizeNames(r.Body, "sku.name") },
	}
}

// sizeNames demands the form of a machine size wherever the pattern names one.
func sizeNames(b Body, pattern string) []Problem {
	var problems []Problem
	found := texts(b, pattern)
	for _, path := range sortedNames(found) {
		family, rest, _ := strings.Cut(found[path], "_")
		problems = append(problems, one(foldContains([]string{"Standard", "Basic"}, family) && rest != "", refusal(path, "InvalidParameter",
			"%q is not the name of a machine size, such as \"Standard_D4ds_v5\".", found[path]))...)
	}
	return problems
}
