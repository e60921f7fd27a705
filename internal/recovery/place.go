package recovery

import "strings"

// Place is where an environment is and what everything in it is called: plain values that follow from the settings, so that nothing
// has to be looked up in a region that may be out.
type Place struct {
	// Stack is the environment's own stack, Rebuild the one that rebuilds its platform in the recovery region.
	Stack   string `json:"stack"`
	Rebuild string `json:"rebuild,omitempty"`
	// Bootstrap is the stack that the environment stands on: its state lies in the same store.
	Bootstrap string `json:"bootstrap,omitempty"`
	// Target is "local" or "azure".
	Target string `json:"target"`
	// Subscription is where all of it is.
	Subscription string `json:"subscription"`
	// Home and Recovery are the two regions.
	Home     Side `json:"home"`
	Recovery Side `json:"recovery"`
	// FailoverGroup is the group over both servers, Database what the database is called on either.
	FailoverGroup string `json:"failoverGroup"`
	Database      string `json:"database"`
	// Host is the product's public name, Listener the database's.
	Host     string `json:"host"`
	Listener string `json:"listener"`
}

// Side is one of the two regions.
type Side struct {
	// Region is its name, e.g. "eastus2"; Code the short one that is in names, e.g. "eus2".
	Region string `json:"region"`
	Code   string `json:"code"`
	// DatabaseGroup is the resource group of the SQL server, Server its name.
	DatabaseGroup string `json:"databaseGroup"`
	Server        string `json:"server"`
	// TokensGroup is the resource group of the vault of customers' tokens, TokenVault its name.
	TokensGroup string `json:"tokensGroup"`
	TokenVault  string `json:"tokenVault"`
}

// Other is the side that a region is not.
func (p Place) Other(region string) Side {
	if region == p.Home.Region {
		return p.Recovery
	}
	return p.Home
}

// Side is the side of a region.
func (p Place) Side(region string) Side {
	if region == p.Recovery.Region {
		return p.Recovery
	}
	return p.Home
}

// Fill puts what is known of the place for the words in braces.
func (p Place) Fill(text string) string {
	return strings.NewReplacer(
		"{stack}", p.Stack, "{rebuild}", p.Rebuild, "{bootstrap}", p.Bootstrap, "{target}", p.Target, "{home}", p.Home.Region, "{recovery}", p.Recovery.Region,
		"{server}", p.Home.Server, "{standbyServer}", p.Recovery.Server, "{database}", p.Database, "{group}", p.FailoverGroup,
	).Replace(text)
}

// DatabaseID is the identifier of the database on a side.
func (p Place) DatabaseID(s Side) string { return p.ServerID(s) + "/databases/" + p.Database }

// ServerID is the identifier of a side's server.
func (p Place) ServerID(s Side) string {
	return "/subscriptions/" + p.Subscription + "/resourceGroups/" + s.DatabaseGroup + "/providers/Microsoft.Sql/servers/" + s.Server
}

// TokenVaultID is the identifier of a side's vault of customers' tokens.
func (p Place) TokenVaultID(s Side) string {
	return "/subscriptions/" + p.Subscription + "/resourceGroups/" + s.TokensGroup + "/providers/Microsoft.KeyVault/vaults/" + s.TokenVault
}
