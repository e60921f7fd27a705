package stacktest

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/stacks/settings"
)

// raised is an alert that a stack provisions.
type raised struct {
	name     string // without what every name of the environment and region begins with: "cluster-node-cpu"
	severity string
	claim    string
	runbook  string // the page's name
	seen     string // the kind of rule
	tells    string // the group that is told
	region   string // the region's short name
	owner    string // who answers for it
}

// alertName takes an alert's name apart.
var alertName = regexp.MustCompile(`^alert-[a-z0-9]+-[a-z]+-([a-z]+[0-9]*)-(.+)$`)

// kinds are the resource types of alert rules, with what a person calls them.
func kinds() map[string]string {
	return map[string]string{"MetricAlert": "metric", "ScheduledQueryRule": "logs", "ActivityLogAlert": "activity log"}
}

// alerts are those of a snapshot, in its order.
func alerts(snapshot []goldenResource) []raised {
	var all []raised
	for _, r := range snapshot {
		kind := strings.Split(r.URN, "::")[2]
		seen, is := kinds()[kind[strings.LastIndex(kind, ":")+1:]]
		if !is {
			continue
		}
		name, _ := r.Inputs["ruleName"].(string)
		if name == "" {
			name, _ = r.Inputs["activityLogAlertName"].(string)
		}
		one := raised{name: name, seen: seen}
		if parts := alertName.FindStringSubmatch(name); parts != nil {
			one.region, one.name = parts[1], parts[2]
		}
		one.read(r.Inputs["actions"])
		tags, _ := r.Inputs["tags"].(map[string]any)
		one.owner, _ = tags["owner"].(string)
		all = append(all, one)
	}
	return all
}

// read takes what the message carries from a rule's actions, which the three kinds nest differently.
func (a *raised) read(value any) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			a.read(element)
		}
	case string:
		if strings.Contains(v, "/actionGroups/") {
			a.tells = v[strings.LastIndex(v, "/")+1:]
		}
	case map[string]any:
		for key, element := range v {
			switch text, _ := element.(string); key {
			case "severity":
				a.severity = text
			case "claim":
				a.claim = text
			case "runbook":
				a.runbook = strings.TrimSuffix(text[strings.LastIndex(text, "/")+1:], ".md")
			default:
				a.read(element)
			}
		}
	}
}

// untold lists the alerts of a snapshot that would wake somebody who then does not know what it is, how bad, or what to do, and
// those that wake nobody.
func untold(snapshot []goldenResource, pages map[string]bool) []string {
	var found []string
	for _, a := range alerts(snapshot) {
		if a.severity == "" || !strings.HasPrefix(a.claim, "SP-") || !pages[a.runbook] || a.tells == "" || a.region == "" || a.owner == "" {
			found = append(found, a.name)
		}
	}
	return found
}

// runbooks are the pages that there are.
func runbooks(t *testing.T) map[string]bool {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "docs", "runbooks"))
	require.NoError(t, err)
	pages := map[string]bool{}
	for _, entry := range entries {
		if name, is := strings.CutSuffix(entry.Name(), ".md"); is && name != "README" {
			pages[name] = true
		}
	}
	return pages
}

func TestEveryProvisionedAlertTellsWhatToDo(t *testing.T) {
	t.Parallel()
	pages := runbooks(t)
	for _, stack := range settings.Stacks(root) {
		assert.Empty(t, untold(golden(t, stack), pages), stack)
	}
	for _, property := range []string{"severity", "claim", "runbook"} {
		snapshot := golden(t, "prod")
		rule, found := named(snapshot, "MetricAlert", "platform-alerts-cluster-node-cpu")
		require.True(t, found)
		delete(rule.Inputs["actions"].([]any)[0].(map[string]any)["webHookProperties"].(map[string]any), property)
		assert.Equal(t, []string{"cluster-node-cpu"}, untold(snapshot, pages), "an alert without %s is seen", property)
	}
	nobodys := golden(t, "prod")
	rule, found := named(nobodys, "MetricAlert", "platform-alerts-cluster-node-cpu")
	require.True(t, found)
	delete(rule.Inputs["tags"].(map[string]any), "owner")
	assert.Equal(t, []string{"cluster-node-cpu"}, untold(nobodys, pages), "an alert that is nobody's is seen")
	delete(pages, "cluster-nodes")
	assert.Contains(t, untold(golden(t, "prod"), pages), "cluster-node-cpu", "an alert whose page is gone is seen")
}

// TestEachRegionWatchesItselfAndTellsItsOwnPeople holds the rule that what watches a region is not lost with the other: the
// group that is told is the region's, and so is the workspace that is asked.
func TestEachRegionWatchesItselfAndTellsItsOwnPeople(t *testing.T) {
	t.Parallel()
	by := map[string]map[string]bool{}
	for _, a := range alerts(golden(t, "prod")) {
		assert.Contains(t, a.tells, "-"+a.region+"-", "%s in %s tells the people of another region", a.name, a.region)
		if by[a.region] == nil {
			by[a.region] = map[string]bool{}
		}
		by[a.region][a.name] = true
	}
	for _, region := range []string{"eus2", "cus"} {
		for _, must := range mustWatch() {
			assert.True(t, by[region][must], "%s is not watched in %s", must, region)
		}
	}
	for _, must := range []string{"vault-tde-denied", "vault-tde-availability", "vault-tde-policy", "vault-tde-roles", "vault-tde-removed"} {
		assert.True(t, by["cus"][must], "%s: the database's key is in the recovery region", must)
	}
	for _, a := range alerts(golden(t, settings.Rebuild)) {
		assert.Equal(t, "cus", a.region, "a rebuilt platform watches itself: %s", a.name)
		assert.Equal(t, "ag-trelica-prod-cus-oncall", a.tells, "and tells the people of the region it is in")
	}
	require.NotEmpty(t, alerts(golden(t, settings.Rebuild)))
}

