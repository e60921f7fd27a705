package arm

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/trelica/infrastructure/internal/localazure/world"
)

const keyDocument = "Microsoft Learn, key-vault, about-keys and about-keys-details"

func checkKeyKind() Check {
	return Check{
		ID: "key-kind", Says: "A key of a vault is of the kind RSA, RSA-HSM, EC or EC-HSM.", Source: keyDocument,
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("properties.kty")
			allowed := []string{"RSA", "RSA-HSM", "EC", "EC-HSM"}
			if state == Unknown {
				return nil
			}
			return one(foldContains(allowed, kind), refusal("properties.kty", "BadParameter", "The kind of key is %s; allowed are %s.", orAbsent(kind, state), oneOf(allowed)))
		},
	}
}

func checkKeyHSM() Check {
	return Check{
		ID: "key-hsm-premium", Says: "Keys in a hardware security module are for vaults of SKU premium.", Source: keyDocument,
		Run: func(r Request) []Problem {
			kind, state := r.Body.String("properties.kty")
			vault, there := r.View.Get(world.Parent(r.ID))
			if state != Known || !there || !strings.HasSuffix(kind, "-HSM") {
				return nil
			}
			sku := knownText(vault, "properties.sku.name")
			return one(sku == "" || strings.EqualFold(sku, "premium"), refusal("properties.kty", "", "The vault %s is of SKU %q; keys of the kind %s need \"premium\".", world.Name(vault.ID), sku, kind))
		},
	}
}

func checkKeySize() Check {
	return Check{
		ID: "key-size", Says: "An RSA key has 2048, 3072 or 4096 bits.", Source: keyDocument,
		Run: func(r Request) []Problem {
			size, state := r.Body.Number("properties.keySize")
			kind, _ := r.Body.String("properties.kty")
			if state != Known {
				return nil
			}
			if strings.HasPrefix(kind, "EC") {
				return []Problem{refusal("properties.keySize", "BadParameter", "A key of the kind %s has a curve (curveName), no size.", kind)}
			}
			return one(size == 2048 || size == 3072 || size == 4096, refusal("properties.keySize", "BadParameter", "The key has %v bits; allowed are 2048, 3072 and 4096.", size))
		},
	}
}

func checkKeyCurve() Check {
	return Check{
		ID: "key-curve", Says: "An EC key is on P-256, P-384, P-521 or P-256K; an RSA key on none.", Source: keyDocument,
		Run: func(r Request) []Problem {
			curve, state := r.Body.String("properties.curveName")
			kind, _ := r.Body.String("properties.kty")
			if state != Known {
				return nil
			}
			if strings.HasPrefix(kind, "RSA") {
				return []Problem{refusal("properties.curveName", "BadParameter", "A key of the kind %s has a size (keySize), no curve.", kind)}
			}
			allowed := []string{"P-256", "P-384", "P-521", "P-256K"}
			return one(foldContains(allowed, curve), refusal("properties.curveName", "BadParameter", "The curve is %q; allowed are %s.", curve, oneOf(allowed)))
		},
	}
}

func checkRotationPolicy() Check {
	return Check{
		ID: "key-rotation-actions", Says: "A rotation policy rotates at most once and notifies at most once, each with exactly one trigger; a notification is timed before expiry, and whatever is timed before expiry needs an expiry.",
		Source: rotationDocument + "; " + keySpecification + ", Trigger (timeAfterCreate only applies to rotate)",
		Run: func(r Request) []Problem {
			actions, state := r.Body.Elements("properties.rotationPolicy.lifetimeActions")
			if state != Known {
				return nil
			}
			var problems []Problem
			seen := map[string]bool{}
			for _, action := range actions {
				kind, kindState := action.String("action.type")
				after, before := action.Has("trigger.timeAfterCreate"), action.Has("trigger.timeBeforeExpiry")
				if _, known := action.At("trigger"); known == Unknown {
					continue
				}
				problems = append(problems, one(after != before, refusal(action.PathTo("trigger"), "BadParameter", "A trigger has either timeAfterCreate or timeBeforeExpiry."))...)
				if kindState == Known {
					problems = append(problems, one(!seen[kind], refusal(action.PathTo("action.type"), "BadParameter", "The action %q stands twice in the policy.", kind))...)
					problems = append(problems, one(kind != "notify" || !after, refusal(action.PathTo("trigger.timeAfterCreate"), "BadParameter", "timeAfterCreate is for \"rotate\" only; a notification is timed before expiry."))...)
					seen[kind] = true
				}
				problems = append(problems, one(!before || kind == "notify" || r.Body.Has("properties.rotationPolicy.attributes.expiryTime"), refusal(action.PathTo("trigger.timeBeforeExpiry"), "BadParameter",
					"timeBeforeExpiry needs an expiry (rotationPolicy.attributes.expiryTime)."))...)
			}
			return problems
		},
	}
}

