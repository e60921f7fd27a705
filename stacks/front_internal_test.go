package stacks

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/trelica/infrastructure/components/edge"
	"github.com/trelica/infrastructure/components/mail"
	"github.com/trelica/infrastructure/components/statuspage"
	"github.com/trelica/infrastructure/stacks/settings"
)

// fronted are settings with a front.
func fronted() *settings.Settings {
	return &settings.Settings{
		Stack: "prod",
		Place: settings.Place{Region: "eastus2", RecoveryRegion: "centralus", WatchRegion: "westus2", Zone: "trelica.io"},
		Front: settings.Front{
			Hosts: []string{"app", "api.eu"}, ProbePath: "/healthz",
			StatusPage: settings.StatusPage{Host: "status", Title: "Trelica"},
		},
	}
}

func TestPageAsksEveryHostByTheWayThatCustomersCome(t *testing.T) {
	t.Parallel()
	probe := func(host string) statuspage.Probe {
		return statuspage.Probe{
			Name: host, URL: "https://" + host + "/healthz", Method: http.MethodGet, Status: 200, Within: 5 * time.Second,
			CertificateFor: 14 * 24 * time.Hour, Every: time.Minute,
		}
	}
	want := statuspage.Page{
		Title: "Trelica", Description: "Whether Trelica can be reached, now and in the past.", Link: "https://app.trelica.io",
		Probes: []statuspage.Probe{probe("app.trelica.io"), probe("api.eu.trelica.io")},
	}
	set := fronted()
	assert.Equal(t, want, page(set))
	_, err := statuspage.Render(page(set))
	require.NoError(t, err, "Gatus takes it")

	set.Front.OutsideProbeToken = "token"
	want.Outside = []string{"From outside Azure"}
	assert.Equal(t, want, page(set), "with a token, somebody outside Azure reports too")
}

// TestTheProbeTellsTheProductFromItsMaintenancePage holds the one path that both answer away from what is probed.
func TestTheProbeTellsTheProductFromItsMaintenancePage(t *testing.T) {
	t.Parallel()
	for _, probed := range probes(fronted()) {
		assert.NotContains(t, probed.url, edge.ProbePath)
	}
	assert.Equal(t, []probed{
		{"app", "app.trelica.io", "https://app.trelica.io/healthz"}, {"api-eu", "api.eu.trelica.io", "https://api.eu.trelica.io/healthz"},
	}, probes(fronted()))
}

func TestTheStatusPageSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	certificate := Waiting{
		Kind: "secret", Name: "statusCertificate", For: "the status page under status.trelica.io",
		Next: "pulumi config set --secret --stack prod trelica:statusCertificate < status.pfx.base64, and its password as statusCertificatePassword",
	}
	token := Waiting{
		Kind: "secret", Name: "outsideProbeToken", For: "the probe outside Azure",
		Next: "pulumi config set --secret --stack prod trelica:outsideProbeToken < token",
	}
	for _, c := range []struct {
		certificate, token settings.Secret
		want               []Waiting
		reason             string
	}{
		{"", "", []Waiting{certificate, token}, "the first day"},
		{"cGZ4", "", []Waiting{token}, "with a certificate"},
		{"", "token", []Waiting{certificate}, "with a token"},
		{"cGZ4", "token", nil, "with both"},
	} {
		set := fronted()
		set.Front.StatusCertificate, set.Front.StatusCertificatePassword, set.Front.OutsideProbeToken = c.certificate, c.certificate, c.token
		assert.Equal(t, c.want, waitingForStatus(set), c.reason)
		made, err := statusCertificate(set.Front)
		require.NoError(t, err)
		assert.Equal(t, c.certificate != "", made != nil, c.reason)
		tokens, err := outsideTokens(set.Front)
		require.NoError(t, err)
		assert.Len(t, tokens, len(page(set).Outside), "one token for each probe: %s", c.reason)
	}
}

func TestASealedSecretIsNotUsed(t *testing.T) {
	t.Parallel()
	const sealed = "\x00"
	_, err := statusCertificate(settings.Front{StatusCertificate: sealed, StatusCertificatePassword: sealed})
	assert.ErrorContains(t, err, "certificate of the status page: the value is encrypted")
	_, err = outsideTokens(settings.Front{OutsideProbeToken: sealed})
	assert.ErrorContains(t, err, "token of the probe outside Azure: the value is encrypted")
}

func TestSender(t *testing.T) {
	t.Parallel()
	said := settings.Mail{
		Account: "u1", Cluster: "wl1", ReturnPath: "em1", Links: settings.Links{Host: "url1", Owner: "1"},
		DMARCPolicy: "reject", DMARCReports: []string{"dmarc@trelica.io"},
	}
	want := mail.Sender{
		Account: "u1", Cluster: "wl1", ReturnPath: "em1", Links: mail.Links{Host: "url1", Owner: "1"},
		DMARC: mail.DMARC{Policy: "reject", Reports: []string{"dmarc@trelica.io"}},
	}
	assert.Equal(t, want, sender(said))
	said.DMARCPolicy, want.DMARC.Policy, want.SPF.HardFail = "none", "none", true
	assert.Equal(t, want, sender(said), "where DMARC refuses nothing, SPF does")
}

func TestSecretsInPlainTextAreRefused(t *testing.T) {
	t.Parallel()
	set := fronted()
	set.Front.StatusCertificate, set.Front.StatusCertificatePassword, set.Front.OutsideProbeToken = "pfx", "password", "token"
	require.NoError(t, refuseClear(set, func(string) bool { return true }), "all are encrypted")
	err := refuseClear(set, func(key string) bool { return key == "trelica:outsideProbeToken" })
	assert.EqualError(t, err, "the settings of stack prod hold secrets in plain text: trelica:statusCertificate, "+
		"trelica:statusCertificatePassword; take them out and set them with pulumi config set --secret")
	require.NoError(t, refuseClear(fronted(), func(string) bool { return false }), "there are none")
}
