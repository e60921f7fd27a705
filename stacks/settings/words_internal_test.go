package settings

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	known := []string{"minCount", "maxCount", "name"}
	for word, want := range map[string]string{
		"minCuont": " (did you mean minCount?)",
		"MINCOUNT": " (did you mean minCount?)",
		"nam":      " (did you mean name?)",
		"zebra":    "",
		"":         "",
		"x":        "",
	} {
		assert.Equal(t, want, suggest(word, known), word)
	}
}

func TestEditsIsADistance(t *testing.T) {
	t.Parallel()
	words := rapid.StringMatching(`[a-c]{0,8}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := words.Draw(t, "a"), words.Draw(t, "b"), words.Draw(t, "c")
		assert.Equal(t, edits(a, b), edits(b, a))
		assert.Equal(t, a == b, edits(a, b) == 0)
		assert.LessOrEqual(t, edits(a, c), edits(a, b)+edits(b, c))
	})
}

func TestPathsReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]path{
		"trelica:region":                     at("region"),
		"trelica:userPools[1].vmSize":        at("userPools", 1, "vmSize"),
		`trelica:userPools[0].labels["a/b"]`: at("userPools", 0, "labels", "a/b"),
		"azure-native:location":              at("azure-native:location"),
		`"a\nb"`:                             at("a\nb"),
	} {
		assert.Equal(t, want, p.String())
	}
	p := at("userPools")
	_ = append(p, 1)
	one, two := p.with(1), p.with(2)
	assert.NotEqual(t, one.String(), two.String(), "extending a path must not change another")
}

func TestAllowedOfVersionsNamesThemAll(t *testing.T) {
	t.Parallel()
	allowed := allowedAt(at("kubernetesVersion"))
	for _, v := range Versions() {
		assert.Contains(t, allowed, strconv.Quote(v.Minor))
	}
	assert.Equal(t, len(Versions()), strings.Count(allowed, `"`)/2, "no version more")
}

func TestNamesThatSettingsAcceptAreValid(t *testing.T) {
	t.Parallel()
	base := Files("../..", "dev")
	require.False(t, base.broken)
	rapid.Check(t, func(t *rapid.T) {
		values := map[string]string{}
		for k, v := range base.Values {
			values[k] = v
		}
		organisation := rapid.OneOf(rapid.StringMatching(`[a-z][a-z0-9]{1,11}`), rapid.StringMatching(`[A-Za-z0-9-]{1,14}`)).Draw(t, "organisation")
		values["trelica:organisation"] = organisation
		s, err := Load(FromConfig("dev", values))
		if err == nil {
			assert.NoError(t, s.Names().Validate())
			return
		}
		assert.Contains(t, err.Error(), "trelica:organisation = "+strconv.Quote(organisation))
	})
}

func TestMessagesStayOnOneLine(t *testing.T) {
	t.Parallel()
	p := Problem{File: "Pulumi.dev.yaml", Line: 3, Key: "trelica:owner", Value: short("a\nb" + strings.Repeat("x", 200)), Message: "is wrong", Allowed: "better"}
	assert.Equal(t, fmt.Sprintf("Pulumi.dev.yaml:3: trelica:owner = \"a\\nb%s…\": is wrong; allowed: better", strings.Repeat("x", 77)), p.String())
}

// The settings are read by stackctl and by every test of a stack: they must not drag an SDK in.
func TestTheSettingsImportNoSDK(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	require.NoError(t, err)
	seen := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Name(), nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, i := range parsed.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			require.NoError(t, err)
			standard := !strings.Contains(strings.Split(name, "/")[0], ".")
			light := []string{
				"gopkg.in/yaml.v3", "github.com/trelica/infrastructure/internal/addressplan",
				"github.com/trelica/infrastructure/internal/naming", "github.com/trelica/infrastructure/internal/regions",
			}
			if !standard {
				assert.Contains(t, light, name, "%s imports it", f.Name())
			}
			seen++
		}
	}
	assert.Positive(t, seen)
}
