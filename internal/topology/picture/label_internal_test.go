package picture

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/internal/topology"
)

// TestALabelIsWellFormed holds that what an environment is called cannot break the picture, nor be written as Go writes texts.
func TestALabelIsWellFormed(t *testing.T) {
	t.Parallel()
	const name = `a "b" <c> & d`
	reader := xml.NewDecoder(strings.NewReader(Drawing{Atlas: topology.Atlas{Environment: name}}.svg(1, true)))
	label := ""
	for {
		token, err := reader.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "svg" {
			for _, a := range start.Attr {
				if a.Name.Local == "aria-label" {
					label = a.Value
				}
			}
		}
	}
	assert.Equal(t, "Environment "+name+": who can reach whom", label)
}
