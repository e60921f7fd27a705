// Package sweep holds the test that breaks what the stacks ask of Azure, one property at a time, and looks whether the local Azure
// notices. The generator of what is broken reads the typings alone: it knows no check and no service. It contains no program.
//
// testdata/survivors.txt lists what is broken and accepted all the same, each with the reason why that is right.
package sweep
