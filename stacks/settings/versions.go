package settings

import "slices"

// Version is a minor version of Kubernetes as AKS supports it.
type Version struct {
	// Minor is the version: "1.35".
	Minor string
	// Available is the month, YYYY-MM, from which AKS offers it to all.
	Available string
	// EndOfLife is the month, YYYY-MM, in which AKS stops supporting it.
	EndOfLife string
}

// versions are the versions that this program is written for. A version leaves the table when AKS no longer makes clusters of
// it: 1.34 at the end of November 2026. 1.37, planned for October 2026, enters when the program has been tried with it. From 1.37 on AKS answers
// pods' DNS on their own node, where a pool says nothing else (LocalDNS, mode Preferred): the network policies of namespaces let pods ask the
// cluster's DNS alone, so that either they open the way to the node's address or pools turn it off, which takes a newer API than ours.
//
// Source: AKS documentation, Supported Kubernetes versions (August 2026), Configure LocalDNS in AKS.
var versions = []Version{
	{Minor: "1.34", Available: "2025-11", EndOfLife: "2026-11"},
	{Minor: "1.35", Available: "2026-03", EndOfLife: "2027-03"},
	{Minor: "1.36", Available: "2026-06", EndOfLife: "2027-06"},
}

// Versions returns a copy of the supported versions, oldest first.
func Versions() []Version { return slices.Clone(versions) }

func supported(minor string) bool {
	return slices.ContainsFunc(versions, func(v Version) bool { return v.Minor == minor })
}
