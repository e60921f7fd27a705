// Package settings is everything that a stack file may say: the typed settings of one stack, how they are read, and what
// is refused.
//
// The program loads them from the configuration that Pulumi hands over, stackctl and tests from the YAML files; both give
// the same Settings. Every mistake is found before anything is provisioned, and all are reported at once, each with
// file, key, value and what is allowed. The schema in Pulumi.yaml, the structs here and docs/reference/settings.md
// are held together by a test.
//
// The package computes and reads files, nothing else: it imports no cloud SDK and no Pulumi SDK.
package settings

import (
	"github.com/trelica/infrastructure/internal/addressplan"
	"github.com/trelica/infrastructure/internal/naming"
)

// Project is the name of the Pulumi project, and so the namespace of every setting: trelica:region.
const Project = "trelica"

// Production is the environment that holds customers' data and for which the strictest rules apply.
const Production = "prod"

// Settings is the configuration of one stack, checked. Values of it come from Load and FromFiles alone; a hand-made one
// has not been checked.
type Settings struct {
	// Stack is the name of the stack that the settings were read for. It is not a setting itself.
	Stack string

	// Identity is whose environment it is.
	Identity Identity
	// Place is where it is.
	Place Place
	// Network is which addresses it has.
	Network Network
	// Operations is how it is operated.
	Operations Operations
	// Front is what it shows to the world.
	Front Front
	// Cluster is how its Kubernetes cluster is built and kept.
	Cluster Cluster
	// Monitoring is what is kept of its logs, and who is told.
	Monitoring Monitoring
	// Vault is how its key vaults are kept.
	Vault Vault
	// Database is how its database is bought and kept.
	Database Database
	// Governance is what counts for its subscription.
	Governance Governance
	// Recovery is what has been promised for the day of a disaster.
	Recovery Recovery
	// Workloads is what runs in it.
	Workloads Workloads
}

// Protect says whether what holds state is protected against deletion: in production, always.
func (s *Settings) Protect() bool { return s.Identity.Environment == Production }

// HasRecovery says whether the environment has a standby in a recovery region.
func (s *Settings) HasRecovery() bool { return s.Place.RecoveryRegion != "" }

// Names makes the names of the environment in its home region.
func (s *Settings) Names() naming.Names { return s.namesIn(s.Place.Region) }

// RecoveryNames makes the names of the environment in its recovery region. They are of no use without one.
func (s *Settings) RecoveryNames() naming.Names { return s.namesIn(s.Place.RecoveryRegion) }

func (s *Settings) namesIn(region string) naming.Names {
	return naming.Names{Organisation: s.Identity.Organisation, Environment: s.Identity.Environment, Region: region}
}

// OpsNames makes the names of what the environment is operated with: in the recovery region, so that it is there when the home
// region is not; at home where there is no recovery region.
func (s *Settings) OpsNames() naming.Names {
	if s.HasRecovery() {
		return s.RecoveryNames()
	}
	return s.Names()
}

// WatchNames makes the names of what watches the environment, in the watch region.
func (s *Settings) WatchNames() naming.Names { return s.namesIn(s.Place.WatchRegion) }

// Plan divides the address space of the home region. It fails only for settings that were not checked.
func (s *Settings) Plan() (addressplan.Plan, error) { return addressplan.New(s.Network.AddressSpace) }

// RecoveryPlan divides the address space of the recovery region. It fails when there is none.
func (s *Settings) RecoveryPlan() (addressplan.Plan, error) {
	return addressplan.New(s.Network.RecoveryAddressSpace)
}

// OpsPlan divides the address space of the ops network. It fails only for settings that were not checked.
func (s *Settings) OpsPlan() (addressplan.Ops, error) {
	return addressplan.NewOps(s.Operations.OpsAddressSpace)
}

// WatchPlan divides the address space of the network in the watch region. It fails only for settings that were not checked.
func (s *Settings) WatchPlan() (addressplan.Watch, error) {
	return addressplan.NewWatch(s.Front.WatchAddressSpace)
}
