package statuspage

import "time"

// The structs below are the part of Gatus's configuration that is used, field by field as Gatus itself reads it (TwiN/gatus,
// config/config.go, config/endpoint/endpoint.go, external_endpoint.go, config/endpoint/ui/ui.go, config/ui/ui.go,
// config/web/web.go, storage/config.go, client/config.go). Parse reads them strictly, so that a field that Gatus does not know is found here and
// not by a page that stays dark.

// Config is a Gatus configuration file.
type Config struct {
	Storage   Storage            `yaml:"storage"`
	Web       Web                `yaml:"web"`
	UI        UI                 `yaml:"ui"`
	Endpoints []Endpoint         `yaml:"endpoints"`
	External  []ExternalEndpoint `yaml:"external-endpoints,omitempty"`
}

// Storage is where results are kept.
type Storage struct {
	Type           string `yaml:"type"`
	Path           string `yaml:"path"`
	Caching        bool   `yaml:"caching,omitempty"`
	MaximumResults int    `yaml:"maximum-number-of-results"`
	MaximumEvents  int    `yaml:"maximum-number-of-events"`
}

// Web is where Gatus listens.
type Web struct {
	Address string `yaml:"address"`
	Port    int    `yaml:"port"`
}

// UI is how the page looks.
type UI struct {
	Title       string `yaml:"title"`
	Header      string `yaml:"header"`
	Description string `yaml:"description"`
	Link        string `yaml:"link,omitempty"`
	DarkMode    bool   `yaml:"dark-mode"`
}

// Endpoint is one thing that Gatus asks.
type Endpoint struct {
	Name       string        `yaml:"name"`
	Group      string        `yaml:"group,omitempty"`
	URL        string        `yaml:"url"`
	Method     string        `yaml:"method"`
	Interval   time.Duration `yaml:"interval"`
	Client     Client        `yaml:"client"`
	Conditions []string      `yaml:"conditions"`
	UI         EndpointUI    `yaml:"ui"`
}

// Client is how an endpoint is asked.
type Client struct {
	Insecure       bool          `yaml:"insecure"`
	IgnoreRedirect bool          `yaml:"ignore-redirect"`
	Timeout        time.Duration `yaml:"timeout"`
}

// EndpointUI is what the page tells of an endpoint.
type EndpointUI struct {
	HideHostname                bool `yaml:"hide-hostname"`
	HideErrors                  bool `yaml:"hide-errors"`
	DontResolveFailedConditions bool `yaml:"dont-resolve-failed-conditions"`
}

// ExternalEndpoint is one that is asked by somebody else, who sends the result.
type ExternalEndpoint struct {
	Name      string    `yaml:"name"`
	Group     string    `yaml:"group,omitempty"`
	Token     string    `yaml:"token"`
	Heartbeat Heartbeat `yaml:"heartbeat"`
}

// Heartbeat is how often a result must come: its absence counts as a failure.
type Heartbeat struct {
	Interval time.Duration `yaml:"interval"`
}
