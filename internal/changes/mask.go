package changes

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/trelica/infrastructure/internal/engine"
)

const (
	// Secret is shown in place of a secret.
	Secret = "[secret]"
	// Unknown is shown in place of a value that is known only after the update.
	Unknown = "[known after the update]"
)

// unknownValues stand for values that are not known before an update (Pulumi SDK, common/resource/plugin/rpc.go).
var unknownValues = []string{
	"04da6b54-80e4-46f7-96ec-b56ff0331ba9", // a string
	"1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // a bool
	"3eeb2bf0-c639-47a8-9e75-3b44932eb421", // a number
	"6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // a list
	"dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // an object
}

// secretKeys are properties that hold a secret whether or not a program marks them. Case does not count. Names that
// only say where a secret is (secretName, keyUri) are none.
var secretKeys = []string{
	"accesskey", "accountkey", "adminpassword", "administratorloginpassword", "certificatepassword", "certificatevalue", "clientsecret",
	"connectionstring", "daprAIConnectionString", "kubeconfig", "password", "primaryconnectionstring", "primarykey",
	"primarysharedkey", "privatekey", "result", "bcrypthash", "secondaryconnectionstring", "secondarykey", "secondarysharedkey", "secret",
	"secretvalue", "sharedkey", "token", "instrumentationkey",
}

// secretHolders are types of which a whole property is secret: its path, by the kind of the type.
var secretHolders = map[string][]string{
	"azure-native:keyvault:Secret":                {"properties.value"},
	"kubernetes:core:Secret":                      {"data", "stringData"},
	"azure-native:app:Certificate":                {"properties.value", "properties.password"},
	"azure-native:app:ContainerApp":               {"configuration.secrets"},
	"azure-native:app:Job":                        {"configuration.secrets"},
	"pulumi:providers:kubernetes":                 {"kubeconfig"},
	"azure-native:app:ManagedEnvironmentsStorage": {"properties.azureFile.accountKey"},
}

// masked is a state in which no secret is left: those that the engine marks, and those that nobody marked.
func masked(s *State, typ string) *State {
	m := *s
	m.Inputs, m.Outputs = maskedMap(s.Inputs, typ), maskedMap(s.Outputs, typ)
	return &m
}

func maskedMap(values map[string]any, typ string) map[string]any {
	if values == nil {
		return nil
	}
	clean, ok := clean(engine.Masked(values), "", secretHolders[kindOf(typ)]).(map[string]any)
	if !ok {
		return nil
	}
	return clean
}

// clean masks by name, and puts a readable word in place of what is not known yet.
func clean(value any, path string, holders []string) any {
	if slices.Contains(holders, path) {
		return hidden(value)
	}
	switch v := value.(type) {
	case map[string]any:
		result := make(map[string]any, len(v))
		for key, item := range v {
			if text, isText := item.(string); isText && secretKey(key) && text != "" && !slices.Contains(unknownValues, text) {
				result[key] = Secret
				continue
			}
			result[key] = clean(item, strings.TrimPrefix(path+"."+key, "."), holders)
		}
		return result
	case []any:
		result := make([]any, len(v))
		for i, item := range v {
			result[i] = clean(item, path, holders)
		}
		return result
	case string:
		if slices.Contains(unknownValues, v) {
			return Unknown
		}
		return redacted(v)
	}
	return value
}

// hidden is a secret property: that it is there is no secret, nor are the keys of an object.
func hidden(value any) any {
	switch v := value.(type) {
	case nil:
		return nil
	case map[string]any:
		result := make(map[string]any, len(v))
		for key := range v {
			result[key] = Secret
		}
		return result
	case []any:
		result := make([]any, len(v))
		for i := range v {
			result[i] = Secret
		}
		return result
	}
	return Secret
}

func secretKey(key string) bool {
	return slices.ContainsFunc(secretKeys, func(secret string) bool { return strings.EqualFold(secret, key) })
}

// secretShapes are texts that are secrets wherever they stand: private keys, signed web tokens, shared access signatures, tokens of
// GitHub, keys in connection strings (GitHub documentation, secret scanning patterns; Azure documentation, storage).
var secretShapes = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)` +
	`|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*` +
	`|\bsig=[A-Za-z0-9%/+]{20,}=*` +
	`|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}` +
	`|\b(?:AccountKey|SharedAccessKey|Password|Pwd)=[^;"\s]{4,}` +
	`|\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)

// redacted takes secrets out of a text by their shape.
func redacted(text string) string { return secretShapes.ReplaceAllString(text, Secret) }

// show writes a value on one line, or as the text that it is.
func show(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "[not to be shown]"
	}
	return strings.TrimSuffix(out.String(), "\n")
}
