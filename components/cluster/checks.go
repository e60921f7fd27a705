package cluster

import (
	"fmt"
	"strings"

	"github.com/trelica/infrastructure/components/azure"
)

// checks is what is wrong with arguments so far.
type checks struct{ *azure.Problems }

// when enters a problem if it is there. The text begins with the field and a colon, and says what is wrong and allowed.
func (c checks) when(wrong bool, format string, args ...any) {
	if !wrong {
		return
	}
	field, message, _ := strings.Cut(fmt.Sprintf(format, args...), ": ")
	c.Add(field, message)
}
