package kube

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

func dataRules() []Rule {
	return []Rule{
		{
			Name: "configmap-data", Kinds: []string{"ConfigMap"},
			Says:   "Keys are file names of letters, digits, '-', '_' and '.', used once over data and binaryData; all values together have at most 1 MiB.",
			Source: coreValidation + "ValidateConfigMap",
			check:  checkConfigMap,
		},
		{
			Name: "secret-data", Kinds: []string{"Secret"},
			Says:   "Keys are file names of letters, digits, '-', '_' and '.'; all values together have at most 1 MiB.",
			Source: coreValidation + "ValidateSecret",
			check:  checkSecretData,
		},
		{
			Name: "secret-type", Kinds: []string{"Secret"},
			Says: "A secret of a built-in type has the keys of its type: tls.crt and tls.key, .dockerconfigjson (JSON), username or password, " +
				"ssh-privatekey, the service account's annotation.",
			Source: coreValidation + "ValidateSecret",
			check:  checkSecretType,
		},
	}
}

func checkConfigMap(_ Kind, typed runtime.Object, r *report) {
	config, ok := typed.(*corev1.ConfigMap)
	if !ok {
		return
	}
	total := 0
	for key, value := range config.Data {
		r.invalid(at("data").Key(key), key, validation.IsConfigMapKey(key))
		if _, twice := config.BinaryData[key]; twice {
			r.add(field.Invalid(at("data").Key(key), key, "duplicate of key present in binaryData"))
		}
		total += len(value)
	}
	for key, value := range config.BinaryData {
		r.invalid(at("binaryData").Key(key), key, validation.IsConfigMapKey(key))
		total += len(value)
	}
	if total > corev1.MaxSecretSize {
		r.add(field.TooLong(at(""), "", corev1.MaxSecretSize))
	}
}

// folded is the data that a Secret will have: stringData is written over data (pkg/registry/core/secret, strategy).
func folded(secret *corev1.Secret) map[string][]byte {
	data := make(map[string][]byte, len(secret.Data)+len(secret.StringData))
	for key, value := range secret.Data {
		data[key] = value
	}
	for key, value := range secret.StringData {
		data[key] = []byte(value)
	}
	return data
}

func checkSecretData(_ Kind, typed runtime.Object, r *report) {
	secret, ok := typed.(*corev1.Secret)
	if !ok {
		return
	}
	total := 0
	for key, value := range folded(secret) {
		r.invalid(at("data").Key(key), key, validation.IsConfigMapKey(key))
		total += len(value)
	}
	if total > corev1.MaxSecretSize {
		r.add(field.TooLong(at("data"), "", corev1.MaxSecretSize))
	}
}

func checkSecretType(_ Kind, typed runtime.Object, r *report) {
	secret, ok := typed.(*corev1.Secret)
	if !ok {
		return
	}
	data := folded(secret)
	// What the keys are is known only once type, data and stringData are.
	reads := []*field.Path{at("type"), at("data"), at("stringData")}
	need := func(key string) bool {
		_, has := data[key]
		if !has {
			r.add(field.Required(at("data").Key(key), fmt.Sprintf("a secret of type %s has it", secret.Type)), reads...)
		}
		return has
	}
	switch secret.Type {
	case corev1.SecretTypeTLS:
		need(corev1.TLSCertKey)
		need(corev1.TLSPrivateKeyKey)
	case corev1.SecretTypeDockerConfigJson:
		if need(corev1.DockerConfigJsonKey) && !json.Valid(data[corev1.DockerConfigJsonKey]) {
			r.add(field.Invalid(at("data").Key(corev1.DockerConfigJsonKey), "<secret contents redacted>", "must be JSON"), reads...)
		}
	case corev1.SecretTypeBasicAuth:
		_, user := data[corev1.BasicAuthUsernameKey]
		_, password := data[corev1.BasicAuthPasswordKey]
		if !user && !password {
			need(corev1.BasicAuthUsernameKey)
		}
	case corev1.SecretTypeSSHAuth:
		need(corev1.SSHAuthPrivateKey)
	case corev1.SecretTypeServiceAccountToken:
		if secret.Annotations[corev1.ServiceAccountNameKey] == "" {
			r.add(field.Required(at("metadata", "annotations").Key(corev1.ServiceAccountNameKey), ""), at("metadata", "annotations"))
		}
	}
}
