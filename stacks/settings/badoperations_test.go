package settings_test

import "testing"

func TestMistakesInTheStackOfTheBootstrap(t *testing.T) {
	t.Parallel()
	checkAs(t, "prod", "bootstrap-prod", []prodCase{
		{nil, []string{
			`: trelica:kind = "environment": is not what the stack bootstrap-prod is made of`,
		}, "a bootstrap that would make production itself"},
		{one("trelica:owner", "trelica:kind: bootstrap\n  trelica:owner"), nil, "the bootstrap of production"},
	})
	checkAs(t, "prod", "bootstrap-dev", []prodCase{
		{one("trelica:owner", "trelica:kind: bootstrap\n  trelica:owner"), []string{
			`:2: trelica:environment = "prod": is not the environment of the stack bootstrap-dev`,
		}, "the bootstrap of one environment in the stack of another"},
	})
}

func TestMistakesInOperations(t *testing.T) {
	t.Parallel()
	const glass = "groupId: aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
	checkAll(t, "prod", []prodCase{
		{one("zone: trelica.io", "zone: trelica"), []string{`:53: trelica:zone = "trelica": is no name of a zone`}, "a top-level domain"},
		{one("zone: trelica.io", "zone: Trelica.io."), []string{`:53: trelica:zone = "Trelica.io.": is no name of a zone`}, "capitals and a period at the end"},
		{one("10.96.32.0/20", "10.80.32.0/20"), []string{
			`:54: trelica:opsAddressSpace = "10.80.32.0/20": overlaps trelica:recoveryAddressSpace (10.80.0.0/16)`,
		}, "an ops network inside the standby's addresses"},
		{one("10.96.32.0/20", "10.96.32.0/24"), []string{`:54: trelica:opsAddressSpace = "10.96.32.0/24": is a /24`}, "an ops network too small"},
		{one("owner: trelica, name: infrastructure", `owner: -acme, name: "a b", id: "1"`), []string{
			`:55: trelica:repository.owner = "-acme": cannot be an owner at GitHub`,
			`:55: trelica:repository.name = "a b": cannot be a repository at GitHub`,
		}, "a repository that cannot be"},
		{one("owner: trelica, name: infrastructure", `owner: trelica, name: infrastructure, id: "1"`), []string{
			`:55: trelica:repository.id = "1": is without its pair ownerId, or the other way round: gh api repos/OWNER/NAME --jq '.owner.id, .id' tells both`,
		}, "one of GitHub's two numbers"},
		{one(`appId: "100001", installationId: "200001", most: 10, minutes: 120`, `image: "ghcr.io/acme/runner:latest", appId: x, installationId: "", most: 0, minutes: 400`), []string{
			`:56: trelica:runners.installationId: is empty`,
			`:56: trelica:runners.image = "ghcr.io/acme/runner:latest": is no image by digest`,
			`:56: trelica:runners.appId = "x": is no number`,
			`:56: trelica:runners.most = 0: is out of bounds`,
			`:56: trelica:runners.minutes = 400: is out of bounds`,
		}, "runners by tag, without identity, none at a time, for ever"},
		{one(glass, "groupId: nobody"), []string{`:57: trelica:breakGlass.groupId = "nobody": is no GUID`}, "a group by its name"},
		{one(", aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2]", "]"), []string{
			`:57: trelica:breakGlass.accountIds = 1: is too few: one account may be lost`,
		}, "one emergency account"},
		{one("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2]", "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1]"), []string{
			`:57: trelica:breakGlass.accountIds[1] = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1": is given twice`,
		}, "the same account twice"},
		{one("addresses: [20.4.5.0/24]", "addresses: [20.9.9.9/32, 10.0.0.1/32, 20.4.0.0/16]"), []string{
			`:57: trelica:breakGlass.addresses[0] = "20.9.9.9/32": is not within trelica:apiServerAuthorizedRanges, so it would not reach the cluster`,
			`:57: trelica:breakGlass.addresses[1] = "10.0.0.1/32": is not public`,
			`:57: trelica:breakGlass.addresses[2] = "20.4.0.0/16": is too wide for people`,
		}, "addresses that the cluster does not admit, that are private, that are a whole provider's"},
		{one("addresses: [20.4.5.0/24]", "addresses: []"), []string{`:57: trelica:breakGlass.addresses: is empty`}, "emergency accounts that come from nowhere"},
	})
}
