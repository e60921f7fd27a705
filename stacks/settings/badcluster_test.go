package settings_test

import "testing"

func TestMistakesInCluster(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("  trelica:systemPool:", "  trelica:kubernetesVersion: \"1.33\"\n  trelica:systemPool:"), []string{
			`:13: trelica:kubernetesVersion = "1.33": is not a version that is supported`,
		}, "an unsupported Kubernetes version"},
		{one("  trelica:systemPool:", "  trelica:kubernetesVersion: \"1.35.4\"\n  trelica:systemPool:"), []string{
			`:13: trelica:kubernetesVersion = "1.35.4": pins a patch, which automatic patching would undo; name the minor version alone`,
		}, "a pinned patch"},
		{one("  trelica:systemPool:", "  trelica:podSecurityVersion: \"1.36\"\n  trelica:systemPool:"), []string{
			`:13: trelica:podSecurityVersion = "1.36": is newer than trelica:kubernetesVersion, 1.35`,
		}, "pods held to rules that the cluster does not know"},
		{one("  trelica:systemPool:", "  trelica:podSecurityVersion: latest\n  trelica:systemPool:"), []string{
			`:13: trelica:podSecurityVersion = "latest": is not a version that is supported`,
		}, "rules that change by themselves"},
		{one("  trelica:systemPool:", "  trelica:maxSurge: 0%\n  trelica:kubernetesLogin: azcli\n  trelica:systemPool:"), []string{
			`:13: trelica:maxSurge = "0%": is neither a share nor a number`,
			`:14: trelica:kubernetesLogin = "azcli": is no way to sign in (did you mean azurecli?)`,
		}, "no surge, and an unknown way to sign in"},
		{one("  trelica:systemPool:", "  trelica:outboundPorts: 1001\n  trelica:systemPool:"), []string{
			`:13: trelica:outboundPorts = 1001: is out of bounds, or no multiple of 8`,
		}, "ports that do not come in eights"},
		{one("  trelica:systemPool:", "  trelica:outboundPorts: 8000\n  trelica:systemPool:"), []string{
			`:13: trelica:outboundPorts = 8000: leaves room for 16 nodes behind the egress addresses; the pools make 32 at most, surge included`,
		}, "more ports than the addresses have for all nodes"},
		{one("    vmSize: Standard_D4ds_v5\n    minCount: 3", "    vmSize: Standard_D2ds_v5\n    minCount: 2"), []string{
			`:14: trelica:systemPool.vmSize = "Standard_D2ds_v5": has 2 vCPUs; AKS asks for 4 in a system pool`,
			`:15: trelica:systemPool.minCount = 2: is out of bounds`,
		}, "a system pool too small and with too few nodes for production"},
		{one("vmSize: Standard_D8ds_v5\n      minCount: 3\n      maxCount: 12", "vmSize: Standard_D8_v5\n      minCount: 12\n      maxCount: 3"), []string{
			`:20: trelica:userPools[0].vmSize = "Standard_D8_v5": is not in the table of sizes (did you mean Standard_D8ds_v5?)`,
			`:22: trelica:userPools[0].maxCount = 3: is less than the minimum count, 12`,
		}, "an unknown size, and counts the wrong way round"},
		{one("name: memory", "name: general"), []string{
			`:26: trelica:userPools[1].name = "general": is the name of another pool`,
		}, "two pools of one name"},
		{one("name: memory", "name: system"), []string{
			`:26: trelica:userPools[1].name = "system": is the name of another pool`,
		}, "a pool named as the system pool"},
		{one("name: memory", "name: Memory-Pool-1"), []string{
			`:26: trelica:userPools[1].name = "Memory-Pool-1": cannot be the name of a pool`,
		}, "a pool's name that AKS refuses"},
		{one("osDiskGb: 128", "osDiskGb: 200"), []string{
			`:17: trelica:systemPool.osDiskGb = 200: does not fit the temporary disk of Standard_D4ds_v5`,
		}, "an OS disk larger than the local disk"},
		{one("osDiskGb: 128", "osDiskGb: 8"), []string{
			`:17: trelica:systemPool.osDiskGb = 8: is too small for the operating system`,
		}, "an OS disk too small"},
		{one("{workload: general}", "{\"kubernetes.azure.com/mode\": user, \"a b\": c, d: \"e f\"}"), []string{
			`:24: trelica:userPools[0].labels["a b"] = "c": is no label that a node may have`,
			`:24: trelica:userPools[0].labels.d = "e f": is no label that a node may have`,
			`:24: trelica:userPools[0].labels["kubernetes.azure.com/mode"] = "user": is no label that a node may have`,
		}, "labels that Kubernetes or AKS refuses"},
		{one("dedicated=general:NoSchedule", "dedicated:NoSchedule"), []string{
			`:25: trelica:userPools[0].taints[0] = "dedicated:NoSchedule": is no taint`,
		}, "a taint without value"},
	})
	checkAll(t, "dev", []prodCase{
		{one("    - {name: general, vmSize: Standard_D4ads_v5, minCount: 1, maxCount: 3, osDiskGb: 128}\n", ""), []string{
			`:12: trelica:userPools: is empty`,
		}, "no value for the pools"},
		{one("\n    - {name: general, vmSize: Standard_D4ads_v5, minCount: 1, maxCount: 3, osDiskGb: 128}", " []"), []string{
			`:12: trelica:userPools = []: is empty, so no workload could run`,
		}, "no pools"},
		{one("minCount: 2", "minCount: 1"), []string{
			`:11: trelica:systemPool.minCount = 1: is out of bounds`,
		}, "a system pool of one node"},
	})
}

