package kube

import (
	rbacv1 "k8s.io/api/rbac/v1"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

const rbacValidation = "kubernetes v1.35 pkg/apis/rbac/validation/validation.go, "

func accessRules() []Rule {
	return []Rule{
		{
			Name: "role-rules", Kinds: []string{"Role", "ClusterRole"},
			Says:   "Every rule has verbs, and either resources with their API groups or, in a cluster role, URLs that are not resources.",
			Source: rbacValidation + "ValidatePolicyRule",
			check:  checkRoleRules,
		},
		{
			Name: "role-binding", Kinds: []string{"RoleBinding", "ClusterRoleBinding"},
			Says:   "The binding names a role of the RBAC group, and its subjects are named users, groups or service accounts, these with a namespace.",
			Source: rbacValidation + "ValidateRoleBinding, ValidateClusterRoleBinding, ValidateRoleBindingSubject",
			check:  checkRoleBinding,
		},
	}
}

func checkRoleRules(kind Kind, typed runtime.Object, r *report) {
	var rules []rbacv1.PolicyRule
	switch object := typed.(type) {
	case *rbacv1.Role:
		rules = object.Rules
	case *rbacv1.ClusterRole:
		rules = object.Rules
	}
	for i, rule := range rules {
		where := at("rules").Index(i)
		if len(rule.Verbs) == 0 {
			r.add(field.Required(where.Child("verbs"), "verbs must contain at least one value"))
		}
		if len(rule.NonResourceURLs) > 0 {
			if kind.Namespaced {
				r.add(field.Invalid(where.Child("nonResourceURLs"), rule.NonResourceURLs, "namespaced rules cannot apply to non-resource URLs"))
			}
			if len(rule.APIGroups)+len(rule.Resources)+len(rule.ResourceNames) > 0 {
				r.add(field.Invalid(where.Child("nonResourceURLs"), rule.NonResourceURLs, "rules cannot apply to both regular resources and non-resource URLs"))
			}
			continue
		}
		if len(rule.APIGroups) == 0 {
			r.add(field.Required(where.Child("apiGroups"), "resource rules must supply at least one api group"), where.Child("nonResourceURLs"))
		}
		if len(rule.Resources) == 0 {
			r.add(field.Required(where.Child("resources"), "resource rules must supply at least one resource"), where.Child("nonResourceURLs"))
		}
	}
}

func checkRoleBinding(_ Kind, typed runtime.Object, r *report) {
	var (
		ref      rbacv1.RoleRef
		subjects []rbacv1.Subject
		allowed  []string
	)
	switch object := typed.(type) {
	case *rbacv1.RoleBinding:
		ref, subjects, allowed = object.RoleRef, object.Subjects, []string{"ClusterRole", "Role"}
	case *rbacv1.ClusterRoleBinding:
		ref, subjects, allowed = object.RoleRef, object.Subjects, []string{"ClusterRole"}
	}
	oneOf(r, at("roleRef", "apiGroup"), ref.APIGroup, rbacv1.GroupName)
	oneOf(r, at("roleRef", "kind"), ref.Kind, allowed...)
	r.required(at("roleRef", "name"), ref.Name)
	for i, subject := range subjects {
		where := at("subjects").Index(i)
		r.required(where.Child("name"), subject.Name)
		switch subject.Kind {
		case rbacv1.ServiceAccountKind:
			if subject.Name != "" {
				r.invalid(where.Child("name"), subject.Name, apivalidation.ValidateServiceAccountName(subject.Name, false))
			}
			r.required(where.Child("namespace"), subject.Namespace)
		case rbacv1.UserKind, rbacv1.GroupKind:
			oneOf(r, where.Child("apiGroup"), subject.APIGroup, rbacv1.GroupName)
		default:
			oneOf(r, where.Child("kind"), subject.Kind, rbacv1.ServiceAccountKind, rbacv1.UserKind, rbacv1.GroupKind)
		}
	}
}
