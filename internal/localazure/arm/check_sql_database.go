package arm

import (
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
	"github.com/trelica/infrastructure/internal/regions"
)

// sqlTierOf is the tier of a database by its SKU: the long name ("GeneralPurpose"), "" where it is not known.
func sqlTierOf(b Body) string {
	if tier, state := b.String("sku.tier"); state == Known {
		return tier
	}
	name, state := b.String("sku.name")
	if state != Known {
		return ""
	}
	return tierNamed(name)
}

// tierNamed is the tier that a SKU's name says, "" where it says none.
func tierNamed(name string) string {
	beginnings := map[string]string{"GP_": tierGeneralPurpose, "BC_": tierBusinessCritical, "HS_": tierHyperscale}
	for beginning, tier := range beginnings {
		if strings.HasPrefix(name, beginning) {
			return tier
		}
	}
	for _, tier := range []string{"Basic", "Standard", "Premium"} {
		if strings.EqualFold(name, tier) {
			return tier
		}
	}
	if regexp.MustCompile(`^[SP]\d+$`).MatchString(name) {
		return map[byte]string{'S': "Standard", 'P': "Premium"}[name[0]]
	}
	return ""
}

// tierAbove is the tier of the database that a setting belongs to.
func tierAbove(r Request) string {
	database, there := r.View.Get(world.Parent(r.ID))
	if !there {
		return ""
	}
	return sqlTierOf(InputsOf(database))
}

// readable reports whether a tier has replicas to read from.
func readable(tier string) bool {
	return foldContains([]string{"Premium", tierBusinessCritical, tierHyperscale}, tier)
}

func checkDatabaseName() Check {
	return Check{
		ID: "database-name", Says: "A database is not called like one of the system's.", Source: sqlDatabaseSpecification + ", error CannotUseReservedDatabaseName",
		Run: func(r Request) []Problem {
			name, state := r.Body.String("databaseName")
			reserved := []string{"master", "model", "msdb", "tempdb", "resource"}
			return one(state != Known || !foldContains(reserved, name), refusal("databaseName", "CannotUseReservedDatabaseName", "Cannot use reserved database name %q in this operation.", name))
		},
	}
}

func checkDatabaseSKU() Check {
	return Check{
		ID: "database-sku", Says: "Name, tier and family of a SKU say the same.", Source: sqlDatabaseSpecification + ", error InvalidTierSkuCombination",
		Run: func(r Request) []Problem {
			name, state := r.Body.String("sku.name")
			tier, tierState := r.Body.String("sku.tier")
			family, familyState := r.Body.String("sku.family")
			if state != Known {
				return nil
			}
			said := tierNamed(name)
			problems := one(said == "" || tierState != Known || strings.EqualFold(said, tier), refusal("sku.tier", "InvalidTierSkuCombination", "The specified tier %q does not support the database SKU %q, which is of the tier %q.", tier, name, said))
			return append(problems, one(familyState != Known || !vCoreSKU(name) || strings.HasSuffix(name, "_"+family), refusal("sku.family", "InvalidTierSkuCombination", "The family %q is not that of the SKU %q.", family, name))...)
		},
	}
}

func checkDatabaseZones() Check {
	return Check{
		ID: "database-zones", Says: "A zone-redundant database is of a tier that can be, in a region that has zones; in General Purpose on Gen5, in Hyperscale with backups in zones too.",
		Source: "Microsoft Learn, reliability, reliability-sql-database and regions-list; azure-docs issue 31343; azure-sdk-for-net issue 44775",
		Run: func(r Request) []Problem {
			on, state := r.Body.Bool("zoneRedundant")
			if state != Known || !on {
				return nil
			}
			refuse := func(why string) []Problem {
				return []Problem{refusal("zoneRedundant", "", "Provisioning of zone redundant database/pool is not supported for your current request: %s.", why)}
			}
			var problems []Problem
			if location, known := placeOf(r); known {
				if region, listed := regions.Lookup(location); listed && region.Zones == 0 {
					problems = append(problems, refuse(location+" has no zones")...)
				}
			}
			tier := sqlTierOf(r.Body)
			family, familyState := r.Body.String("sku.family")
			redundancy, redundancyState := r.Body.String("requestedBackupStorageRedundancy")
			switch {
			case strings.EqualFold(tier, "Basic") || strings.EqualFold(tier, "Standard"):
				problems = append(problems, refuse("the tier "+tier+" cannot be")...)
			case tier == tierGeneralPurpose && familyState == Known && family != "Gen5":
				problems = append(problems, refuse("General Purpose can be on Gen5 only, not on "+family)...)
			case tier == tierHyperscale && redundancyState != Unknown && redundancy != "Zone" && redundancy != "GeoZone":
				problems = append(problems, refuse("zone redundant Hyperscale databases must use either zone or geo zone backup redundancy")...)
			}
			return problems
		},
	}
}

func checkDatabaseReadScale() Check {
	return Check{
		ID: "database-read-scale", Says: "Reading from replicas of the same region is for Premium, Business Critical and Hyperscale.", Source: sqlDatabaseSpecification + ", error InvalidReadScaleEdition",
		Run: func(r Request) []Problem {
			scale, state := r.Body.String("readScale")
			tier := sqlTierOf(r.Body)
			return one(state != Known || scale != "Enabled" || tier == "" || readable(tier), refusal("readScale", "InvalidReadScaleEdition", "Read scale is not supported for the edition %q.", tier))
		},
	}
}

func checkDatabaseLicence() Check {
	return Check{
		ID: "database-licence", Says: "A serverless database has no kind of licence.", Source: sqlDatabaseSpecification + ", error InvalidLicenseType; terraform-provider-azurerm mssql_database (supporting)",
		Run: func(r Request) []Problem {
			name, state := r.Body.String("sku.name")
			return one(state != Known || !serverless(name) || !r.Body.Has("licenseType"), refusal("licenseType", "InvalidLicenseType", "License type is invalid: the SKU %q is serverless and takes none.", name))
		},
	}
}

func checkDatabaseWindow() Check {
	return Check{
		ID: "database-window", Says: "A maintenance window is the default or one of the database's region, and is the pool's where there is one.",
		Source: sqlDatabaseSpecification + ", error InvalidPublicMaintenanceConfiguration; Microsoft Learn, azure-sql, maintenance-window-configure",
		Run: func(r Request) []Problem {
			id, state := r.Body.String("maintenanceConfigurationId")
			if state != Known {
				return nil
			}
			problems := one(!r.Body.Has("elasticPoolId"), refusal("maintenanceConfigurationId", "InvalidPublicMaintenanceConfiguration", "The database is in a pool, whose maintenance window it has."))
			location, known := placeOf(r)
			region, listed := regions.Lookup(location)
			name := world.Name(id)
			if !known || !listed || name == "SQL_Default" {
				return problems
			}
			wanted := "SQL_" + strings.ReplaceAll(region.DisplayName, " ", "") + "_DB_"
			ours := strings.EqualFold(name, wanted+"1") || strings.EqualFold(name, wanted+"2")
			return append(problems, one(ours, refusal("maintenanceConfigurationId", "InvalidPublicMaintenanceConfiguration",
				"%q is not a maintenance configuration of %s; there are \"SQL_Default\", %q and %q.", name, location, wanted+"1", wanted+"2"))...)
		},
	}
}
