package cost

import (
	_ "embed" // the table of prices
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed prices.yaml
var pricesText []byte

// Table is the dated table of prices.
type Table struct {
	Read      string
	Infracost string
	Prices    []Price
	ByUse     []Price `yaml:"byUse"`
}

// Price is a line of the table.
type Price struct {
	Key, What, Source string
	USD               float64 `yaml:"usd"`
}

// Prices reads the table.
func Prices() (Table, error) {
	var t Table
	if err := yaml.Unmarshal(pricesText, &t); err != nil {
		return t, fmt.Errorf("prices.yaml: %w", err)
	}
	return t, nil
}

// Stack is a stack with what it is made of.
type Stack struct {
	Name      string
	Resources []Resource
}

// Page renders docs/cost.md.
func Page(t Table, stacks []Stack) string {
	var page strings.Builder
	page.WriteString("# What it costs in a month\n\n" +
		"Made by `go test ./internal/cost -run Current -update` from the goldens and `internal/cost/prices.yaml`; do not edit.\n\n")
	fmt.Fprintf(&page, "List prices in US dollars for regions in the United States, without reservations and discounts, read on %s in the test data of infracost\n(%s); "+
		"the source of each line names the file and the commit. **The sums are not a bill**: they leave out what has no price here, nodes above all, and what is paid by use. "+
		"Regions in the United Kingdom have other prices. What an environment may cost is bounded by its [budget](reference/settings.md#budget), which tells people.\n\n", t.Read, t.Infracost)
	for _, s := range stacks {
		section(&page, t, s)
	}
	page.WriteString("## By use\n\nNot in any sum.\n\n| What | Each | Source |\n|---|---|---|\n")
	for _, p := range t.ByUse {
		fmt.Fprintf(&page, "| %s | $%g | %s |\n", p.What, p.USD, p.Source)
	}
	return page.String()
}

// section is the part of one stack.
func section(page *strings.Builder, t Table, s Stack) {
	priced, without := Count(s.Resources)
	fmt.Fprintf(page, "## %s\n\n| What | How many | Each | Together | Source |\n|---|---|---|---|---|\n", s.Name)
	sum := 0.0
	for _, p := range t.Prices {
		if n := priced[p.Key]; n > 0 {
			sum += n * p.USD
			fmt.Fprintf(page, "| %s | %g | $%.2f | $%.2f | %s |\n", p.What, n, p.USD, n*p.USD, p.Source)
		}
	}
	fmt.Fprintf(page, "| **sum of what has a price** | | | **$%.2f** | |\n", sum)
	var names []string
	for name := range without {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(page, "| %s | %g | no price here | | |\n", name, without[name])
	}
	page.WriteString("\n")
}
