package typings

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

const zooToken = "azure-native:zoo/v20990101:ZOO"

// memory is a package in memory.
type memory map[string]string

func (m memory) ReadFile(name string) ([]byte, error) {
	content, ok := m[name]
	if !ok {
		return nil, &os.PathError{Op: "read", Path: name, Err: os.ErrNotExist}
	}
	return []byte(content), nil
}

// smallPackage returns the package in testdata/package, which has every form that the typings use, so that a test can
// change a file of it.
func smallPackage(t *testing.T) memory {
	t.Helper()
	files := memory{}
	root := os.DirFS(filepath.Join("testdata", "package"))
	err := walk(root, func(name, content string) { files[name] = content })
	require.NoError(t, err)
	return files
}

func TestExtract(t *testing.T) {
	t.Parallel()
	document, err := Extract(smallPackage(t), []string{zooToken, "azure-native:zoo/v20990101:listVisitors"})
	require.NoError(t, err)
	got, err := document.JSON()
	require.NoError(t, err)

	golden := filepath.Join("testdata", "package.golden.json")
	if *update {
		require.NoError(t, os.WriteFile(golden, indented(t, got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(indented(t, got)), "run the test with -update, and look at the difference")
}

func TestExtractRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		reason, token string
		file          string // the file to change
		old, replaced string
		want          string
	}{
		"no such type": {
			reason: "A token that the package does not have is refused by name.",
			token:  "azure-native:zoo/v20990101:Farm",
			want:   "azure-native:zoo/v20990101:Farm: zoo/v20990101/index.d.ts has no Farm",
		},
		"no such version": {
			reason: "A version that the package does not have is refused.",
			token:  "azure-native:zoo/v20500101:ZOO",
			want:   "azure-native:zoo/v20500101:ZOO: the package has no zoo/v20500101: read the typings: read zoo/v20500101/index.d.ts: file does not exist",
		},
		"no token": {
			reason: "What is no token is refused with an example of one.",
			token:  "zoo/v20990101/ZOO",
			want:   "zoo/v20990101/ZOO: want a token such as azure-native:network/v20240501:VirtualNetwork",
		},
		"other token": {
			reason: "The file of a resource must register the resource that was asked for.",
			token:  "azure-native:zoo/v20990101:Aviary",
			want:   "azure-native:zoo/v20990101:Aviary: zoo/v20990101/aviary.js: the resource registers as azure-native:zoo/v20980101:Aviary",
		},
		"lost file": {
			reason: "An index that leads to no file is an error.",
			token:  "azure-native:zoo/v20990101:Lost",
			want:   "azure-native:zoo/v20990101:Lost: read the typings: read zoo/v20990101/lost.d.ts: file does not exist",
		},
		"other class": {
			reason: "A file without the class that was asked for is an error.",
			token:  "azure-native:zoo/v20990101:Renamed",
			want:   "azure-native:zoo/v20990101:Renamed: zoo/v20990101/aviary.d.ts: no class Renamed with an interface RenamedArgs",
		},
		"unknown form": {
			reason: "A form that is not known is refused with file and line, never guessed.",
			file:   "types/input.d.ts", old: "from?: pulumi.Input<number>;", replaced: "from?: Promise<number>;",
			want: zooToken + ": types/input.d.ts:26: unknown form of a type: it begins with `Promise`",
		},
		"type that is not there": {
			reason: "A reference that leads nowhere is an error.",
			file:   "types/output.d.ts", old: "interface CageResponse", replaced: "interface BoxResponse",
			want: zooToken + ": types/output.d.ts: no interface zoo.v20990101.CageResponse",
		},
		"enumeration that is not there": {
			reason: "An enumeration that leads nowhere is an error.",
			file:   "types/enums/zoo/v20990101/index.d.ts", old: "const Sku", replaced: "const Ski",
			want: zooToken + ": types/enums/zoo/v20990101/index.d.ts: no enumeration Sku",
		},
		"default of what is not declared": {
			reason: "Declarations and programs that disagree have been misread.",
			file:   "zoo/v20990101/zooFile.js", old: `resourceInputs["zooName"] = args ? args.zooName`, replaced: `resourceInputs["zoo"] = args ? args.zoo`,
			want: zooToken + ": zoo/v20990101/zooFile.js: sets zoo, which is not declared",
		},
		"other constant": {
			reason: "The constant that the SDK sends must be the one that is declared.",
			file:   "zoo/v20990101/zooFile.js", old: `"Public"`, replaced: `"Private"`,
			want: zooToken + `: zoo/v20990101/zooFile.js: sets kind to Private, but it is declared as "Public"`,
		},
		"object without its defaults": {
			reason: "That an object is filled in is deduced from its type, so that an exception must not go unseen.",
			file:   "zoo/v20990101/zooFile.js",
			old:    "args ? (args.keeper ? pulumi.output(args.keeper).apply(inputs.zoo.v20990101.keeperArgsProvideDefaults) : undefined) : undefined", replaced: "args ? args.keeper : undefined",
			want: zooToken + `: zoo/v20990101/zooFile.js: the defaults of keeper come from "", want "inputs.zoo.v20990101.keeperArgsProvideDefaults" from the declarations`,
		},
		"defaults without their function": {
			reason: "A function that is declared but not there is an error.",
			file:   "types/input.js", old: "function hoursArgs", replaced: "function daysArgs",
			want: zooToken + ": types/input.js: no function inputs.zoo.v20990101.hoursArgsProvideDefaults",
		},
		"other package": {
			reason: "Another package is not read at all.",
			file:   "package.json", old: "azure-native", replaced: "aws-native",
			want: `package.json: this is the package "@pulumi/aws-native", want "@pulumi/azure-native"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := maps.Clone(smallPackage(t))
			if test.file != "" {
				require.Equal(t, 1, min(1, strings.Count(files[test.file], test.old)), "the text to replace is there")
				files[test.file] = strings.ReplaceAll(files[test.file], test.old, test.replaced)
			}
			token := test.token
			if token == "" {
				token = zooToken
			}
			_, err := Extract(files, []string{token})
			require.EqualError(t, err, test.want, test.reason)
		})
	}
}

func TestExtractNeedsEveryFile(t *testing.T) {
	t.Parallel()
	for _, missing := range []string{
		"package.json", "types/input.d.ts", "types/output.d.ts", "types/input.js",
		"types/enums/zoo/v20990101/index.d.ts", "zoo/v20990101/index.d.ts", "zoo/v20990101/zooFile.d.ts", "zoo/v20990101/zooFile.js",
	} {
		files := smallPackage(t)
		delete(files, missing)
		_, err := Extract(files, []string{zooToken})
		require.ErrorContains(t, err, "read "+missing+": file does not exist")
	}
}
