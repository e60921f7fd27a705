package arm

import "strconv"

func parseDecimal(text string) (float64, bool) {
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}

func checkShareRetention() Check {
	return Check{
		ID: "share-retention", Says: "A deleted share is kept for 1 to 365 days.", Source: fileSpecification + "; Microsoft Learn, storage, files, storage-files-prevent-file-share-deletion",
		Run: func(r Request) []Problem {
			return between(r.Body, "shareDeleteRetentionPolicy.days", 1, 365, "The days")
		},
	}
}

func checkShareQuota() Check {
	return Check{
		ID: "share-quota", Says: "A share has 1 to 102400 GiB.", Source: fileSpecification + ", shareQuota",
		Run: func(r Request) []Problem { return between(r.Body, "shareQuota", 1, 102400, "The quota") },
	}
}

func checkShareProtocol() Check {
	return Check{
		ID: "share-protocol", Says: "Squashing the root user belongs to NFS shares.", Source: fileSpecification + ", rootSquash (NFS share only)",
		Run: func(r Request) []Problem {
			protocol, state := r.Body.String("enabledProtocols")
			return one(state == Unknown || protocol == "NFS" || !r.Body.Has("rootSquash"), refusal("rootSquash", "BadRequest", "The share is no NFS share."))
		},
	}
}
