package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/trelica/infrastructure/internal/engine"
)

func (a *app) rotateKeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rotate-key VAULT KEY",
		Short: "Make a new version of a key in the local Azure",
		Long: "Make a new version of a key of a vault in the local Azure, as the vault does when its policy says so or somebody asks. " +
			"The versions before stay, and open what was encrypted with them.",
		Example: a.examples("local rotate-key kv-trelica-dev-uks-sec stacks", "then: "+a.name+" secrets rotate --stack bootstrap-dev"),
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return failed(a.rotateKey(cmd.Context(), args[0], args[1]))
		},
	}
}

func (a *app) rotateKey(ctx context.Context, vault, key string) (err error) {
	_, local, err := a.repository()
	if err != nil {
		return err
	}
	defer a.named(engine.TargetLocal)(&err)
	if err := local.Prepare(); err != nil {
		return err
	}
	var env map[string]string
	if served := findServe(ctx, local); served != nil {
		env = served.DataPlane
	} else {
		azure, err := a.azure(ctx, azureOptions{Dir: local.WorldDir(), Log: func(text string) { a.say("local Azure: %s", text) }, Intercept: local.Guard()})
		if err != nil {
			return fmt.Errorf("starting the local Azure: %w", err)
		}
		defer func() { err = errors.Join(err, azure.Close()) }()
		env = azure.DataPlaneEnviron("")
	}
	client, err := engine.DataPlane{Env: env}.Client()
	if err != nil {
		return err
	}
	uri, err := rotateAt(ctx, client, env, fmt.Sprintf("https://%s.vault.azure.net", vault), key)
	if err != nil {
		return fmt.Errorf("key %s of vault %s: %w", key, vault, err)
	}
	_, err = fmt.Fprintln(a.out, uri)
	return err
}

// rotateAt calls Rotate Key as everybody would: the vault says which tenant it is of, Entra gives a token, the vault rotates
// (Microsoft Learn, REST reference, Key Vault, Rotate Key).
func rotateAt(ctx context.Context, client *http.Client, env map[string]string, vault, key string) (string, error) {
	address := vault + "/keys/" + url.PathEscape(key) + "/rotate?api-version=7.4"
	challenged, _, err := call(ctx, client, address, "", nil)
	if err != nil {
		return "", err
	}
	_, rest, _ := strings.Cut(challenged.Get("WWW-Authenticate"), `authorization="`)
	authority, _, _ := strings.Cut(rest, `"`)
	_, token, err := call(ctx, client, authority+"/oauth2/v2.0/token", "", url.Values{
		"grant_type": {"client_credentials"}, "scope": {"https://vault.azure.net/.default"},
		"client_id": {env["AZURE_CLIENT_ID"]}, "client_secret": {env["AZURE_CLIENT_SECRET"]},
	})
	if err != nil {
		return "", err
	}
	bearer, _ := token["access_token"].(string)
	_, made, err := call(ctx, client, address, bearer, nil)
	if err != nil {
		return "", err
	}
	if refused, ok := made["error"].(map[string]any); ok {
		return "", fmt.Errorf("%v: %v", refused["code"], refused["message"])
	}
	described, _ := made["key"].(map[string]any)
	uri, _ := described["kid"].(string)
	return uri, nil
}

// call posts a form, or nothing, and reads the answer, whatever it is.
func call(ctx context.Context, client *http.Client, address, token string, form url.Values) (http.Header, map[string]any, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, nil, err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, nil, err
	}
	answer := map[string]any{}
	err = json.NewDecoder(response.Body).Decode(&answer)
	return response.Header, answer, errors.Join(err, response.Body.Close())
}