// mustWatch is what each of production's regions must watch.
func mustWatch() []string {
	return []string{
		"vault-denied", "vault-deleted", "vault-tok-denied", "vault-tok-deleted", "vault-tok-availability", "region-certificate-expires",
		"region-workspace-silent", "database-cpu", "database-data-io", "database-storage", "database-workers", "database-sessions",
		"database-connections-failed", "database-deadlocks", "database-key-lost", "replication-lag", "server-encryption", "server-removed",
	}
}

// TestWhatEndangersTheDatabasesKeyIsCritical holds the severities that a lost key demands: there is half an hour.
func TestWhatEndangersTheDatabasesKeyIsCritical(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, a := range alerts(golden(t, "prod")) {
		for _, what := range []string{
			"vault-tde-availability", "vault-tde-denied", "vault-tde-policy", "vault-tde-deleted", "vault-tde-removed", "vault-tde-roles",
			"database-key-lost", "server-encryption",
		} {
			if a.name == what {
				seen[what] = true
				assert.Equal(t, "critical", a.severity, a.name)
			}
		}
	}
	assert.Len(t, seen, 8)
}

func TestProductionHasAlertsEnough(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, a := range alerts(golden(t, "prod")) {
		names[a.name] = true
	}
	assert.GreaterOrEqual(t, len(names), 25, "different things that are watched")
}

// reference is where the list of alerts is read.
var reference = filepath.Join("docs", "reference", "alerts.md")

func TestAlertsReferenceIsCurrent(t *testing.T) {
	t.Parallel()
	if *update {
		writeAlertsPage(t)
		return
	}
	got, err := os.ReadFile(filepath.Join(root, reference))
	require.NoError(t, err)
	assert.Equal(t, alertsPage(t), string(got), `the list of alerts is old: go test ./internal/stacktest -run Reference -update`)
}

func writeAlertsPage(t *testing.T) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(root, reference), []byte(alertsPage(t)), 0o600))
}

// alertsPage lists the alerts of all stacks: one row for each, with the stacks and regions that have it.
func alertsPage(t *testing.T) string {
	t.Helper()
	places := map[raised][]string{}
	for _, stack := range settings.Stacks(root) {
		for _, a := range alerts(golden(t, stack)) {
			place := stack + " (" + a.region + ")"
			a.region, a.tells = "", ""
			if !slices.Contains(places[a], place) {
				places[a] = append(places[a], place)
			}
		}
	}
	rows := make([]raised, 0, len(places))
	for a := range places {
		rows = append(rows, a)
	}
	slices.SortFunc(rows, func(a, b raised) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(rank(a.severity), rank(b.severity)))
	})
	var page strings.Builder
	page.WriteString(`# Alerts

Written by ` + "`go test ./internal/stacktest -run Reference -update`" + ` from the stacks' snapshots; do not edit. What to do is on the
[runbook](../runbooks/README.md) that each names. A severity is Azure's: critical (0), error (1), warning (2), informational (3). Names
begin with ` + "`alert-<organisation>-<environment>-<region>-`" + `. Whom each tells is the action group of its region.

Limits, windows and paces are held against series that must wake somebody and series that must not (` + "`internal/stacktest/testdata/series.yaml`" + `). Queries
are checked for the tables and columns that they name (` + "`alerts-queries`" + ` in [controls](../controls.md)). They are not executed: what a service really writes
into a table is for real Azure to show ([unproven](../unproven.md)).

| Alert | Severity | Owner | Claim | Seen in | Runbook | Stacks and regions |
|---|---|---|---|---|---|---|
`)
	for _, a := range rows {
		fmt.Fprintf(&page, "| %s | %s | %s | %s | %s | [%s](../runbooks/%s.md) | %s |\n",
			a.name, a.severity, a.owner, a.claim, a.seen, a.runbook, a.runbook, strings.Join(shortened(places[a]), ", "))
	}
	page.WriteString("\n`tokens-silent` (warning, platform, SP-17, logs, [tokens-behind](../runbooks/tokens-behind.md); dr, prod) is in no snapshot: it is made with the " +
		"job that it watches, which waits for its image.\n")
	return page.String()
}

// rank orders severities, the worst first.
func rank(severity string) int {
	return slices.Index([]string{"critical", "error", "warning", "informational", "verbose"}, severity)
}

// shortened are places with the regions of one stack together: "prod (cus, eus2)".
func shortened(places []string) []string {
	var short []string
	slices.Sort(places)
	for _, place := range places {
		stack, _, _ := strings.Cut(place, " ")
		if last := len(short) - 1; last >= 0 && strings.HasPrefix(short[last], stack+" ") {
			short[last] = strings.TrimSuffix(short[last], ")") + ", " + strings.TrimPrefix(place, stack+" (")
			continue
		}
		short = append(short, place)
	}
	return short
}
