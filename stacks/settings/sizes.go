package settings

import "slices"

// Size is what is known of a virtual machine size.
type Size struct {
	// Name is Azure's name of the size.
	Name string
	// VCPUs is the number of virtual processors.
	VCPUs int
	// MemoryGB is the memory.
	MemoryGB int
	// TempDiskGB is the local disk in GiB, on which the ephemeral OS disk lies. It bounds the OS disk.
	TempDiskGB int
}

// sizes are the sizes that nodes may have: general-purpose and memory-optimised ones with a local disk for the ephemeral OS
// disk, of a generation that supports encryption at host, and not burstable.
//
// Sources: Azure documentation, Ddsv5, Dadsv5 and Edsv5 sizes series (vCPUs, memory, temporary disk, ephemeral OS disks supported);
// encryption at host: "all the latest generation of VM sizes support" it (Azure documentation, Server-side encryption of disks).
// Whether a subscription may have a size in a region and its zones only Azure knows.
var sizes = []Size{
	{Name: "Standard_D2ads_v5", VCPUs: 2, MemoryGB: 8, TempDiskGB: 75},
	{Name: "Standard_D4ads_v5", VCPUs: 4, MemoryGB: 16, TempDiskGB: 150},
	{Name: "Standard_D8ads_v5", VCPUs: 8, MemoryGB: 32, TempDiskGB: 300},
	{Name: "Standard_D16ads_v5", VCPUs: 16, MemoryGB: 64, TempDiskGB: 600},
	{Name: "Standard_D2ds_v5", VCPUs: 2, MemoryGB: 8, TempDiskGB: 75},
	{Name: "Standard_D4ds_v5", VCPUs: 4, MemoryGB: 16, TempDiskGB: 150},
	{Name: "Standard_D8ds_v5", VCPUs: 8, MemoryGB: 32, TempDiskGB: 300},
	{Name: "Standard_D16ds_v5", VCPUs: 16, MemoryGB: 64, TempDiskGB: 600},
	{Name: "Standard_E4ds_v5", VCPUs: 4, MemoryGB: 32, TempDiskGB: 150},
	{Name: "Standard_E8ds_v5", VCPUs: 8, MemoryGB: 64, TempDiskGB: 300},
	{Name: "Standard_E16ds_v5", VCPUs: 16, MemoryGB: 128, TempDiskGB: 600},
}

// Sizes returns a copy of the sizes that nodes may have.
func Sizes() []Size { return slices.Clone(sizes) }

// LookupSize returns what is known of a size, and whether nodes may have it. The comparison is exact.
func LookupSize(name string) (Size, bool) {
	i := slices.IndexFunc(sizes, func(s Size) bool { return s.Name == name })
	if i < 0 {
		return Size{}, false
	}
	return sizes[i], true
}

func sizeNames() []string {
	names := make([]string, len(sizes))
	for i, s := range sizes {
		names[i] = s.Name
	}
	return names
}
