package regions

import "fmt"

// MinimumRecoveryMiles is the least distance between production and the place its snapshots are replicated to
// that the security practices promise (claim SP-15), in statute miles.
const MinimumRecoveryMiles = 150

// RecoveryZones is the number of availability zones that production needs in its recovery region: a rebuilt
// production spreads its nodes over three zones like the first one (claim SP-20).
const RecoveryZones = 3

// Recovery says what speaks against rebuilding an environment of one region in another. Each sentence names
// the demand that is not met; none means that the region will do. Where Azure's own data contradict each other the
// distance counts as not shown, even if one reading would satisfy it.
func Recovery(home, recovery Region) []string {
	var found []string
	if home.Name == recovery.Name {
		return []string{fmt.Sprintf("%s is the home region itself; a recovery region must survive its loss", recovery.DisplayName)}
	}
	if home.Jurisdiction != recovery.Jurisdiction {
		found = append(found, fmt.Sprintf("%s is under the law of %s, %s under that of %s; both must be in one jurisdiction",
			recovery.DisplayName, recovery.Jurisdiction, home.DisplayName, home.Jurisdiction))
	}
	found = append(found, distance(home, recovery)...)
	if recovery.Zones < RecoveryZones {
		found = append(found, fmt.Sprintf("%s has %d availability zones; production needs %d",
			recovery.DisplayName, recovery.Zones, RecoveryZones))
	}
	return found
}

func distance(home, recovery Region) []string {
	published, shown := DistanceMiles(home, recovery), ShownMiles(home, recovery)
	switch {
	case shown >= MinimumRecoveryMiles:
		return nil
	case published < MinimumRecoveryMiles:
		return []string{fmt.Sprintf("%s is %.0f miles from %s; at least %d are needed",
			recovery.DisplayName, published, home.DisplayName, MinimumRecoveryMiles)}
	default:
		return []string{fmt.Sprintf("that %s (%s) is at least %d miles from %s (%s) cannot be shown: the coordinates that Azure publishes "+
			"are %.0f miles apart, the places that it names %.0f",
			recovery.DisplayName, recovery.Location, MinimumRecoveryMiles, home.DisplayName, home.Location, published, shown)}
	}
}
