package random

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"math/big"
	seeded "math/rand/v2"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// The tokens of the types.
const (
	passwordToken = "random:index/randomPassword:RandomPassword"
	stringToken   = "random:index/randomString:RandomString"
	bytesToken    = "random:index/randomBytes:RandomBytes"
	idToken       = "random:index/randomId:RandomId"
	uuidToken     = "random:index/randomUuid:RandomUuid"
	petToken      = "random:index/randomPet:RandomPet"
	integerToken  = "random:index/randomInteger:RandomInteger"
)

// kinds are the types, by token.
func kinds() map[string]kind {
	all := map[string]kind{}
	for _, one := range []kind{passwordKind(), stringKind(), bytesKind(), idKind(), uuidKind(), petKind(), integerKind()} {
		all[one.token] = one
	}
	return all
}

func asText(value string) resource.PropertyValue    { return resource.NewStringProperty(value) }
func asNumber(value float64) resource.PropertyValue { return resource.NewNumberProperty(value) }

// keepers are an input of every kind.
func keepers() input { return input{form: textMap} }

func bytesKind() kind {
	shown := func(drawn []byte) resource.PropertyMap {
		return resource.PropertyMap{
			"base64": asText(base64.StdEncoding.EncodeToString(drawn)),
			"hex":    asText(hex.EncodeToString(drawn)),
		}
	}
	return kind{
		token:   bytesToken,
		inputs:  map[string]input{"keepers": keepers(), "length": {form: whole, required: true, least: 1, most: mostDrawn}},
		outputs: map[string]bool{"base64": true, "hex": true},
		draw: func(v values) (string, resource.PropertyMap, error) {
			drawn, err := drawBytes(v.number("length"))
			return base64.StdEncoding.EncodeToString(drawn), shown(drawn), err
		},
		restore: func(given string) (string, resource.PropertyMap, resource.PropertyMap, error) {
			drawn, err := base64.StdEncoding.DecodeString(given)
			if err != nil {
				return "", nil, nil, errors.New("the identifier of a RandomBytes to import is its value in base64, and this is not base64")
			}
			return given, resource.PropertyMap{"length": asNumber(float64(len(drawn)))}, shown(drawn), nil
		},
	}
}

func idKind() kind {
	shown := func(prefix string, drawn []byte) resource.PropertyMap {
		return resource.PropertyMap{
			"b64Std": asText(prefix + base64.StdEncoding.EncodeToString(drawn)),
			"b64Url": asText(prefix + base64.RawURLEncoding.EncodeToString(drawn)),
			"hex":    asText(prefix + hex.EncodeToString(drawn)),
			"dec":    asText(prefix + new(big.Int).SetBytes(drawn).String()),
		}
	}
	return kind{
		token: idToken,
		inputs: map[string]input{
			"keepers": keepers(), "prefix": {form: text}, "byteLength": {form: whole, required: true, least: 1, most: mostDrawn},
		},
		outputs: map[string]bool{"b64Std": false, "b64Url": false, "hex": false, "dec": false},
		draw: func(v values) (string, resource.PropertyMap, error) {
			drawn, err := drawBytes(v.number("byteLength"))
			return base64.RawURLEncoding.EncodeToString(drawn), shown(v.text("prefix"), drawn), err
		},
		restore: func(given string) (string, resource.PropertyMap, resource.PropertyMap, error) {
			prefix, encoded := "", given
			if comma := strings.LastIndex(given, ","); comma >= 0 {
				prefix, encoded = given[:comma], given[comma+1:]
			}
			drawn, err := base64.RawURLEncoding.DecodeString(encoded)
			if err != nil {
				return "", nil, nil, fmt.Errorf("the identifier of a RandomId to import is PREFIX,BASE64URL or BASE64URL without padding: %w", err)
			}
			inputs := resource.PropertyMap{"byteLength": asNumber(float64(len(drawn)))}
			if prefix != "" {
				inputs["prefix"] = asText(prefix)
			}
			return encoded, inputs, shown(prefix, drawn), nil
		},
	}
}

func uuidKind() kind {
	return kind{
		token:   uuidToken,
		inputs:  map[string]input{"keepers": keepers()},
		outputs: map[string]bool{"result": false},
		draw: func(values) (string, resource.PropertyMap, error) {
			drawn, err := uuid.NewRandom()
			return drawn.String(), resource.PropertyMap{"result": asText(drawn.String())}, err
		},
		restore: func(given string) (string, resource.PropertyMap, resource.PropertyMap, error) {
			read, err := uuid.Parse(given)
			if err != nil {
				return "", nil, nil, fmt.Errorf("the identifier of a RandomUuid to import is the UUID itself: %w", err)
			}
			return read.String(), resource.PropertyMap{}, resource.PropertyMap{"result": asText(read.String())}, nil
		},
	}
}

func integerKind() kind {
	return kind{
		token: integerToken,
		inputs: map[string]input{
			"keepers": keepers(), "seed": {form: text},
			"min": {form: whole, required: true, least: smallestWhole, most: -smallestWhole}, "max": {form: whole, required: true, least: smallestWhole, most: -smallestWhole},
		},
		outputs: map[string]bool{"result": false},
		demands: func(v values) []finding {
			if v.number("min") > v.number("max") {
				return []finding{{"min", fmt.Sprintf("is %d; must not be above max, which is %d", v.number("min"), v.number("max"))}}
			}
			return nil
		},
		draw: func(v values) (string, resource.PropertyMap, error) {
			drawn, err := drawWhole(v.number("min"), v.number("max"), v.text("seed"))
			return strconv.Itoa(drawn), resource.PropertyMap{"result": asNumber(float64(drawn))}, err
		},
	}
}

// smallestWhole is the smallest whole number that a float holds exactly.
const smallestWhole = -(1 << 53)

// drawWhole draws a number of a range. With a seed it is always the same; the real provider's is another.
func drawWhole(least, most int, seed string) (int, error) {
	span := int64(most) - int64(least) + 1
	if seed != "" {
		sum := fnv.New64a()
		// Writing to a hash does not fail.
		_, _ = sum.Write([]byte(seed))
		return least + int(seeded.New(seeded.NewPCG(sum.Sum64(), 0)).Int64N(span)), nil
	}
	drawn, err := rand.Int(rand.Reader, big.NewInt(span))
	if err != nil {
		return 0, fmt.Errorf("nothing could be drawn: %w", err)
	}
	return least + int(drawn.Int64()), nil
}

func drawBytes(count int) ([]byte, error) {
	drawn := make([]byte, max(count, 0))
	if _, err := rand.Read(drawn); err != nil {
		return nil, fmt.Errorf("nothing could be drawn: %w", err)
	}
	return drawn, nil
}
