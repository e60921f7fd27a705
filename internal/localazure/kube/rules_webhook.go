package kube

import (
	admissionv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const admissionValidation = "kubernetes v1.35 pkg/apis/admissionregistration/validation/validation.go, "

func webhookRules() []Rule {
	return []Rule{
		{
			Name: "webhook", Kinds: []string{"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"},
			Says: "Webhook names are fully qualified and unique; a webhook has either a URL or a service; it declares no side effects (None or NoneOnDryRun), " +
				"at least one review version, a known failure policy and a timeout of 1 to 30 seconds.",
			Source: admissionValidation + "ValidateValidatingWebhookConfiguration, validateMutatingWebhook",
			check:  checkWebhooks,
		},
		{
			Name: "admission-policy", Kinds: []string{"ValidatingAdmissionPolicy"},
			Says:   "A policy says what it matches, and validates or annotates something. Its expressions are not evaluated.",
			Source: admissionValidation + "validateValidatingAdmissionPolicySpec",
			check:  checkAdmissionPolicy,
		},
		{
			Name: "admission-binding", Kinds: []string{"ValidatingAdmissionPolicyBinding"},
			Says:   "A binding names a policy and at least one action: Deny, Warn or Audit, not Deny and Warn together.",
			Source: admissionValidation + "validateValidatingAdmissionPolicyBindingSpec, validateValidationActions",
			check:  checkAdmissionBinding,
		},
	}
}

// webhook is what validating and mutating webhooks have in common.
type webhook struct {
	name     string
	client   admissionv1.WebhookClientConfig
	effects  *admissionv1.SideEffectClass
	versions []string
	failure  *admissionv1.FailurePolicyType
	timeout  *int32
}

func checkWebhooks(_ Kind, typed runtime.Object, r *report) {
	var hooks []webhook
	switch object := typed.(type) {
	case *admissionv1.ValidatingWebhookConfiguration:
		for _, h := range object.Webhooks {
			hooks = append(hooks, webhook{h.Name, h.ClientConfig, h.SideEffects, h.AdmissionReviewVersions, h.FailurePolicy, h.TimeoutSeconds})
		}
	case *admissionv1.MutatingWebhookConfiguration:
		for _, h := range object.Webhooks {
			hooks = append(hooks, webhook{h.Name, h.ClientConfig, h.SideEffects, h.AdmissionReviewVersions, h.FailurePolicy, h.TimeoutSeconds})
		}
	}
	seen := map[string]bool{}
	for i, hook := range hooks {
		where := at("webhooks").Index(i)
		r.all(validation.IsFullyQualifiedName(where.Child("name"), hook.name))
		if seen[hook.name] {
			r.add(field.Duplicate(where.Child("name"), hook.name), at("webhooks"))
		}
		seen[hook.name] = true
		if (hook.client.URL == nil) == (hook.client.Service == nil) {
			r.add(field.Required(where.Child("clientConfig"), "exactly one of url or service is required"), where.Child("clientConfig"))
		}
		if hook.effects == nil {
			r.add(field.Required(where.Child("sideEffects"), "must specify one of None, NoneOnDryRun"))
		} else {
			oneOf(r, where.Child("sideEffects"), *hook.effects, admissionv1.SideEffectClassNone, admissionv1.SideEffectClassNoneOnDryRun)
		}
		if len(hook.versions) == 0 {
			r.add(field.Required(where.Child("admissionReviewVersions"), "must specify one of v1, v1beta1"))
		}
		if hook.failure != nil {
			oneOf(r, where.Child("failurePolicy"), *hook.failure, admissionv1.Fail, admissionv1.Ignore)
		}
		if hook.timeout != nil && (*hook.timeout < 1 || *hook.timeout > 30) {
			r.add(field.Invalid(where.Child("timeoutSeconds"), *hook.timeout, "the timeout value must be between 1 and 30 seconds"))
		}
	}
}

func checkAdmissionPolicy(_ Kind, typed runtime.Object, r *report) {
	policy, ok := typed.(*admissionv1.ValidatingAdmissionPolicy)
	if !ok {
		return
	}
	spec := at("spec")
	if policy.Spec.MatchConstraints == nil {
		r.add(field.Required(spec.Child("matchConstraints"), ""))
	} else if len(policy.Spec.MatchConstraints.ResourceRules) == 0 {
		r.add(field.Required(spec.Child("matchConstraints", "resourceRules"), ""))
	}
	if len(policy.Spec.Validations) == 0 && len(policy.Spec.AuditAnnotations) == 0 {
		r.add(field.Required(spec.Child("validations"), "validations or auditAnnotations must contain at least one item"), spec.Child("auditAnnotations"))
	}
	for i, v := range policy.Spec.Validations {
		where := spec.Child("validations").Index(i).Child("expression")
		if trimmed(v.Expression) == "" {
			r.add(field.Required(where, "expression is not specified"))
		}
	}
}

func checkAdmissionBinding(_ Kind, typed runtime.Object, r *report) {
	binding, ok := typed.(*admissionv1.ValidatingAdmissionPolicyBinding)
	if !ok {
		return
	}
	spec := at("spec")
	r.required(spec.Child("policyName"), binding.Spec.PolicyName)
	actions := spec.Child("validationActions")
	if len(binding.Spec.ValidationActions) == 0 {
		r.add(field.Required(actions, "at least one validation action is required"))
	}
	seen := map[admissionv1.ValidationAction]bool{}
	for i, action := range binding.Spec.ValidationActions {
		oneOf(r, actions.Index(i), action, admissionv1.Audit, admissionv1.Deny, admissionv1.Warn)
		if seen[action] {
			r.add(field.Duplicate(actions.Index(i), action), actions)
		}
		seen[action] = true
	}
	if seen[admissionv1.Deny] && seen[admissionv1.Warn] {
		r.add(field.Invalid(actions, binding.Spec.ValidationActions, "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"))
	}
}
