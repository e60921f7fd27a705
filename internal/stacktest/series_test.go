package stacktest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/trelica/infrastructure/stacks/settings"
)

// sample is a series, and what an alert makes of it.
type sample struct {
	Series string
	// Within is the minute at which the alert must have fired.
	Within int
	Reason string
}

// held is what is held against one alert on a series. Of scales the values to an environment: they are shares of so many outbound ports of a
// node, and the environment's cluster says how many a node of its own has.
type held struct {
	Fires, Quiet sample
	Of           float64
}

// watchdog is an alert on a series, as Azure evaluates it: every so many minutes over a window, by an aggregation (Azure Monitor
// documentation, alerts-types; a query's Count is the number of its rows).
type watchdog struct {
	window, every         int
	aggregation, operator string
	limit                 float64
}

// first is the minute at which it fires first, 0 for never.
func (w watchdog) first(values []float64) int {
	for now := w.every; now <= len(values); now += w.every {
		if now < w.window {
			continue
		}
		got := aggregate(w.aggregation, values[now-w.window:now])
		if w.operator == "GreaterThan" && got > w.limit || w.operator == "GreaterThanOrEqual" && got >= w.limit || w.operator == "LessThan" && got < w.limit {
			return now
		}
	}
	return 0
}

func aggregate(how string, values []float64) float64 {
	least, most, sum := values[0], values[0], 0.0
	for _, v := range values {
		least, most, sum = min(least, v), max(most, v), sum+v
	}
	switch how {
	case "Average":
		return sum / float64(len(values))
	case "Minimum":
		return least
	case "Maximum":
		return most
	}
	return sum // Total, and the Count of rows
}

// values are those of each minute of a series.
func values(t *testing.T, series string, scale float64) []float64 {
	t.Helper()
	var all []float64
	for _, run := range strings.Split(series, ",") {
		parts := strings.Fields(run)
		require.Len(t, parts, 2, "%q: minutes and a value", run)
		length, err := time.ParseDuration(parts[0])
		require.NoError(t, err)
		value, err := strconv.ParseFloat(parts[1], 64)
		require.NoError(t, err)
		for range int(length.Minutes()) {
			all = append(all, value*scale)
		}
	}
	return all
}

// period reads PT15M, PT6H, P1D.
var period = regexp.MustCompile(`^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$`)

func inMinutes(t *testing.T, value any) int {
	t.Helper()
	parts := period.FindStringSubmatch(fmt.Sprint(value))
	require.NotNil(t, parts, "%v is no period", value)
	total := 0
	for i, each := range []int{24 * 60, 60, 1} {
		if n, err := strconv.Atoi(parts[i+1]); err == nil {
			total += n * each
		}
	}
	return total
}

// watchdogOf reads an alert's condition.
func watchdogOf(t *testing.T, inputs map[string]any) watchdog {
	t.Helper()
	w := watchdog{window: inMinutes(t, inputs["windowSize"]), every: inMinutes(t, inputs["evaluationFrequency"])}
	criteria := inputs["criteria"].(map[string]any)
	if failed, ok := criteria["failedLocationCount"].(float64); ok {
		w.aggregation, w.operator, w.limit = "Maximum", "GreaterThanOrEqual", failed
		return w
	}
	conditions := criteria["allOf"].([]any)
	require.Len(t, conditions, 1)
	one := conditions[0].(map[string]any)
	w.aggregation, w.operator, w.limit = one["timeAggregation"].(string), one["operator"].(string), one["threshold"].(float64)
	return w
}

// anyVault is a vault's own part of an alert's name.
var anyVault = regexp.MustCompile(`^vault-(tok|tde|secrets)-`)

// heldAgainst reads the table.
func heldAgainst(t *testing.T) (table struct {
	Series map[string]held
	Events map[string]map[string]any
}) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", "series.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(content, &table))
	return table
}

// stackAlert is an alert, and the stack that makes it.
type stackAlert struct {
	goldenResource
	stack string
}

// conditioned are the alerts of all stacks, by their short names: one of each stack and region, and of each vault.
func conditioned(t *testing.T) map[string][]stackAlert {
	t.Helper()
	all := map[string][]stackAlert{}
	for _, stack := range settings.Stacks(root) {
		for _, r := range golden(t, stack) {
			kind := strings.Split(r.URN, "::")[2]
			if _, is := kinds()[kind[strings.LastIndex(kind, ":")+1:]]; !is {
				continue
			}
			name, _ := r.Inputs["ruleName"].(string)
			if name == "" {
				name, _ = r.Inputs["activityLogAlertName"].(string)
			}
			parts := alertName.FindStringSubmatch(name)
			require.NotNil(t, parts, name)
			short := anyVault.ReplaceAllString(parts[2], "vault-")
			all[short] = append(all[short], stackAlert{r, stack})
		}
	}
	return all
}

// outboundPorts are those that a stack's cluster gives to each node.
func outboundPorts(t *testing.T, stack string) float64 {
	t.Helper()
	var found []float64
	for _, r := range golden(t, stack) {
		if !strings.HasSuffix(strings.Split(r.URN, "::")[2], ":ManagedCluster") {
			continue
		}
		network, _ := r.Inputs["networkProfile"].(map[string]any)
		balancer, _ := network["loadBalancerProfile"].(map[string]any)
		ports, _ := balancer["allocatedOutboundPorts"].(float64)
		found = append(found, ports)
	}
	require.Len(t, found, 1, "%s has one cluster", stack)
	require.Positive(t, found[0], "the cluster of %s says how many ports a node has", stack)
	return found[0]
}