func TestMistakesInAccess(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("- 20.1.2.3/32", "- 0.0.0.0/0"), []string{
			`:32: trelica:apiServerAuthorizedRanges[0] = "0.0.0.0/0": opens the API server to the world`,
		}, "an API server open to the world"},
		{one("- 20.1.2.3/32", "- 20.0.0.0/8"), []string{
			`:32: trelica:apiServerAuthorizedRanges[0] = "20.0.0.0/8": is a /8, which opens the API server to 16777216 addresses`,
		}, "an API server open to a large part of it"},
		{one("- 20.1.2.3/32", "- 0.0.0.0/1\n    - 128.0.0.0/1"), []string{
			`:32: trelica:apiServerAuthorizedRanges[0] = "0.0.0.0/1": is a /1, which opens the API server to 2147483648 addresses`,
			`:33: trelica:apiServerAuthorizedRanges[1] = "128.0.0.0/1": is a /1, which opens the API server to 2147483648 addresses`,
		}, "the world in two halves"},
		{one("\n    - 20.1.2.3/32\n    - 20.4.5.0/24", " []"), []string{
			`:31: trelica:apiServerAuthorizedRanges = []: is empty, which would open the API server to the world`,
		}, "no authorised range at all"},
		{one("- 20.1.2.3/32", "- 10.1.2.0/24"), []string{
			`:32: trelica:apiServerAuthorizedRanges[0] = "10.1.2.0/24": is not a public range; callers reach the API server from public addresses`,
		}, "a private range"},
		{one("- 20.1.2.3/32", "- 20.4.5.0/24"), []string{
			`:33: trelica:apiServerAuthorizedRanges[1] = "20.4.5.0/24": is given twice`,
		}, "a range twice"},
		{one("- 20.1.2.3/32", "- 20.4.6.1/24\n    - \"2a01::/64\"\n    - home"), []string{
			`:32: trelica:apiServerAuthorizedRanges[0] = "20.4.6.1/24": has bits set behind its length; 20.4.6.0/24 is meant`,
			`:33: trelica:apiServerAuthorizedRanges[1] = "2a01::/64": is not an IPv4 range`,
			`:34: trelica:apiServerAuthorizedRanges[2] = "home": is no address range`,
		}, "three ranges that are none"},
		{one("- 66666666-6666-4666-8666-666666666666", "- 66666666-6666-4666-8666-66666666666F\n    - 66666666-6666-4666-8666-666666666666\n    - 66666666-6666-4666-8666-666666666666"), []string{
			`:35: trelica:clusterAdminGroupIds[0] = "66666666-6666-4666-8666-66666666666F": is no GUID`,
			`:37: trelica:clusterAdminGroupIds[2] = "66666666-6666-4666-8666-666666666666": is given twice`,
		}, "a capital in a GUID, and a group twice"},
		{one("\n    - 66666666-6666-4666-8666-666666666666", " []"), []string{
			`:34: trelica:clusterAdminGroupIds = []: is empty, so nobody could administer the cluster`,
		}, "no administrators"},
	})
}

