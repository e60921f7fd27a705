package database

import (
	"fmt"
	"slices"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Tier is what a database runs on. Both tiers can be zone-redundant; the older ones that cannot are not offered.
type Tier string

// The tiers.
const (
	// GeneralPurpose keeps data on remote storage: cheaper, and slower to fail over.
	GeneralPurpose Tier = "GP"
	// BusinessCritical keeps data on local disks of several replicas.
	BusinessCritical Tier = "BC"
)

// generation is the hardware. It is the only one that can be zone-redundant in both tiers (Azure reliability documentation,
// reliability-sql-database).
const generation = "Gen5"

// vCores are the sizes that exist (Azure SQL documentation, resource-limits-vcore-single-databases, Gen5).
func vCores() []int { return []int{2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80, 128} }

// SKU is what a database is bought as. It can be changed on a living database.
type SKU struct {
	Tier   Tier // GeneralPurpose or BusinessCritical
	VCores int  // 2 to 128, in the steps that Azure sells
}

// String is the service objective's name: "GP_Gen5_4".
func (s SKU) String() string { return fmt.Sprintf("%s_%s_%d", s.Tier, generation, s.VCores) }

// inputs is the SKU in its four parts. Azure answers in the same form, so that a refresh finds no difference.
func (s SKU) inputs() sql.SkuArgs {
	return sql.SkuArgs{
		Name:     pulumi.String(string(s.Tier) + "_" + generation),
		Tier:     pulumi.String(s.Tier.edition()),
		Family:   pulumi.String(generation),
		Capacity: pulumi.Int(s.VCores),
	}
}

// edition is the tier's long name, "" for one that is not known.
func (t Tier) edition() string {
	switch t {
	case GeneralPurpose:
		return "GeneralPurpose"
	case BusinessCritical:
		return "BusinessCritical"
	}
	return ""
}

// check enters what is wrong with the SKU.
func (s SKU) check(problems *checks, field string) {
	if s.Tier.edition() == "" {
		problems.Addf(field+".Tier", "%q; allowed: %q, %q", s.Tier, GeneralPurpose, BusinessCritical)
	}
	if !slices.Contains(vCores(), s.VCores) {
		problems.Addf(field+".VCores", "%d; allowed: %v", s.VCores, vCores())
	}
}

// replicates reports whether a database of this SKU can be the replica of one of another: of the same tier, and no smaller, or
// it falls behind. To grow, the replica grows first; to shrink, it shrinks last (Azure SQL documentation,
// active-geo-replication-overview).
func (s SKU) replicates(source SKU) bool {
	return s.Tier == source.Tier && s.VCores >= source.VCores
}
