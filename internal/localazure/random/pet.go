package random

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// petKind is a name for people to tell things apart by. The words are this project's own; the real provider has many
// more.
func petKind() kind {
	return kind{
		token: petToken,
		inputs: map[string]input{
			"keepers": keepers(), "prefix": {form: text},
			"length":    {form: whole, least: 1, most: mostDrawn, standard: asNumber(2)},
			"separator": {form: text, standard: asText("-")},
		},
		outputs: map[string]bool{},
		draw: func(v values) (string, resource.PropertyMap, error) {
			words := []string{}
			if prefix := v.text("prefix"); prefix != "" {
				words = append(words, prefix)
			}
			for left := v.number("length"); left > 0; left-- {
				word, err := drawWord(left)
				if err != nil {
					return "", nil, err
				}
				words = append(words, word)
			}
			return strings.Join(words, v.text("separator")), resource.PropertyMap{}, nil
		},
	}
}

// drawWord draws the word that stands at a distance from the end: an animal last, adjectives before it, adverbs before
// those.
func drawWord(left int) (string, error) {
	list := "barely calmly fairly gently mostly neatly oddly partly purely rarely safely slowly truly vastly"
	switch left {
	case 1:
		list = "badger beaver crane falcon gecko heron ibex lemur marten newt otter panda raven stoat tapir wombat"
	case 2:
		list = "able amber brave bright calm eager fair fond glad keen kind lively mild noble proud quick ready warm"
	}
	words := strings.Fields(list)
	i, err := drawIndex(len(words))
	if err != nil {
		return "", err
	}
	return words[i], nil
}
