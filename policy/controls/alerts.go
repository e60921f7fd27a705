package controls

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// watched is what an alert asks at least.
type watched struct {
	kind string
	// severity is the mildest, 0 being the worst; window and every the longest, in minutes.
	severity, window, every float64
	// least is the shortest window: what a shorter one looks at may be over before its records have come. 0 where any will do.
	least    float64
	operator string
	// limit is the threshold at which it must fire at the latest.
	limit               float64
	metric, aggregation string
	dimensions          []string
	// query are conditions that the query must hold, with names of the environment as "*".
	query []string
	// asks are the conditions of an activity log alert, as field=value, and conditions how many there are side by side.
	asks       []string
	conditions int
	// count is how often each stack has it.
	count map[string]int
	// job is the Kubernetes job that it comes with: without the job there is nothing to be silent.
	job string
}

var alertKinds = []string{"insights:MetricAlert", "insights:ScheduledQueryRule", "insights:ActivityLogAlert"}

// alertRules are those about what is watched and who is told.
func alertRules() []*Rule {
	return []*Rule{
		{
			ID: "alerts-on", Claim: "SP-25", Severity: High, Kinds: alertKinds, Title: "Every alert is on, and tells a person what it is, how bad, and what to do", Why: "An alert that wakes nobody is none.",
			Fix: "enable it, name an action group, and give severity, claim and runbook", Each: tells,
		},
		{
			ID: "alerts-people", Claim: "SP-25", Severity: Critical, Kinds: []string{"insights:ActionGroup"}, Title: "Action groups have people on them", Why: "Somebody must be told.", Fix: "give the group an enabled receiver with an address",
			Needs: []Need{need("enabled", yes()).or(true, srcMonitor), need("emailReceivers[].emailAddress", address()), need("groupShortName", matches(`^.{1,12}$`, "twelve characters or fewer"))},
			Each: func(c *Case) {
				if len(c.Resource.At("emailReceivers[]")) == 0 && c.Resource.At("smsReceivers")[0].Absent && c.Resource.At("webhookReceivers")[0].Absent {
					c.Violate(c.Resource, Place{Path: "emailReceivers", Absent: true}, "nobody is told")
				}
			},
		},
		{
			ID: "alerts-there", Claim: "SP-13", Severity: High, Title: "What must be watched is", Why: "Access to vaults, loss of keys, lag and failure are seen.", Fix: "keep the alert, by its name", Whole: alertsThere,
		},
		{
			ID: "alerts-sharp", Claim: "SP-13", Severity: High, Kinds: alertKinds, Title: "Alerts fire in time", Why: "A threshold that is never reached watches nothing.", Fix: "set threshold, window and frequency as the catalogue has them, or sharper", Each: sharp,
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
		{
			ID: "alerts-queries", Claim: "SP-13", Severity: High, Kinds: []string{"insights:ScheduledQueryRule"}, Title: "Queries ask tables and columns that there are", Why: "A query that fails is silent.", Fix: "name tables and columns of the schema; see internal tables in controls/queries.go", Each: queryWhole,
			When: func(_ *Resource, s *Stack) bool { return s.ours() },
		},
	}
}

// alertName takes an alert's name apart: alert-ORGANISATION-ENVIRONMENT-REGION-NAME.
var alertName = regexp.MustCompile(`^alert-[a-z0-9]+-[a-z]+-[a-z]+[0-9]*-([a-z0-9-]+)$`)

// shortName is what an alert is called in the table.
func shortName(r *Resource) string {
	name := r.Text("ruleName")
	if name == "" {
		name = r.Text("activityLogAlertName")
	}
	if parts := alertName.FindStringSubmatch(name); parts != nil {
		return parts[1]
	}
	return ""
}

var severities = []string{"critical", "error", "warning", "informational", "verbose"}

// tells judges whom an alert tells, and what.
func tells(c *Case) {
	r := c.Resource
	c.Expect(r, r.At("enabled")[0], yes(), absentIs(true, srcMonitor))
	group, properties := "actions[].actionGroupId", "actions[].webHookProperties"
	switch r.kind() {
	case "insights:ScheduledQueryRule":
		group, properties = "actions.actionGroups[]", "actions.customProperties"
	case "insights:ActivityLogAlert":
		group, properties = "actions.actionGroups[].actionGroupId", "actions.actionGroups[].webhookProperties"
	}
	groups := r.At(group)
	if len(groups) == 0 {
		c.Violate(r, Place{Path: "actions", Absent: true}, "tells nobody")
	}
	for _, p := range groups {
		c.Expect(r, p, filled(), Default{})
	}
	if !c.Stack.ours() {
		return
	}
	for property, want := range inOrder(map[string]Predicate{
		"claim": matches(`^(SP-(0[1-9]|1\d|2[0-6])|all)$`, "a claim"), "severity": is(toAny(severities)...),
		"runbook": matches(`^https://github\.com/trelica/infrastructure/blob/main/docs/runbooks/[a-z0-9-]+\.md(#[a-z0-9-]+)?$`, "a page of docs/runbooks"),
	}) {
		for _, p := range r.At(properties + "." + property) {
			c.Expect(r, p, want, Default{})
		}
	}
	if p := r.At("severity")[0]; !p.Absent {
		n, ok := number(plain(p.Value))
		word := r.Text(properties + ".severity")
		if !ok || n < 0 || int(n) >= len(severities) || float64(int(n)) != n || severities[int(n)] != word {
			c.Violate(r, p, show(p.Value)+" is not what the message says: "+word)
		}
	}
	c.Expect(r, r.At("description")[0], matches(`^[A-Z].{15,}`, "a sentence"), Default{})
	if len(r.At("scopes[]")) == 0 {
		c.Violate(r, Place{Path: "scopes", Absent: true}, "watches nothing")
	}
	if criteria := r.Text("criteria.odataType"); strings.HasSuffix(criteria, "WebtestLocationAvailabilityCriteria") && len(r.At("scopes[]")) != 2 {
		c.Violate(r, r.At("scopes")[0], "an alert on a test watches two: the test, and the component that it reports to")
	}
}

// alertsThere demands the alerts of the table.
func alertsThere(c *Case) {
	if !c.Stack.ours() {
		return
	}
	found := map[string]int{}
	for _, r := range c.Stack.Of(alertKinds...) {
		found[shortName(r)]++
	}
	for name, want := range alertTable {
		need := want.count[c.Stack.Name]
		for _, job := range c.Stack.Of("kubernetes:CronJob") {
			if want.job != "" && job.Text("metadata.name") == want.job {
				need = 1
			}
		}
		if found[name] < need {
			c.Violate(nil, Place{Path: name, Absent: true}, fmt.Sprintf("the alert %s is there %d times; it must be %d", name, found[name], need))
		}
	}
}

// sharp judges threshold, window, frequency and what is asked.
func sharp(c *Case) {
	r := c.Resource
	want, known := alertTable[shortName(r)]
	if !known {
		return
	}
	if r.kind() != want.kind {
		c.Violate(r, Place{Path: "(type)", Value: r.Type}, "is another kind of alert")
		return
	}
	if want.kind == "insights:ActivityLogAlert" {
		asks(c, want)
		return
	}
	c.Expect(r, r.At("severity")[0], between(0, want.severity), Default{})
	c.Expect(r, r.At("windowSize")[0], within2(want.least, want.window), Default{})
	c.Expect(r, r.At("evaluationFrequency")[0], within2(0, want.every), Default{})
	c.Expect(r, r.At("autoMitigate")[0], yes(), absentIs(true, srcMonitor))
	threshold := want.threshold()
	if want.metric == "webtest" {
		c.Expect(r, r.At("criteria.failedLocationCount")[0], between(1, want.limit), Default{})
		c.Expect(r, r.At("criteria.webTestId")[0], filled(), Default{})
		c.Expect(r, r.At("criteria.componentId")[0], filled(), Default{})
		return
	}
	if len(r.At("criteria.allOf[]")) != 1 {
		c.Violate(r, Place{Path: "criteria.allOf", Absent: true}, "must have one condition")
	}
	for _, p := range r.At("criteria.allOf[].threshold") {
		c.Expect(r, p, threshold, Default{})
	}
	for path, value := range inOrder(map[string]string{"operator": want.operator, "timeAggregation": want.aggregation}) {
		for _, p := range r.At("criteria.allOf[]." + path) {
			c.Expect(r, p, is(value), Default{})
		}
	}
	if want.metric != "" {
		for i, p := range r.At("criteria.allOf[].metricName") {
			space, _ := plain(r.At("criteria.allOf[].metricNamespace")[i].Value).(string)
			name, _ := plain(p.Value).(string)
			c.Expect(r, Place{Path: p.Path, Value: space + "/" + name}, is(want.metric), Default{})
		}
		var dimensions []string
		for _, p := range r.At("criteria.allOf[].dimensions[]") {
			object, _ := plain(p.Value).(map[string]any)
			values, _ := texts(object["values"])
			name, _ := object["name"].(string)
			if object["operator"] == "Include" {
				dimensions = append(dimensions, name+"="+strings.Join(values, "|"))
			}
		}
		slices.Sort(dimensions)
		if !slices.Equal(dimensions, want.dimensions) {
			c.Violate(r, Place{Path: "criteria.allOf.dimensions", Value: toAny(dimensions)}, "watches other parts than "+strings.Join(want.dimensions, ", "))
		}
		return
	}
	for i, p := range r.At("criteria.allOf[].query") {
		text, _ := plain(p.Value).(string)
		plainQuery := ownNames.ReplaceAllString(text, `"*"`)
		for _, piece := range want.query {
			if !hasUnknown(p.Value) && !strings.Contains(plainQuery, piece) {
				c.Violate(r, p, "does not ask: "+piece)
			}
		}
		for _, path := range []string{"minFailingPeriodsToAlert", "numberOfEvaluationPeriods"} {
			place := r.At("criteria.allOf[].failingPeriods." + path)[i]
			c.Expect(r, place, is(1.0), absentIs(1.0, srcMonitor))
		}
	}
}

// ownNames are names of the environment in a query: of its resources, and of its origins, whatever zone they are in.
var ownNames = regexp.MustCompile(`"[^"]*trelica[^"]*"|"origin-[a-z0-9]+\.[a-z0-9.-]+"`)

// threshold is what a threshold must be: as sharp as the table's.
func (w watched) threshold() Predicate {
	if strings.HasPrefix(w.operator, "Less") {
		return atLeast(w.limit)
	}
	return between(0, w.limit)
}

// within2 demands a duration of so many minutes or fewer, and of no fewer than least.
func within2(least, most float64) Predicate {
	text := fmt.Sprintf("%g minutes or fewer", most)
	if least > 0 {
		text = fmt.Sprintf("%g to %g minutes", least, most)
	}
	return Predicate{text, func(v any) bool {
		got, ok := minutes(v)
		return ok && got > 0 && got >= least && got <= most
	}}
}

// asks judges the conditions of an activity log alert.
func asks(c *Case, want watched) {
	r := c.Resource
	var have []string
	all := r.At("condition.allOf[]")
	for _, p := range all {
		object, _ := plain(p.Value).(map[string]any)
		if field, _ := object["field"].(string); field != "" {
			value, _ := object["equals"].(string)
			have = append(have, field+"="+value)
		}
		inner, _ := object["anyOf"].([]any)
		for _, one := range inner {
			o, _ := one.(map[string]any)
			field, _ := o["field"].(string)
			value, _ := o["equals"].(string)
			have = append(have, field+"="+value)
		}
		if len(inner) == 0 && object["field"] == nil {
			c.Violate(r, p, "asks nothing")
		}
	}
	for _, ask := range want.asks {
		if !slices.Contains(have, ask) {
			c.Violate(r, Place{Path: "condition.allOf", Value: toAny(have)}, "does not ask for "+ask)
		}
	}
	if len(all) > want.conditions {
		c.Violate(r, Place{Path: "condition.allOf"}, "asks for more at once than it should")
	}
}
