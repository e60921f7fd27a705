package stacks

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/trelica/infrastructure/components/statuspage"
	"github.com/trelica/infrastructure/stacks/settings"
)

// wellStatus is the answer of a product, and of a page, that is well.
const wellStatus = http.StatusOK

// How the status page asks: often enough to tell an outage from a moment, and a certificate that still has two weeks, which those
// that renew themselves always have.
const (
	askEvery       = time.Minute
	answerWithin   = 5 * time.Second
	certificateFor = 14 * 24 * time.Hour
)

// outsideProbe is what the status page calls the probe that somebody makes outside Azure.
const outsideProbe = "From outside Azure"

// probed is an address that is asked from outside.
type probed struct{ what, host, url string }

// probes are what is asked of the product: every host, by the way that customers come, through the edge.
func probes(set *settings.Settings) []probed {
	whole := set.FullHosts()
	all := make([]probed, 0, len(whole))
	for i, host := range whole {
		all = append(all, probed{
			what: strings.ReplaceAll(set.Front.Hosts[i], ".", "-"), host: host, url: "https://" + host + set.Front.ProbePath,
		})
	}
	return all
}

// page is what the status page shows and asks.
func page(set *settings.Settings) statuspage.Page {
	title := set.Front.StatusPage.Title
	made := statuspage.Page{
		Title: title, Description: fmt.Sprintf("Whether %s can be reached, now and in the past.", title),
		Link: "https://" + set.FullHosts()[0],
	}
	for _, probed := range probes(set) {
		made.Probes = append(made.Probes, statuspage.Probe{
			Name: probed.host, URL: probed.url, Method: http.MethodGet, Status: wellStatus,
			Within: answerWithin, CertificateFor: certificateFor, Every: askEvery,
		})
	}
	if set.Front.OutsideProbeToken.Given() {
		made.Outside = []string{outsideProbe}
	}
	return made
}

// addStatusPage makes the status page and the maintenance page. Without its certificate the page is under Container Apps' own name,
// and without a token nobody outside Azure reports to it; the stack then says what it waits for.
func (f *front) addStatusPage() error {
	said := f.set.Front
	certificate, err := statusCertificate(said)
	if err != nil {
		return err
	}
	tokens, err := outsideTokens(said)
	if err != nil {
		return err
	}
	f.status, err = statuspage.New(f.ctx, f.name+"-status", &statuspage.Args{
		Site:          f.watch,
		ResourceGroup: f.groups[groupStatus],
		SubnetID:      f.network.AppSubnetID,
		Zone:          publicZone(f.set),
		Host:          f.set.StatusHost(),
		Page:          page(f.set),
		Tokens:        tokens,
		Images:        statuspage.Images{Gatus: said.StatusPage.GatusImage, Web: said.StatusPage.WebImage},
		Certificate:   certificate,
		Sinks:         f.sinks(),
	}, f.child()...)
	if err != nil {
		return fmt.Errorf("status page: %w", err)
	}
	f.self.Waiting = append(f.self.Waiting, waitingForStatus(f.set)...)
	return nil
}

// statusCertificate is the page's certificate, marked as secret; nil while nobody has brought one.
func statusCertificate(said settings.Front) (*statuspage.Certificate, error) {
	if !said.StatusCertificate.Given() {
		return nil, nil //nolint:nilnil // no certificate is not a mistake
	}
	pfx, err := hidden(said.StatusCertificate)
	if err != nil {
		return nil, fmt.Errorf("certificate of the status page: %w", err)
	}
	password, err := hidden(said.StatusCertificatePassword)
	if err != nil {
		return nil, fmt.Errorf("password of the status page's certificate: %w", err)
	}
	return &statuspage.Certificate{PFX: pfx, Password: password}, nil
}

// outsideTokens are what the probes outside Azure sign with, marked as secret.
func outsideTokens(said settings.Front) ([]pulumi.StringInput, error) {
	if !said.OutsideProbeToken.Given() {
		return nil, nil
	}
	token, err := hidden(said.OutsideProbeToken)
	if err != nil {
		return nil, fmt.Errorf("token of the probe outside Azure: %w", err)
	}
	return []pulumi.StringInput{token}, nil
}

// hidden is a secret setting's value, marked as secret from here on.
func hidden(secret settings.Secret) (pulumi.StringOutput, error) {
	value, err := secret.Reveal()
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	return pulumi.ToSecret(pulumi.String(value)).(pulumi.StringOutput), nil
}

// waitingForStatus is what the status page waits for.
func waitingForStatus(set *settings.Settings) []Waiting {
	var all []Waiting
	command := func(name, file string) string {
		return fmt.Sprintf("pulumi config set --secret --stack %s %s:%s < %s", set.Stack, settings.Project, name, file)
	}
	if !set.Front.StatusCertificate.Given() {
		all = append(all, Waiting{
			Kind: waitsForSecret, Name: "statusCertificate", For: "the status page under " + set.StatusHost(),
			Next: command("statusCertificate", "status.pfx.base64") + ", and its password as statusCertificatePassword",
		})
	}
	if !set.Front.OutsideProbeToken.Given() {
		all = append(all, Waiting{
			Kind: waitsForSecret, Name: "outsideProbeToken", For: "the probe outside Azure", Next: command("outsideProbeToken", "token"),
		})
	}
	return all
}
