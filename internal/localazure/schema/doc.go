// Package schema knows the shape of every Azure resource this project creates: which inputs a type takes, which outputs
// it gives, of what type each is, which are required, and which values an enumeration has.
//
// The shapes are extracted from the official typings of the azure-native provider (the npm package
// @pulumi/azure-native, of exactly the version the program's SDK asks for) and committed as azure-native.json.gz. They
// are shapes and nothing else: lengths, patterns, ranges and what forces a replacement are not in the typings.
//
// The local Azure calls CheckInputs on what the engine sends and CheckOutputs, in its tests, on what it returns; nothing
// else needs this package. It reads only the embedded file, never the network, and holds no state: a Schema does not
// change after Load and may be used by many goroutines at once.
//
// # Adding a type
//
// Add a line with its token to resources.txt, such as
//
//	azure-native:network/v20240501:VirtualNetwork
//
// (a function's token, with a small first letter, works too) and run
//
//	go generate ./internal/localazure/schema
//
// The generator fetches the typings once with npm, checks them against the pinned digest and keeps them in the user's
// cache folder. It needs no network after that. Commit resources.txt and azure-native.json.gz together: a test compares
// the two, and another, where the typings are at hand, compares the file with the typings themselves.
package schema

//go:generate go run ./gen
