package typings

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestReadIndex(t *testing.T) {
	t.Parallel()
	got, err := readIndex("index.d.ts", `
import * as v1 from "./v1";
export * from "./provider";
export { v1, };
export { AArgs } from "./aFile";
export type A = import("./aFile").A;
export declare const A: typeof import("./aFile").A;
export declare const getA: typeof import("./getA").getA;
`)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"A": "./aFile", "getA": "./getA"}, got)

	_, err = readIndex("index.d.ts", "export type A = B;")
	require.EqualError(t, err, "index.d.ts:1: unexpected `B`, want `import`")
}

func TestUnknownDeclarations(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"declare class A {}":                          "a.d.ts:1: unexpected `declare`, want `export`",
		"export declare let a;":                       "a.d.ts:1: unexpected `let`, want `class`",
		"export declare class A {}":                   "a.d.ts:1: unexpected `{`, want `extends`",
		"export declare class A extends pulumi.X { }": "a.d.ts:1: unexpected `X`, want `CustomResource`",
		"export declare class A extends pulumi.CustomResource {\n private a: string; }":           "a.d.ts:2: unexpected `private` in a class, want static, constructor or readonly",
		"export declare class A extends pulumi.CustomResource {\n readonly a: Promise<string>; }": "a.d.ts:2: unknown form of a type: it begins with `Promise`",
		"export interface AArgs {\n a: string;":                                                   "a.d.ts:2: the file ends where `}` is wanted",
		"export interface AArgs extends B { }":                                                    "a.d.ts:1: unexpected `extends`, want `{`",
		"export declare function f(a: { b: string":                                                "a.d.ts:1: a block without its end",
		"export declare function f(a: string)":                                                    "a.d.ts:1: a statement without its semicolon",
	} {
		_, err := readDeclarations("a.d.ts", source)
		require.EqualError(t, err, want, source)
	}
}

func TestReadEnums(t *testing.T) {
	t.Parallel()
	got, err := readEnums("enums.d.ts", `
import * as v1 from "./v1";
export { v1, };
export declare const A: {
    /** One. */
    readonly "1.0": "1.0";
    readonly Empty: "";
};
export type A = (typeof A)[keyof typeof A];
export declare const Nothing: {
};
`)
	require.NoError(t, err)
	assert.Equal(t, map[string][]string{"A": {"1.0", ""}, "Nothing": {}}, got)

	for source, want := range map[string]string{
		"export declare const A: {\n readonly One: 1;\n};": "enums.d.ts:2: unexpected `1`, want a text",
		"export declare enum A { One }":                    "enums.d.ts:1: unexpected `enum`, want `const`",
		"declare const A: {};":                             "enums.d.ts:1: unexpected `declare`, want `export`",
	} {
		_, err := readEnums("enums.d.ts", source)
		require.EqualError(t, err, want, source)
	}
}

func TestUnknownNamespaces(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"export declare namespace a {\n type B = string; }":              "input.d.ts:2: unexpected `type` in a namespace, want interface, function or namespace",
		"export declare module a { }":                                    "input.d.ts:1: unexpected `module`, want `namespace`",
		"export declare namespace a {\n interface B { c: '}';":           "input.d.ts:2: a block without its end",
		"export declare namespace a {\n interface B { c: '}\n'":          "input.d.ts:2: a text without its closing mark",
		"export declare namespace a {\n interface B { /* } ":             "input.d.ts:2: a comment without its end",
		"export declare namespace a {\n interface B extends C { }\n}":    "input.d.ts:2: unexpected `extends`, want `{`",
		"export declare namespace a {\n function f(val: B, c: D): B;\n}": "input.d.ts:2: unexpected `,`, want `)`",
		"export declare namespace a {\n interface B {} // } \n":          "input.d.ts:3: the file ends where `}` is wanted",
	} {
		_, err := indexObjectTypes("input.d.ts", source, "inputs")
		require.EqualError(t, err, want, source)
	}
}

// FuzzReaders makes sure that no reader panics or hangs, whatever a file holds.
func FuzzReaders(f *testing.F) {
	for _, file := range []string{
		"zoo/v20990101/zooFile.d.ts", "zoo/v20990101/zooFile.js", "zoo/v20990101/index.d.ts",
		"types/input.d.ts", "types/input.js", "types/enums/zoo/v20990101/index.d.ts",
	} {
		content, err := readTestFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
		f.Add(content[:len(content)*2/3])
	}
	f.Fuzz(func(_ *testing.T, source string) {
		// Errors are expected: only coming to an end is asked for.
		_, _ = readDeclarations("x", source)
		_, _ = readIndex("x", source)
		_, _ = readEnums("x", source)
		_, _ = readProgram("x", source, "ZOO")
		if o, err := indexObjectTypes("x", source, "inputs"); err == nil {
			for name := range o.bodies {
				_, _ = o.object(name)
			}
		}
		if d, err := indexDefaultFunctions("x", source); err == nil {
			for name := range d.bodies {
				_, _ = d.fillings(name)
			}
		}
	})
}