func TestMistakesInMaintenance(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("{day: Saturday, startHour: 6, durationHours: 8, utcOffset: \"-05:00\"}", "{day: Saturdy, startHour: 24, durationHours: 3, utcOffset: \"-13:00\"}"), []string{
			`:36: trelica:maintenanceWindow.day = "Saturdy": is no day of the week (did you mean Saturday?)`,
			`:36: trelica:maintenanceWindow.startHour = 24: is out of bounds`,
			`:36: trelica:maintenanceWindow.durationHours = 3: is out of bounds`,
			`:36: trelica:maintenanceWindow.utcOffset = "-13:00": is no offset from UTC`,
		}, "a window wrong in every part"},
		{one("{start: \"2026-12-18\", end: 2027-01-04, reason: year-end close}", "{start: \"2027-01-04\", end: 2026-12-18, reason: x}"), []string{
			`:38: trelica:maintenanceFreeze[0].end = "2026-12-18": is before the start, 2027-01-04`,
		}, "a freeze that ends before it begins"},
		{one("{start: \"2026-12-18\", end: 2027-01-04, reason: year-end close}", "{start: \"2026-02-30\", end: soon}"), []string{
			`:38: trelica:maintenanceFreeze[0].reason: is missing`,
			`:38: trelica:maintenanceFreeze[0].start = "2026-02-30": is no date`,
			`:38: trelica:maintenanceFreeze[0].end = "soon": is no date`,
		}, "a freeze on days that do not exist, without reason"},
		{one("reason: year-end close}", "reason: x}\n    - {start: 2027-01-04, end: 2027-01-05, reason: y}"), []string{
			`:39: trelica:maintenanceFreeze[1] = "2027-01-04 to 2027-01-05": overlaps the freeze from 2026-12-18 to 2027-01-04`,
		}, "two freezes that share a day"},
	})
}

func TestMistakesInReservations(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("{vmSize: Standard_D4ds_v5, quantity: 3, region: eastus2}", "{vmSize: Standard_D4ds_v5, quantity: 2, region: eastus2}"), []string{
			`:40: trelica:reservedInstances[0].quantity = 2: does not match the pools of Standard_D4ds_v5, whose minimum counts add up to 3 (claim SP-20)`,
		}, "fewer bought than the pools need"},
		{one("    - {vmSize: Standard_E8ds_v5, quantity: 3, region: eastus2}\n", ""), []string{
			`:40: trelica:reservedInstances: has no Standard_E8ds_v5 in eastus2, of which the pools need 3 (claim SP-20)`,
		}, "a size of which nothing was bought"},
		{one("quantity: 2, region: centralus", "quantity: 4, region: centralus"), []string{
			`:43: trelica:reservedInstances[3].quantity = 4: does not match the pools of Standard_D8ds_v5, whose minimum counts add up to 3 (claim SP-20)`,
		}, "more bought for the recovery region than a rebuild needs"},
		{one("quantity: 2, region: centralus", "quantity: 0, region: westus3"), []string{
			`:43: trelica:reservedInstances[3].quantity = 0: is out of bounds`,
			`:43: trelica:reservedInstances[3].region = "westus3": is neither the home nor the recovery region`,
		}, "nothing bought, elsewhere"},
		{one("{vmSize: Standard_D8ds_v5, quantity: 2, region: centralus}", "{vmSize: Standard_D16ds_v5, quantity: 2, region: centralus}"), []string{
			`:43: trelica:reservedInstances[3].vmSize = "Standard_D16ds_v5": is the size of no pool, so the purchase is not used`,
		}, "bought for no pool"},
		{one("quantity: 2, region: centralus", "quantity: 3, region: eastus2"), []string{
			`:43: trelica:reservedInstances[3] = "Standard_D8ds_v5": is given twice for eastus2; add the quantities up`,
		}, "a purchase in two lines"},
		{one("trelica:capacityReservations: true", "trelica:capacityReservations: false"), []string{
			`:44: trelica:capacityReservations = false: would leave production without reserved capacity (claim SP-20)`,
		}, "production without reserved capacity"},
	})
	checkAll(t, "dev", []prodCase{
		{one("  trelica:owner", "  trelica:recoveryCapacityReservations: true\n  trelica:owner"), []string{
			`:3: trelica:recoveryCapacityReservations = true: needs a recovery region`,
		}, "capacity in a recovery region that is not there"},
	})
}

