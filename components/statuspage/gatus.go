package statuspage

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

const (
	gatusPort   = 8081
	historyPath = "/history"
	// historyVariable names the environment variable that says which file of the share is this configuration's.
	historyVariable = "HISTORY"

	// results and events are what the page can show of an endpoint: at a minute apart a week of single results. Availability
	// is kept for a month besides, by the hour and then by the day (TwiN/gatus, storage/store/sql/sql.go).
	results = 10_000
	events  = 1_000

	leastInterval = 30 * time.Second
	askTimeout    = 10 * time.Second
	// outsideInterval is how long the probe outside Azure may be silent: it runs every five minutes, and sometimes late.
	outsideInterval = 20 * time.Minute
)

// Page is what the status page shows, and what it asks.
type Page struct {
	// Title is the product's name as customers know it: "Trelica".
	Title string
	// Description is a sentence for search engines.
	Description string
	// Link is where the title leads, an https address.
	Link string
	// Probes are asked by the page. One at least.
	Probes []Probe
	// Outside are names of probes that somebody outside Azure makes and sends in.
	Outside []string
}

// Probe is one thing that is asked from outside, as a customer would.
type Probe struct {
	// Name is shown: "Sign-in".
	Name string
	// URL is asked, an https address.
	URL string
	// Method is GET or HEAD.
	Method string
	// Status is the answer's that counts as well: 200.
	Status int
	// Within is how long the answer may take.
	Within time.Duration
	// CertificateFor is for how long the certificate must still be good.
	CertificateFor time.Duration
	// Every is how often it is asked, 30 seconds or more.
	Every time.Duration
}

// Render writes Gatus's configuration for a page. The same page gives the same text. It fails where Gatus would refuse the
// result.
func Render(page Page) (string, error) {
	text, err := yaml.Marshal(config(page))
	if err != nil {
		return "", fmt.Errorf("status page's configuration: %w", err)
	}
	// Gatus replaces variables in the whole file; "$$" stands for the sign itself. The one variable is put in afterwards.
	written := strings.ReplaceAll(string(text), "$", "$$")
	written = strings.ReplaceAll(written, historyMark, "${"+historyVariable+"}")
	for i := range page.Outside {
		written = strings.ReplaceAll(written, tokenMark(i), "${"+tokenVariable(i)+"}")
	}
	if _, err := Parse(written); err != nil {
		return "", fmt.Errorf("status page's configuration: %w", err)
	}
	return written, nil
}

// Marks stand where variables will be, until what the page's owner wrote has been made safe.
const historyMark = "@@history@@"

func tokenMark(i int) string { return fmt.Sprintf("@@token-%d@@", i) }

func tokenVariable(i int) string { return fmt.Sprintf("OUTSIDE_TOKEN_%d", i) }

// config is the page as Gatus takes it.
//
// The history is SQLite on a share. Gatus switches SQLite to a write-ahead log, which wants memory that processes share and a
// share over the network cannot give; in exclusive mode SQLite keeps that index to itself and needs none (SQLite documentation,
// wal, "Use of WAL Without Shared-Memory"). The address listened on is the container group's own: the web server beside it is
// the only way in.
func config(page Page) Config {
	made := Config{
		Storage: Storage{
			Type: "sqlite", Path: historyPath + "/" + historyMark + ".db?_pragma=locking_mode(EXCLUSIVE)",
			MaximumResults: results, MaximumEvents: events,
		},
		Web: Web{Address: "127.0.0.1", Port: gatusPort},
		UI: UI{
			Title: page.Title + " status", Header: page.Title, Description: page.Description, Link: page.Link,
		},
	}
	for _, probe := range page.Probes {
		made.Endpoints = append(made.Endpoints, Endpoint{
			Name: probe.Name, URL: probe.URL, Method: probe.Method, Interval: probe.Every,
			Client: Client{IgnoreRedirect: true, Timeout: askTimeout},
			UI:     EndpointUI{HideHostname: true, HideErrors: true, DontResolveFailedConditions: true},
			Conditions: []string{
				fmt.Sprintf("[STATUS] == %d", probe.Status),
				fmt.Sprintf("[RESPONSE_TIME] < %d", probe.Within.Milliseconds()),
				fmt.Sprintf("[CERTIFICATE_EXPIRATION] > %s", probe.CertificateFor),
			},
		})
	}
	for i, name := range page.Outside {
		made.External = append(made.External, ExternalEndpoint{
			Name: name, Group: "outside", Token: tokenMark(i), Heartbeat: Heartbeat{Interval: outsideInterval},
		})
	}
	return made
}

// condition is what Gatus takes as one (TwiN/gatus, config/endpoint/condition.go): a value, a comparison, a value.
var condition = regexp.MustCompile(`\A\[(STATUS|RESPONSE_TIME|CERTIFICATE_EXPIRATION|CONNECTED|BODY|IP)\]\S* (==|!=|<=|>=|<|>) \S+\z`)

// Parse reads a Gatus configuration strictly and says everything that Gatus would refuse or misread: unknown fields, endpoints
// that are not asked over https, conditions that are none, two endpoints of one name.
func Parse(text string) (Config, error) {
	var read Config
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&read); err != nil {
		return Config{}, fmt.Errorf("gatus configuration: %w", err)
	}
	var wrong []string
	say := func(format string, arguments ...any) { wrong = append(wrong, fmt.Sprintf(format, arguments...)) }
	if read.Storage.Type != "sqlite" || read.Storage.Path == "" {
		say("storage: type %q with path %q keeps no history; allowed: sqlite with a path", read.Storage.Type, read.Storage.Path)
	}
	if len(read.Endpoints) == 0 {
		say("endpoints: none; Gatus does not start without one")
	}
	keys := map[string]bool{}
	unique := func(group, name string) {
		key := gatusKey(group, name)
		if name == "" || keys[key] {
			say("endpoint %q: its name is empty or, as Gatus reads it, there already", name)
		}
		keys[key] = true
	}
	for _, endpoint := range read.Endpoints {
		unique(endpoint.Group, endpoint.Name)
		if !strings.HasPrefix(endpoint.URL, "https://") {
			say("endpoint %q: %q is no https address", endpoint.Name, endpoint.URL)
		}
		if len(endpoint.Conditions) == 0 {
			say("endpoint %q: no conditions", endpoint.Name)
		}
		for _, each := range endpoint.Conditions {
			if !condition.MatchString(each) {
				say("endpoint %q: %q is no condition", endpoint.Name, each)
			}
		}
	}
	for _, endpoint := range read.External {
		unique(endpoint.Group, endpoint.Name)
		if endpoint.Token == "" {
			say("external endpoint %q: no token", endpoint.Name)
		}
	}
	if len(wrong) > 0 {
		return Config{}, fmt.Errorf("gatus configuration:\n  - %s", strings.Join(wrong, "\n  - "))
	}
	return read, nil
}

// gatusKey is how Gatus tells endpoints apart: some signs are one to it (TwiN/gatus, config/key/key.go).
func gatusKey(group, name string) string {
	plain := strings.NewReplacer("/", "-", "_", "-", ",", "-", ".", "-", "#", "-", "+", "-", "&", "-", " ", "-")
	return strings.ToLower(plain.Replace(group) + "_" + plain.Replace(name))
}
