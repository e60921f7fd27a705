package rest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// tokenSeconds is how long a token is said to be good for; it is good for as long as the face is served.
const tokenSeconds = 3600

// isToken tells whether a path is where Entra gives out tokens: /TENANT/oauth2/v2.0/token (Microsoft identity platform,
// OAuth 2.0 client credentials flow).
func isToken(path []string) bool {
	return len(path) == 4 && path[0] != "" && path[1] == "oauth2" && path[2] == "v2.0" && path[3] == "token"
}

// giveToken answers a client that asks for a token of a tenant.
func (s *Server) giveToken(w http.ResponseWriter, r *http.Request, tenant string) {
	if r.Method != http.MethodPost || r.PostFormValue("grant_type") != "client_credentials" {
		write(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type",
			"error_description": "the local Azure gives tokens to clients only: POST with grant_type=client_credentials"})
		return
	}
	write(w, http.StatusOK, map[string]any{
		"token_type": "Bearer", "expires_in": tokenSeconds, "ext_expires_in": tokenSeconds, "access_token": s.token(tenant),
	})
}

// token names a tenant and proves that this face wrote it.
func (s *Server) token(tenant string) string {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write([]byte(tenant))
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(tenant)) + "." + encode(mac.Sum(nil))
}

// tenant is the tenant that a call's token is of. ok is false without a token of this face.
func (s *Server) tenant(r *http.Request) (tenant string, ok bool) {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	name, _, _ := strings.Cut(token, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(name)
	if !bearer || err != nil {
		return "", false
	}
	return string(decoded), hmac.Equal([]byte(token), []byte(s.token(string(decoded))))
}