func TestMistakesInUpkeep(t *testing.T) {
	t.Parallel()
	checkAll(t, "prod", []prodCase{
		{one("archiveRetentionDays: 730", "archiveRetentionDays: 60"), []string{
			`:46: trelica:archiveRetentionDays = 60: is less than trelica:logRetentionDays, 90`,
		}, "an archive shorter than the workspace"},
		{one("archiveRetentionDays: 730", "archiveRetentionDays: 10\n  trelica:logRetentionDays: 1000"), []string{
			`:46: trelica:archiveRetentionDays = 10: is out of bounds`,
			`:47: trelica:logRetentionDays = 1000: is out of bounds`,
		}, "retentions out of bounds"},
		{one("[oncall@trelica.io]", "[]"), []string{
			`:47: trelica:alertEmails = []: is empty, so alerts would reach nobody (claim SP-25)`,
		}, "nobody to alert"},
		{one("[oncall@trelica.io]", "[oncall, \"On Call <oncall@trelica.io>\", a@b, oncall@trelica.io, oncall@trelica.io]"), []string{
			`:47: trelica:alertEmails[0] = "oncall": is no e-mail address`,
			`:47: trelica:alertEmails[1] = "On Call <oncall@trelica.io>": is no e-mail address`,
			`:47: trelica:alertEmails[2] = "a@b": is no e-mail address`,
			`:47: trelica:alertEmails[4] = "oncall@trelica.io": is given twice`,
		}, "addresses that reach nobody"},
		{one("trelica:alertEmails", "trelica:vaultSoftDeleteDays: 7\n  trelica:keyRotationMonths: 36\n  trelica:alertEmails"), []string{
			`:47: trelica:vaultSoftDeleteDays = 7: is less than production keeps`,
			`:48: trelica:keyRotationMonths = 36: is out of bounds`,
		}, "a vault that forgets, with keys that grow old"},
		{one("{name: product, cpuLimit: \"64\", memoryLimit: 192Gi, pods: 200}", "{name: kube-system, cpuLimit: lots, memoryLimit: 192GB, pods: 0}"), []string{
			`:49: trelica:namespaces[0].name = "kube-system": is a namespace of the cluster itself`,
			`:49: trelica:namespaces[0].cpuLimit = "lots": is no number of cores`,
			`:49: trelica:namespaces[0].memoryLimit = "192GB": is no amount of memory`,
			`:49: trelica:namespaces[0].pods = 0: is out of bounds`,
		}, "a namespace wrong in every part"},
		{one("pods: 200}", "pods: 200}\n    - {name: product, cpuLimit: \"1\", memoryLimit: 1Gi, pods: 1}"), []string{
			`:50: trelica:namespaces[1].name = "product": is given twice`,
		}, "two namespaces of one name"},
	})
}
