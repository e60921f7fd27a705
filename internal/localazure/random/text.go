package random

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/bcrypt"
)

// The characters a text is drawn from (terraform-provider-random internal/random/string.go).
const (
	digits   = "0123456789"
	lowers   = "abcdefghijklmnopqrstuvwxyz"
	uppers   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	specials = "!@#$%&*()-_=+[]{}<>:?"
)

// bcryptLimit is how much of a text bcrypt hashes, in bytes.
const bcryptLimit = 72

func textInputs() map[string]input {
	yes, zero := resource.NewBoolProperty(true), asNumber(0)
	return map[string]input{
		"keepers": keepers(),
		"length":  {form: whole, required: true, least: 1, most: mostDrawn},
		"lower":   {form: truth, standard: yes}, "minLower": {form: whole, most: mostDrawn, standard: zero},
		"upper": {form: truth, standard: yes}, "minUpper": {form: whole, most: mostDrawn, standard: zero},
		"numeric": {form: truth, standard: yes}, "minNumeric": {form: whole, most: mostDrawn, standard: zero},
		"special": {form: truth, standard: yes}, "minSpecial": {form: whole, most: mostDrawn, standard: zero},
		"number":          {form: truth, standard: yes},
		"overrideSpecial": {form: text},
	}
}

func stringKind() kind {
	return kind{
		token:   stringToken,
		inputs:  textInputs(),
		outputs: map[string]bool{"result": false},
		demands: textDemands,
		draw: func(v values) (string, resource.PropertyMap, error) {
			drawn, err := drawText(v)
			return drawn, resource.PropertyMap{"result": asText(drawn)}, err
		},
		restore: func(given string) (string, resource.PropertyMap, resource.PropertyMap, error) {
			inputs := resource.PropertyMap{"length": asNumber(float64(len(given)))}
			return given, inputs, resource.PropertyMap{"result": asText(given)}, nil
		},
	}
}

// passwordKind is a text whose value is secret. Its identifier is always "none".
func passwordKind() kind {
	shown := func(drawn string) (resource.PropertyMap, error) {
		hash, err := bcrypt.GenerateFromPassword([]byte(drawn)[:min(len(drawn), bcryptLimit)], bcrypt.DefaultCost)
		if err != nil {
			return nil, fmt.Errorf("the password cannot be hashed: %w", err)
		}
		return resource.PropertyMap{"result": asText(drawn), "bcryptHash": asText(string(hash))}, nil
	}
	return kind{
		token:   passwordToken,
		inputs:  textInputs(),
		outputs: map[string]bool{"result": true, "bcryptHash": true},
		demands: textDemands,
		draw: func(v values) (string, resource.PropertyMap, error) {
			drawn, err := drawText(v)
			if err != nil {
				return "", nil, err
			}
			made, err := shown(drawn)
			return "none", made, err
		},
		restore: func(given string) (string, resource.PropertyMap, resource.PropertyMap, error) {
			made, err := shown(given)
			return "none", resource.PropertyMap{"length": asNumber(float64(len(given)))}, made, err
		},
	}
}

// textDemands are what the inputs of a text must fulfil together.
func textDemands(v values) []finding {
	var findings []finding
	least := v.number("minLower") + v.number("minUpper") + v.number("minNumeric") + v.number("minSpecial")
	if v.number("length") < least {
		findings = append(findings, finding{"length", fmt.Sprintf("is %d; must be at least %d, the sum of minLower, minUpper, minNumeric and minSpecial", v.number("length"), least)})
	}
	if v.truth("number") != v.truth("numeric") {
		findings = append(findings, finding{"number", "must say the same as numeric, of which it is the old name"})
	}
	if least < v.number("length") && alphabet(v) == "" {
		findings = append(findings, finding{"lower", "one of lower, upper, numeric and special must be true"})
	}
	return findings
}

// special are the special characters to draw from.
func special(v values) string {
	if own := v.text("overrideSpecial"); own != "" {
		return own
	}
	return specials
}

// alphabet are all characters to draw from.
func alphabet(v values) string {
	var all strings.Builder
	for _, set := range []struct {
		wanted     string
		characters string
	}{{"upper", uppers}, {"lower", lowers}, {"numeric", digits}, {"special", special(v)}} {
		if v.truth(set.wanted) {
			all.WriteString(set.characters)
		}
	}
	return all.String()
}

// drawText draws as many of each sort as are demanded, the rest from all, and shuffles.
func drawText(v values) (string, error) {
	drawn := make([]byte, 0, v.number("length"))
	for _, set := range []struct {
		least      string
		characters string
	}{{"minNumeric", digits}, {"minLower", lowers}, {"minUpper", uppers}, {"minSpecial", special(v)}} {
		some, err := drawFrom(set.characters, v.number(set.least))
		if err != nil {
			return "", err
		}
		drawn = append(drawn, some...)
	}
	rest, err := drawFrom(alphabet(v), v.number("length")-len(drawn))
	if err != nil {
		return "", err
	}
	drawn = append(drawn, rest...)
	for i := len(drawn) - 1; i > 0; i-- {
		j, err := drawIndex(i + 1)
		if err != nil {
			return "", err
		}
		drawn[i], drawn[j] = drawn[j], drawn[i]
	}
	return string(drawn), nil
}

func drawFrom(characters string, count int) ([]byte, error) {
	drawn := make([]byte, max(count, 0))
	for i := range drawn {
		j, err := drawIndex(len(characters))
		if err != nil {
			return nil, err
		}
		drawn[i] = characters[j]
	}
	return drawn, nil
}

func drawIndex(below int) (int, error) {
	drawn, err := rand.Int(rand.Reader, big.NewInt(int64(below)))
	if err != nil {
		return 0, fmt.Errorf("nothing could be drawn: %w", err)
	}
	return int(drawn.Int64()), nil
}