// TestEveryAlertFiresInTimeAndNotForNothing holds each alert on a metric, a query or a test against a series that must wake somebody and one that
// must not. That the series tell something is held too: with a limit or a pace that is weaker the first is not seen in time, with a
// sharper limit the second wakes somebody.
func TestEveryAlertFiresInTimeAndNotForNothing(t *testing.T) {
	t.Parallel()
	table, used := heldAgainst(t), map[string]bool{}
	for name, alerts := range conditioned(t) {
		for _, r := range alerts {
			if r.Inputs["condition"] != nil {
				continue // of the activity log
			}
			h, there := table.Series[name]
			if !assert.True(t, there, "%s has no series", name) {
				break
			}
			used[name] = true
			w, scale := watchdogOf(t, r.Inputs), 1.0
			if h.Of != 0 {
				scale = outboundPorts(t, r.stack) / h.Of
			}
			loud, quiet := values(t, h.Fires.Series, scale), values(t, h.Quiet.Series, scale)
			inTime := func(w watchdog) bool { at := w.first(loud); return at > 0 && at <= h.Fires.Within }
			assert.True(t, inTime(w), "%s: %s: must fire within %d minutes, fires at %d", name, h.Fires.Reason, h.Fires.Within, w.first(loud))
			assert.Zero(t, w.first(quiet), "%s: %s: must not fire", name, h.Quiet.Reason)
			weak, sharp, slow := w, w, w
			weak.limit, sharp.limit = w.limit*1.25+1, w.limit*0.75-1
			if w.operator == "LessThan" {
				weak.limit, sharp.limit = sharp.limit, weak.limit
			}
			slow.window, slow.every = 3*w.window, 3*w.every
			assert.False(t, inTime(weak), "%s: a weaker limit is not seen by its series", name)
			assert.False(t, inTime(slow), "%s: a slower pace is not seen by its series", name)
			assert.NotZero(t, sharp.first(quiet), "%s: a limit that is too sharp is not seen by its series", name)
		}
	}
	for name := range table.Series {
		assert.True(t, used[name], "no alert is %s", name)
	}
}

// event is an entry of the activity log.
type event map[string]string

// wakes tells whether an activity log alert sees an event: all conditions, each by itself or by one of several (Azure Monitor documentation,
// activity-log alert rules; comparison is without regard to case).
func wakes(conditions []any, e event) bool {
	for _, one := range conditions {
		condition := one.(map[string]any)
		if several, ok := condition["anyOf"].([]any); ok {
			if !slices.ContainsFunc(several, func(each any) bool { return wakes([]any{each}, e) }) {
				return false
			}
			continue
		}
		field, _ := condition["field"].(string)
		want, _ := condition["equals"].(string)
		if want == "" || !strings.EqualFold(e[field], want) {
			return false
		}
	}
	return true
}

// combined are all events that have one of the values of each field.
func combined(fields map[string]any) []event {
	events := []event{{}}
	for field, value := range fields {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		var next []event
		for _, e := range events {
			for _, one := range list {
				more := event{field: fmt.Sprint(one)}
				for key, v := range e {
					more[key] = v
				}
				next = append(next, more)
			}
		}
		events = next
	}
	return events
}

// TestEveryActivityAlertSeesItsEventsAlone holds each alert on the activity log against the events that must wake somebody, and against the same
// with one thing that is otherwise: an operation that failed, of another kind, of another category.
func TestEveryActivityAlertSeesItsEventsAlone(t *testing.T) {
	t.Parallel()
	table, used := heldAgainst(t), map[string]bool{}
	everything := map[string]bool{}
	for _, fields := range table.Events {
		for _, e := range combined(fields) {
			everything[e["operationName"]] = true
		}
	}
	for name, alerts := range conditioned(t) {
		for _, r := range alerts {
			condition, ok := r.Inputs["condition"].(map[string]any)
			if !ok {
				continue
			}
			fields, there := table.Events[name]
			if !assert.True(t, there, "%s has no events", name) {
				break
			}
			used[name] = true
			conditions := condition["allOf"].([]any)
			mine := map[string]bool{}
			for _, e := range combined(fields) {
				mine[e["operationName"]] = true
				assert.True(t, wakes(conditions, e), "%s must see %v", name, e)
				for field := range e {
					other := event{}
					for key, v := range e {
						other[key] = v
					}
					other[field] = map[string]string{"status": "Failed", "category": "Autoscale", "properties.cause": "UserInitiated"}[field]
					assert.False(t, wakes(conditions, other), "%s must not see %v", name, other)
				}
			}
			for operation := range everything {
				if operation != "" && !mine[operation] {
					assert.False(t, wakes(conditions, event{"category": "Administrative", "status": "Succeeded", "operationName": operation}), "%s must not see %s", name, operation)
				}
			}
		}
	}
	for name := range table.Events {
		assert.True(t, used[name], "no alert is %s", name)
	}
}
