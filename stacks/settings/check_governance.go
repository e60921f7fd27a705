package settings

import "time"

// firstBudget is the first month that Azure takes as a budget's start (azure-rest-api-specs, Microsoft.Consumption
// 2021-10-01).
const firstBudget = "2017-06"

func (c *checker) governance() {
	p, budget := at("budget"), c.s.Governance.Budget
	c.within(p.with("amount"), budget.Amount, 1, 10_000_000)
	if since := p.with("since"); c.ok(since) {
		if _, err := time.Parse("2006-01", budget.Since); err != nil || budget.Since < firstBudget {
			c.add(since, short(budget.Since), "is no month that a budget can begin in")
		}
	}
}
