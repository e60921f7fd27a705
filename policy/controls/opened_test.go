package controls_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/policy/controls"
)

// openedBootstrap is a bootstrap with its state and key opened to some addresses, as the program opens them.
func openedBootstrap(t testing.TB, stack string, addresses ...string) *controls.Stack {
	t.Helper()
	s := golden(t, stack)
	found := 0
	for i, r := range s.Resources {
		if changed := openedTo(r, addresses...); changed != nil {
			s.Resources[i] = changed
			found++
		}
	}
	require.Equal(t, 2, found, "the store of the state and the vault of its key")
	s.Changed()
	return s
}

// openedTo is a vault or an account that lets addresses in; nil for anything else.
func openedTo(r *controls.Resource, addresses ...string) *controls.Resource {
	var rules []any
	copied := *r
	set := func(path ...any) func(any) {
		return func(value any) {
			changed, _ := with(copied.Inputs, path, func(any) (any, bool) { return value, true })
			copied.Inputs, _ = changed.(values)
		}
	}
	switch r.Kind() {
	case "keyvault:Vault":
		for _, a := range addresses {
			rules = append(rules, values{"value": a})
		}
		set("properties", "publicNetworkAccess")("Enabled")
		set("properties", "networkAcls", "ipRules")(rules)
	case "storage:StorageAccount":
		for _, a := range addresses {
			rules = append(rules, values{"action": "Allow", "iPAddressOrRange": a})
		}
		set("publicNetworkAccess")("Enabled")
		set("networkRuleSet", "ipRules")(rules)
	default:
		return nil
	}
	return &copied
}

// shut are the rules about what may be open.
var shut = []string{"break-glass-closed", "storage-endpoint", "storage-firewall", "vault-closed"}

// violatedRules are those of them that a stack violates, each once, in order.
func violatedRules(t testing.TB, s *controls.Stack) []string {
	t.Helper()
	rules := []string{}
	for _, f := range controls.Violations(judge(t).All(s, false)) {
		if slices.Contains(shut, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

// TestABootstrapMayBeOpenedToBreakGlassAlone opens the store of the state and the vault of its key, as the setting breakGlassOpen does. To
// exactly the addresses that are declared it is advice, and a run goes on; to anybody else, in any other way or place, it is a violation.
func TestABootstrapMayBeOpenedToBreakGlassAlone(t *testing.T) {
	t.Parallel()
	advice := []string{"break-glass-closed"}
	const own = "203.0.113.33" // production's break-glass address
	open := func(addresses ...string) *controls.Stack {
		return tellStack(t, openedBootstrap(t, "bootstrap-prod", addresses...))
	}
	spoilt := func(kind string, value any, path ...any) *controls.Stack {
		s := open(own)
		for i, r := range s.Resources {
			if r.Kind() == kind {
				copied := *r
				changed, _ := with(r.Inputs, path, func(any) (any, bool) { return value, value != nil })
				copied.Inputs, _ = changed.(values)
				s.Resources[i] = &copied
			}
		}
		s.Changed()
		return s
	}
	named := func(name string) *controls.Stack { s := open(own); s.Name = name; return s }
	const vault, account = "keyvault:Vault", "storage:StorageAccount"
	for _, c := range []struct {
		stack  *controls.Stack
		want   []string
		reason string
	}{
		{tellStack(t, golden(t, "bootstrap-prod")), []string{}, "closed, as in ordinary times"},
		{open(own), advice, "to the declared address: it is said, and the run goes on"},
		{open(own + "/32"), advice, "written as a range"},
		{openedBootstrap(t, "bootstrap-prod", own), shut, "a judge that was not told what is declared accepts none"},
		{open("203.0.113.34"), shut, "another address"},
		{open("203.0.113.0/24"), shut, "a wider range"},
		{open(own, "198.51.100.7"), shut, "one more than is declared"},
		{open(), []string{"break-glass-closed", "storage-endpoint", "vault-closed"}, "without any rule of addresses"},
		{open("everybody"), shut, "what is no address"},
		{spoilt(vault, "Allow", "properties", "networkAcls", "defaultAction"), []string{"break-glass-closed", "vault-closed"}, "everybody else is let in too"},
		{spoilt(vault, []any{values{"id": "/subnet"}}, "properties", "networkAcls", "virtualNetworkRules"), []string{"break-glass-closed", "vault-closed"}, "a network beside the addresses"},
		{spoilt(vault, []any{values{"value": "0.0.0.0/0"}}, "properties", "networkAcls", "ipRules"), []string{"break-glass-closed", "vault-closed"}, "the vault to all"},
		{spoilt(account, "Allow", "networkRuleSet", "defaultAction"), []string{"break-glass-closed", "storage-firewall"}, "everybody else is let in too"},
		{spoilt(account, "AzureServices", "networkRuleSet", "bypass"), []string{"break-glass-closed", "storage-firewall"}, "services beside the addresses"},
		{spoilt(account, nil, "publicNetworkAccess"), []string{"break-glass-closed", "storage-endpoint", "storage-firewall"}, "open because nobody says otherwise"},
	} {
		assert.Equal(t, c.want, violatedRules(t, c.stack), c.reason)
	}
	for _, name := range []string{"prod", "dr", "dev", "bootstrap-none"} {
		got := violatedRules(t, named(name))
		for _, rule := range []string{"storage-endpoint", "storage-firewall", "vault-closed"} {
			assert.Contains(t, got, rule, "no bootstrap's: %s", name)
		}
		assert.NotContains(t, got, "break-glass-closed", "and no advice: %s", name)
	}
	foreign := open(own)
	foreign.Project = "another"
	assert.Contains(t, violatedRules(t, foreign), "vault-closed", "nor somebody else's program")
}

// TestAnEnvironmentIsNeverOpened opens each vault and each account of an environment to the break-glass address.
func TestAnEnvironmentIsNeverOpened(t *testing.T) {
	t.Parallel()
	s := tellStack(t, golden(t, "prod"))
	for i, r := range s.Resources {
		changed := openedTo(r, "203.0.113.33")
		if changed == nil {
			continue
		}
		s.Resources[i] = changed
		s.Changed()
		var rules []string
		for _, f := range judge(t).Resource(s, changed) {
			if f.Answer == controls.Violated {
				rules = append(rules, f.Rule)
			}
		}
		s.Resources[i] = r
		want := map[string]string{"keyvault:Vault": "vault-closed", "storage:StorageAccount": "storage-firewall"}[r.Kind()]
		assert.Contains(t, rules, want, r.Name())
		assert.NotContains(t, rules, "break-glass-closed", r.Name())
	}
}

// openedForADay makes the one mutant that the advice alone catches: a bootstrap's state and key, opened as is declared.
func openedForADay(t testing.TB, y *tally) {
	t.Helper()
	s := newSweeper(t, golden(t, "bootstrap-prod"))
	for _, r := range s.stack.Resources {
		if changed := openedTo(r, "203.0.113.33"); changed != nil {
			y.visit(mutant{resource: r, path: "(break-glass)", operator: "open"}, s.fresh(s.Resource(s.told, changed)))
		}
	}
}
