package workload

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/trelica/infrastructure/components/azure"
)

var (
	labelName = regexp.MustCompile(`\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z`)
	minor     = regexp.MustCompile(`\Av1\.\d{2}\z`)
)

// securityLabel is the prefix of the labels that NewNamespace sets itself.
const securityLabel = "pod-security.kubernetes.io/"

// validate lists every mistake in the arguments, or returns nil.
func (args *NamespaceArgs) validate(name string) error {
	if args == nil {
		args = &NamespaceArgs{}
	}
	problems := &problems{}
	add := problems.add
	if !labelName.MatchString(args.Name) {
		add("Name: %q; allowed: 1 to 63 lower-case letters, digits and hyphens, the ends no hyphen", args.Name)
	}
	if !minor.MatchString(args.PodSecurityVersion) {
		add("PodSecurityVersion: %q; allowed: a minor version such as \"v1.35\", never \"latest\"", args.PodSecurityVersion)
	}
	for _, label := range slices.Sorted(maps.Keys(args.Labels)) {
		if strings.HasPrefix(label, securityLabel) {
			add("Labels: %q; allowed: anything but %s…, which is always \"restricted\"", label, securityLabel)
		}
	}
	if args.Adopting == nil {
		add("Adopting: missing; allowed: a provider of the same cluster that takes over what exists already")
	}
	if q := args.Quota; q.Pods < 1 || q.Volumes < 0 || q.LoadBalancers < 0 {
		add("Quota: %d pods, %d volumes, %d load balancers; allowed: at least one pod, no negative number", q.Pods, q.Volumes, q.LoadBalancers)
	}
	for _, q := range args.quantities() {
		parsed, err := resource.ParseQuantity(q.value)
		if err != nil || parsed.Sign() <= 0 {
			add("%s: %q; allowed: a positive quantity such as \"500m\" or \"2Gi\"", q.field, q.value)
		}
	}
	for _, order := range args.orders() {
		low, lowErr := resource.ParseQuantity(order[0].value)
		high, highErr := resource.ParseQuantity(order[1].value)
		if lowErr == nil && highErr == nil && low.Cmp(high) > 0 {
			add("%s: %s; allowed: at most %s (%s)", order[0].field, order[0].value, order[1].value, order[1].field)
		}
	}
	return problems.err("workload.NamespaceArgs of " + name)
}

// problems collects what is wrong, so that all of it is told at once.
type problems struct{ found []string }

func (p *problems) add(format string, values ...any) {
	p.found = append(p.found, fmt.Sprintf(format, values...))
}

// err is what was found, or nil.
func (p *problems) err(of string) error {
	if len(p.found) == 0 {
		return nil
	}
	return &azure.ArgsError{Of: of, Problems: p.found}
}

// quantity is a field that holds a Kubernetes quantity.
type quantity struct{ field, value string }

func (args *NamespaceArgs) quantities() []quantity {
	q, l := args.Quota, args.Limits
	return []quantity{
		{"Quota.RequestsCPU", q.RequestsCPU}, {"Quota.RequestsMemory", q.RequestsMemory},
		{"Quota.LimitsCPU", q.LimitsCPU}, {"Quota.LimitsMemory", q.LimitsMemory},
		{"Limits.DefaultRequestCPU", l.DefaultRequestCPU}, {"Limits.DefaultRequestMemory", l.DefaultRequestMemory},
		{"Limits.DefaultCPU", l.DefaultCPU}, {"Limits.DefaultMemory", l.DefaultMemory},
		{"Limits.MaxCPU", l.MaxCPU}, {"Limits.MaxMemory", l.MaxMemory},
	}
}

// orders are pairs of which the first may not be larger: Kubernetes refuses a limit range otherwise, and a quota in which the
// largest container does not fit refuses it only when it is deployed.
func (args *NamespaceArgs) orders() [][2]quantity {
	all := args.quantities()
	pair := func(low, high int) [2]quantity { return [2]quantity{all[low], all[high]} }
	return [][2]quantity{
		pair(0, 2), pair(1, 3), // requests within limits
		pair(4, 6), pair(5, 7), // default request within default limit
		pair(6, 8), pair(7, 9), // default limit within maximum
		pair(8, 2), pair(9, 3), // largest container within the quota
	}
}
