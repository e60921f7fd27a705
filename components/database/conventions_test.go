package database_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/pulumitest"
)

func TestEverythingFollowsTheConventions(t *testing.T) {
	t.Parallel()
	pulumitest.AssertConventions(t, production().run(t))
}

func TestProtectionFollowsTheSite(t *testing.T) {
	t.Parallel()
	production, elsewhere := production(), production()
	for _, server := range elsewhere.servers {
		server.Site.Protect = false
	}
	count := func(p *pair) (protected, retained int) {
		for _, r := range p.run(t) {
			if r.Protect {
				protected++
			}
			if r.RetainOnDelete {
				retained++
			}
		}
		return protected, retained
	}
	protected, retained := count(production)
	// Of each side: server, lock, key, protector, audit, threats, database, two retentions; and the group.
	assert.Equal(t, []int{2*9 + 1, 2 * 6}, []int{protected, retained}, "production keeps what holds state")
	protected, retained = count(elsewhere)
	assert.Equal(t, []int{0, 2 * 6}, []int{protected, retained}, "dev is destroyed and made anew; settings leave with what they are of")
	assert.Empty(t, pulumitest.OfType(elsewhere.run(t), lockType))
}

// A first preview knows no identifier. It must still show every resource, and what matters for security.
func TestPreviewShowsTheSameResources(t *testing.T) {
	t.Parallel()
	previewed := production().run(t, pulumitest.Preview())
	assert.Equal(t, pulumitest.Names(production().run(t)), pulumitest.Names(previewed))
	server := inputs(t, previewed, serverType, "sql-eastus2-server")
	assert.Equal(t, "Disabled", server["publicNetworkAccess"])
	assert.Equal(t, true, server["administrators"].(map[string]any)["azureADOnlyAuthentication"])
	assert.Equal(t, "sql-trelica-prod-eus2", inputs(t, previewed, databaseType, "db-home-database")["serverName"],
		"names are known before anything exists")
}
