package ingress

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gopkg.in/yaml.v3"
)

// Where the configuration lies in a container, and where it listens.
const (
	staticFile  = "traefik.yaml"
	dynamicFile = "rules.yaml"
	staticDir   = "/etc/traefik/static"
	dynamicDir  = "/etc/traefik/dynamic"
	// certificateDir is where the driver mounts the certificate.
	certificateDir = "/mnt/certificate"

	portHTTPS  = 8443
	portHTTP   = 8000
	portHealth = 8082
)

// How a pod leaves: for routesSeconds it still takes requests while everybody learns that it goes; for another acceptSeconds
// it takes them and says on its health port that it goes; for drainSeconds it finishes what it has begun.
const (
	routesSeconds = 15
	acceptSeconds = 10
	drainSeconds  = 30
	spareSeconds  = 5
)

// object is a part of a configuration.
type object = map[string]any

// StaticConfig is the configuration that Traefik reads once: where it listens, what it watches, what it writes down (Traefik
// 3.6 documentation, install-configuration). Whatever could show its inside is not switched on: no API, no dashboard.
//
// Headers that name a client are believed of nobody, which replaces them by what the connection says: the application takes
// X-Azure-SocketIP, of requests that carry our identifier. Of headers the log has only those that are named, and of the address only the
// path: Traefik 3.6 writes both fields that hold it with the query, in which secrets travel, and can only leave them out whole
// (dropping the query alone came with 3.7.3). So the entry point writes the path into a header, which is logged; see DynamicConfig.
func StaticConfig(class string, namespaces []string) (string, error) {
	return render(object{
		"global":    object{"checkNewVersion": false, "sendAnonymousUsage": false},
		"log":       object{"level": "INFO", "format": "json"},
		"accessLog": accessLog(),
		"ping":      object{"entryPoint": "health"},
		"entryPoints": object{
			"health": object{"address": fmt.Sprintf(":%d", portHealth)},
			"http": object{
				"address": fmt.Sprintf(":%d", portHTTP),
				"http": object{"redirections": object{"entryPoint": object{
					"to": ":443", "scheme": "https", "permanent": true,
				}}},
				"transport": transport(),
			},
			"https": object{
				"address":          fmt.Sprintf(":%d", portHTTPS),
				"asDefault":        true,
				"http":             object{"tls": object{}, "middlewares": []string{"hsts@file", "no-logged-path@file", "logged-path@file"}},
				"forwardedHeaders": object{"insecure": false},
				"transport":        transport(),
			},
		},
		"providers": object{
			"file": object{"directory": dynamicDir, "watch": true},
			"kubernetesIngress": object{
				"ingressClass": class, "namespaces": namespaces, "allowEmptyServices": true,
				"allowExternalNameServices": false, "throttleDuration": "2s",
			},
		},
	})
}

func transport() object {
	return object{
		"lifeCycle": object{
			"requestAcceptGraceTimeout": fmt.Sprintf("%ds", acceptSeconds), "graceTimeOut": fmt.Sprintf("%ds", drainSeconds),
		},
		"respondingTimeouts": object{"readTimeout": "60s", "idleTimeout": "180s"},
	}
}

// loggedPath is the header in which Traefik keeps the path that a middleware has replaced, without its query
// (Traefik 3.6 documentation, middlewares, replacepathregex).
const loggedPath = "X-Replaced-Path"

func accessLog() object {
	return object{
		"format": "json",
		"fields": object{
			"defaultMode": "keep",
			"names":       object{"ClientUsername": "drop", "RequestPath": "drop", "RequestLine": "drop"},
			"headers": object{
				"defaultMode": "drop",
				"names": object{
					"X-Azure-SocketIP": "keep", "X-Azure-Ref": "keep", "User-Agent": "keep", loggedPath: "keep",
				},
			},
		},
	}
}

// hstsValue is what every answer over HTTPS says: two years, all names below (RFC 6797, 6.1).
const hstsValue = "max-age=63072000; includeSubDomains"

// suites are those of TLS 1.2 that keep the past secret and are not known to be weak; those of TLS 1.3 are not chosen
// (RFC 9325, 4.2).
func suites() []string {
	return []string{
		"TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
		"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
		"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	}
}

// nobody is an address that no connection comes from (RFC 8190: limited broadcast). A list that allows only it refuses all.
const nobody = "255.255.255.255/32"

// The priorities of our routers: before and after those of every Ingress, whose priority is the length of their rule.
const (
	first = 1_000_000
	last  = 1
)

// DynamicConfig is the configuration that Traefik follows while it runs: who is refused, what is said to unknown hosts, which
// protocols are spoken (Traefik 3.6 documentation, routing-configuration). The certificate in it is for clients that name no
// host or a strange one; for all others Traefik takes the one of the Kubernetes secret, which it watches.
//
// Every path is replaced by itself, which leaves it in the header that the log shows; what a client has written there goes first.
func DynamicConfig(frontDoorID, certificate string) (string, error) {
	if err := uuid.Validate(frontDoorID); err != nil {
		return "", fmt.Errorf("identifier of Front Door %q: %w; allowed: a GUID", frontDoorID, err)
	}
	mounted := certificateDir + "/" + certificate
	refuse := func(status int) object {
		return object{"ipAllowList": object{"sourceRange": []string{nobody}, "rejectStatusCode": status}}
	}
	router := func(rule, middleware string, priority int) object {
		return object{
			"entryPoints": []string{"https"}, "rule": rule, "priority": priority, "middlewares": []string{middleware},
			"service": "noop@internal", "tls": object{},
		}
	}
	return render(object{
		"http": object{
			"routers": object{
				"not-from-our-front-door": router(fmt.Sprintf("!Header(`X-Azure-FDID`, `%s`)", strings.ToLower(frontDoorID)), "refuse", first),
				"unknown-host":            router("PathPrefix(`/`)", "not-found", last),
			},
			"middlewares": object{
				"hsts":           object{"headers": object{"customResponseHeaders": object{"Strict-Transport-Security": hstsValue}}},
				"no-logged-path": object{"headers": object{"customRequestHeaders": object{loggedPath: ""}}},
				"logged-path":    object{"replacePathRegex": object{"regex": "^(.*)$", "replacement": "$1"}},
				"refuse":         refuse(403),
				"not-found":      refuse(404),
			},
		},
		"tls": object{
			"options": object{"default": object{
				"minVersion": "VersionTLS12", "cipherSuites": suites(), "curvePreferences": []string{"X25519", "CurveP256", "CurveP384"},
			}},
			"stores": object{"default": object{"defaultCertificate": object{"certFile": mounted, "keyFile": mounted}}},
		},
	})
}

// render writes a configuration with its keys sorted.
func render(config object) (string, error) {
	var text strings.Builder
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := encoder.Encode(config); err != nil {
		return "", fmt.Errorf("configuration of the ingress: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return "", fmt.Errorf("configuration of the ingress: %w", err)
	}
	return text.String(), nil
}
