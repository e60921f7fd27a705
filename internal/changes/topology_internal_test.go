package changes

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/trelica/infrastructure/internal/topology"
)

// TestOpenedAndClosed holds which ways a change opens and closes, each as it was and as it is.
func TestOpenedAndClosed(t *testing.T) {
	t.Parallel()
	const none, sure, doubtful = "closed", "open", "undecided"
	picture := func(answer string, first, last int) map[leg][]span {
		if answer == none {
			return map[leg][]span{}
		}
		return map[leg][]span{{"internet", "nodes", topology.TCP, answer == doubtful}: {{first: first, last: last}}}
	}
	for _, test := range []struct {
		reason         string
		before, after  string
		opened, closed []string
	}{
		{"what is open as it was", sure, sure, nil, nil},
		{"what is opened", none, sure, []string{"tcp 443"}, nil},
		{"what is closed", sure, none, nil, []string{"tcp 443"}},
		{"what may be open now counts as opened", none, doubtful, []string{"tcp 443"}, nil},
		{"what was doubtful and is open is opened", doubtful, sure, []string{"tcp 443"}, nil},
		{"what was doubtful and is closed is closed", doubtful, none, nil, []string{"tcp 443"}},
		{"what was open and is doubtful is neither: nobody may read that it is closed", sure, doubtful, nil, nil},
		{"what stays doubtful is neither", doubtful, doubtful, nil, nil},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			before, after := picture(test.before, 443, 443), picture(test.after, 443, 443)
			names := func(ways []Way) (names []string) {
				for _, w := range ways {
					names = append(names, w.Ports)
				}
				return names
			}
			assert.Equal(t, test.opened, names(flat(opened(before, after))), "opened")
			assert.Equal(t, test.closed, names(flat(closed(before, after))), "closed")
		})
	}
	wide, narrow := picture(sure, 80, 443), picture(doubtful, 100, 200)
	left := flat(closed(wide, narrow))
	assert.Equal(t, []string{"tcp 201-443", "tcp 80-99"}, []string{left[0].Ports, left[1].Ports}, "of a range, what is certainly not open any more")
}
