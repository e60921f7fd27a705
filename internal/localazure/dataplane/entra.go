package dataplane

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

// OperatorID is the client identifier of the local operator, who may do everything: whoever bootstraps an environment owns it.
const OperatorID = "00000000-0000-0000-0000-00000000face"

// tokenSeconds is how long a token is said to be good for; it is good for as long as the data plane is served.
const tokenSeconds = 3599

// claims are what a token says.
type claims struct {
	Tenant   string `json:"tid"`
	Client   string `json:"appid"`
	Object   string `json:"oid"`
	Audience string `json:"aud"`
}

// operator tells whether the caller is the local operator.
func (c claims) operator() bool { return c.Client == OperatorID }

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// entra answers Entra's host: what MSAL asks before it signs a client in, and the sign-in (Microsoft identity platform
// documentation, v2-oauth2-client-creds-grant-flow and v2-protocols-oidc; microsoft-authentication-library-for-go, authority).
func (s *Server) entra(w http.ResponseWriter, r *http.Request) {
	path := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	rest := strings.Join(path[1:], "/")
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/common/discovery/instance":
		writeJSON(w, http.StatusOK, map[string]any{
			"tenant_discovery_endpoint": "https://" + entraHost + "/common/v2.0/.well-known/openid-configuration",
			"api-version":               "1.1",
			"metadata": []any{map[string]any{
				"preferred_network": entraHost, "preferred_cache": "login.windows.net",
				"aliases": []string{entraHost, "login.windows.net", "login.microsoft.com", "sts.windows.net"},
			}},
		})
	case r.Method == http.MethodGet && rest == "v2.0/.well-known/openid-configuration":
		base := "https://" + entraHost + "/" + path[0]
		writeJSON(w, http.StatusOK, map[string]any{
			"issuer": base + "/v2.0", "token_endpoint": base + "/oauth2/v2.0/token", "authorization_endpoint": base + "/oauth2/v2.0/authorize",
			"device_authorization_endpoint": base + "/oauth2/v2.0/devicecode",
			"jwks_uri":                      base + "/discovery/v2.0/keys",
		})
	case r.Method == http.MethodPost && rest == "oauth2/v2.0/token":
		s.signIn(w, r, path[0])
	default:
		writeJSON(w, http.StatusNotFound, map[string]any{"error": "not_served_locally",
			"error_description": fmt.Sprintf("the local Azure signs clients in and does nothing else of Entra's: not %s %s", r.Method, r.URL.Path)})
	}
}

// signIn gives a client that proves to be itself a token.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, tenant string) {
	client := strings.ToLower(r.PostFormValue("client_id"))
	object, known := s.principal(client)
	switch {
	case !guid.MatchString(tenant):
		refuseSignIn(w, http.StatusBadRequest, "invalid_request", 90002, fmt.Sprintf("Tenant '%s' not found.", tenant))
	case r.PostFormValue("grant_type") != "client_credentials":
		refuseSignIn(w, http.StatusBadRequest, "unsupported_grant_type", 70003, "The local Azure signs in clients only: grant_type=client_credentials.")
	case !known:
		refuseSignIn(w, http.StatusBadRequest, "unauthorized_client", 700016,
			fmt.Sprintf("Application with identifier '%s' was not found in the directory '%s'.", client, tenant))
	case !hmac.Equal([]byte(r.PostFormValue("client_secret")), []byte(s.secret(client))):
		// Microsoft identity platform documentation, reference-error-codes, AADSTS7000215.
		refuseSignIn(w, http.StatusUnauthorized, "invalid_client", 7000215,
			fmt.Sprintf("Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '%s'.", client))
	default:
		audience := strings.TrimSuffix(strings.Fields(r.PostFormValue("scope") + " ")[0], "/.default")
		writeJSON(w, http.StatusOK, map[string]any{
			"token_type": "Bearer", "expires_in": tokenSeconds, "ext_expires_in": tokenSeconds,
			"access_token": s.token(claims{Tenant: strings.ToLower(tenant), Client: client, Object: object, Audience: audience}),
		})
	}
}

func refuseSignIn(w http.ResponseWriter, status int, code string, number int, text string) {
	writeJSON(w, status, map[string]any{
		"error": code, "error_description": fmt.Sprintf("AADSTS%d: %s", number, text), "error_codes": []int{number},
	})
}

// principal finds who signs in with a client identifier: the operator, or a managed identity of the world. Its object
// identifier is what roles are given to.
func (s *Server) principal(client string) (object string, known bool) {
	if client == OperatorID {
		return OperatorID, true
	}
	for _, identity := range s.world.OfType("Microsoft.ManagedIdentity/userAssignedIdentities") {
		if id, _ := at(identity.Outputs, "clientId").(string); strings.EqualFold(id, client) {
			object, _ = at(identity.Outputs, "principalId").(string)
			return object, object != ""
		}
	}
	return "", false
}

// secret is the secret of a client: nothing is registered, and nobody else can know it.
func (s *Server) secret(client string) string {
	return hex.EncodeToString(s.mac("secret:" + strings.ToLower(client)))
}

func (s *Server) mac(text string) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write([]byte(text))
	return mac.Sum(nil)
}

func (s *Server) token(c claims) string {
	text, err := json.Marshal(c)
	if err != nil {
		return "" // a struct of texts always has a JSON form
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode(text) + "." + encode(s.mac("token:"+string(text)))
}

// caller reads a request's token. ok is false without one of ours.
func (s *Server) caller(r *http.Request) (c claims, ok bool) {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	said, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(said)
	if !bearer || err != nil || json.Unmarshal(text, &c) != nil {
		return claims{}, false
	}
	return c, hmac.Equal([]byte(token), []byte(s.token(c)))
}

// at is a value inside an object of the world, nil where there is none.
func at(object any, path ...string) any {
	for _, key := range path {
		inner, ok := object.(map[string]any)
		if !ok {
			return nil
		}
		object = inner[key]
	}
	return object
}

// find is the resource of a type whose name is global.
func (s *Server) find(armType, name string) (world.Resource, bool) {
	for _, r := range s.world.OfType(armType) {
		if strings.EqualFold(world.Name(r.ID), name) {
			return r, true
		}
	}
	return world.Resource{}, false
}
