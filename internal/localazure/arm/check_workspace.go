package arm

func checkWorkspaceRetention() Check {
	return Check{
		ID: "workspace-retention", Says: "Logs are kept for 30 to 730 days (for 7 in the Free tier).", Source: workspaceSpecification + ", retentionInDays; Microsoft Learn, azure-monitor, data-retention-configure",
		Run: func(r Request) []Problem {
			if sku, state := r.Body.String("sku.name"); state == Unknown || sku == "Free" {
				return between(r.Body, "retentionInDays", 7, 730, "The retention in days")
			}
			return between(r.Body, "retentionInDays", 30, 730, "The retention in days")
		},
	}
}

func checkWorkspaceQuota() Check {
	return Check{
		ID: "workspace-quota", Says: "The daily cap is -1 for none, or at least 0.023 GB.", Source: workspaceSpecification + ", WorkspaceCapping; Microsoft Learn, azure-monitor, daily-cap",
		Run: func(r Request) []Problem {
			quota, state := r.Body.Number("workspaceCapping.dailyQuotaGb")
			return one(state != Known || quota == -1 || quota >= 0.023, refusal("workspaceCapping.dailyQuotaGb", "InvalidParameter", "The cap is %v GB; allowed are -1 for none, or 0.023 and more.", quota))
		},
	}
}

func checkWorkspaceReservation() Check {
	return Check{
		ID: "workspace-reservation", Says: "A commitment level goes with the SKU CapacityReservation.", Source: workspaceSpecification + ", WorkspaceSku; Microsoft Learn, azure-monitor, cost-logs, commitment tiers",
		Run: func(r Request) []Problem {
			sku, state := r.Body.String("sku.name")
			if state != Known {
				return nil
			}
			reserved := r.Body.Has("sku.capacityReservationLevel")
			return append(
				one(sku != "CapacityReservation" || reserved, refusal("sku.capacityReservationLevel", "InvalidParameter", "The SKU CapacityReservation needs a commitment level in GB per day.")),
				one(sku == "CapacityReservation" || !reserved, refusal("sku.capacityReservationLevel", "InvalidParameter", "A commitment level is for the SKU CapacityReservation; this is %q.", sku))...,
			)
		},
	}
}