func checkRotationTimes() Check {
	return Check{
		ID: "key-rotation-times", Says: "Versions expire no sooner than 28 days after they are made, rotate no sooner than 7 days after, and rotate no later than 7 days before they expire.",
		Source: rotationDocument,
		Run: func(r Request) []Problem {
			var problems []Problem
			policy := "properties.rotationPolicy."
			expiry, expires := durationAt(r.Body, policy+"attributes.expiryTime", 28, &problems)
			actions, _ := r.Body.Elements(policy + "lifetimeActions")
			for _, action := range actions {
				after, timed := durationAt(action, "trigger.timeAfterCreate", 7, &problems)
				before, counted := durationAt(action, "trigger.timeBeforeExpiry", 7, &problems)
				if expires && timed && after+7 > expiry {
					problems = append(problems, refusal(action.PathTo("trigger.timeAfterCreate"), "BadParameter", "Rotation comes %v days after a version is made, which expires after %v; at least 7 days must lie between.", after, expiry))
				}
				if expires && counted && before >= expiry {
					problems = append(problems, refusal(action.PathTo("trigger.timeBeforeExpiry"), "BadParameter", "%v days before expiry is before the version is made: it expires after %v.", before, expiry))
				}
			}
			return problems
		},
	}
}

// durationAt reads a duration in days and demands a least one.
func durationAt(b Body, path string, least float64, problems *[]Problem) (float64, bool) {
	text, state := b.String(path)
	if state != Known {
		return 0, false
	}
	days, ok := isoDays(text)
	if !ok {
		*problems = append(*problems, refusal(b.PathTo(path), "BadParameter", "%q is no duration in ISO 8601, such as P90D, P18M or P2Y.", text))
		return 0, false
	}
	*problems = append(*problems, one(days >= least, refusal(b.PathTo(path), "BadParameter", "%s is shorter than the %v days that are the least.", text, least))...)
	return days, true
}

func checkKeyNotRecreated() Check {
	return Check{
		ID: "key-unchanged", Says: "ARM never changes a key that exists: a PUT with other properties is answered with the key as it was.",
		Source: keySpecification + ", Keys_CreateIfNotExist; azure-service-operator issues 3188 and 5564",
		Run: func(r Request) []Problem {
			if r.Old == nil {
				return nil
			}
			before := InputsOf(*r.Old)
			var problems []Problem
			for _, path := range []string{"properties.kty", "properties.keySize", "properties.curveName", "properties.keyOps", "properties.attributes", "properties.rotationPolicy", "tags"} {
				now, nowState := r.Body.At(path)
				then, thenState := before.At(path)
				if nowState == Unknown || thenState == Unknown || nowState == thenState && (nowState == Absent || now.DeepEquals(then)) {
					continue
				}
				problems = append(problems, warning(path, "The key exists, and ARM changes nothing of it: the new value will not take effect. Make a key under another name, or change it through the vault's own address."))
			}
			return problems
		},
	}
}

// recoveryLevel says what a deletion of the key leaves, which follows from the vault.
func recoveryLevel() Output {
	return Output{Name: "attributes.recoveryLevel", Source: keySpecification + ", DeletionRecoveryLevel", Make: func(r Request) resource.PropertyValue {
		vault, there := r.View.Get(world.Parent(r.ID))
		if !there {
			return resource.NewNullProperty()
		}
		if on, _ := InputsOf(vault).Bool("properties.enablePurgeProtection"); on {
			return resource.NewStringProperty("Recoverable")
		}
		return resource.NewStringProperty("Recoverable+Purgeable")
	}}
}
