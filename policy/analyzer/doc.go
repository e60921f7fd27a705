// Package analyzer serves the catalogue of package controls to the Pulumi engine: the Analyzer protocol of its policy packs, in full.
//
// Every rule is one policy. What the engine says of a resource is turned into plain data; a value that is not known yet stays unknown,
// and a rule that needs it says so: such answers are counted and shown, and are never a pass. The same rules run over states and goldens
// without it.
package analyzer
