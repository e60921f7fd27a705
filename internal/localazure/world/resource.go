package world

import "time"

// Resource is one ARM resource of the world. Values of secrets are held as digests: the world can tell that one changed,
// and can never give one away.
type Resource struct {
	// ID is the ARM identifier as it was first written. Identifiers compare without regard to case.
	ID string `json:"id"`
	// Type is the ARM type, such as "Microsoft.KeyVault/vaults".
	Type string `json:"type"`
	// Token is the provider's type token of the last write.
	Token string `json:"token"`
	// Location is the region, "global", or "" where the type has none.
	Location string `json:"location,omitempty"`
	// Inputs are the properties last put, in the provider's shape.
	Inputs map[string]any `json:"inputs"`
	// Outputs are the properties a GET returns, in the provider's shape.
	Outputs map[string]any `json:"outputs"`
	// Incarnation counts how often a resource of this identifier has been made, from 1.
	Incarnation int `json:"incarnation"`
	// Created and Changed are times of the world's clock.
	Created time.Time `json:"created"`
	Changed time.Time `json:"changed"`
}
