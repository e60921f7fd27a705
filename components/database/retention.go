package database

import (
	"fmt"

	sql "github.com/pulumi/pulumi-azure-native-sdk/sql/v2/v20230801"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// orElse is a number, or the promise where none is given.
func orElse(number, promise int) int {
	if number == 0 {
		return promise
	}
	return number
}

// addRetention says how long backups are kept. It does not come with replication: a replica that becomes the primary without
// it keeps seven days (Azure SQL documentation, active-geo-replication-overview), so each database has its own. One after the
// other, because Azure refuses two writes to a database at once.
func (d *Database) addRetention(ctx *pulumi.Context, name string, args *DatabaseArgs) error {
	short, err := sql.NewBackupShortTermRetentionPolicy(ctx, name+"-retention", &sql.BackupShortTermRetentionPolicyArgs{
		ResourceGroupName:         d.Server.resourceGroup,
		ServerName:                d.Server.nameOutput,
		DatabaseName:              d.nameOutput(),
		PolicyName:                pulumi.String("default"),
		RetentionDays:             pulumi.Int(orElse(args.RetentionDays, RetentionDays)),
		DiffBackupIntervalInHours: pulumi.Int(orElse(args.DifferentialHours, DifferentialHours)),
	}, settingOptions(d, d.Server.site)...)
	if err != nil {
		return fmt.Errorf("point-in-time retention: %w", err)
	}
	// All four are sent: Azure answers with all four, and what it fills in by itself would show as a difference.
	long, err := sql.NewLongTermRetentionPolicy(ctx, name+"-long-term", &sql.LongTermRetentionPolicyArgs{
		ResourceGroupName: d.Server.resourceGroup,
		ServerName:        d.Server.nameOutput,
		DatabaseName:      d.nameOutput(),
		PolicyName:        pulumi.String("default"),
		WeeklyRetention:   pulumi.String(fmt.Sprintf("P%dW", orElse(args.LongTermWeeks, LongTermWeeks))),
		MonthlyRetention:  pulumi.String(nothing),
		YearlyRetention:   pulumi.String(nothing),
		WeekOfYear:        pulumi.Int(1),
	}, settingOptions(d, d.Server.site, pulumi.DependsOn([]pulumi.Resource{short}))...)
	if err != nil {
		return fmt.Errorf("long-term retention: %w", err)
	}
	d.ready = append(d.ready, short, long)
	return nil
}

// nothing is how Azure writes that no such copies are kept.
const nothing = "PT0S"
