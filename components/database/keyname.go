package database

import (
	"fmt"
	"net/url"
	"strings"
)

// serverKeyName returns what a key is called on a server: <vault>_<key>_<version>. Azure SQL takes no other name
// (azure-rest-api-specs, Microsoft.Sql 2023-08-01, ServerKeys.json, keyName).
func serverKeyName(versionURI string) (string, error) {
	parsed, err := url.Parse(versionURI)
	if err != nil {
		return "", fmt.Errorf("key %q: %w", versionURI, err)
	}
	vault, _, _ := strings.Cut(parsed.Hostname(), ".")
	parts := strings.Split(strings.Trim(parsed.Path, "/"), "/")
	if parsed.Scheme != "https" || vault == "" || len(parts) != 3 || parts[0] != "keys" || parts[1] == "" || parts[2] == "" {
		return "", fmt.Errorf("key %q: want https://<vault>/keys/<name>/<version>, with the version", versionURI)
	}
	return strings.Join([]string{vault, parts[1], parts[2]}, "_"), nil
}
