package settings

// Governance is what counts for the environment's subscription as a whole.
type Governance struct {
	// Budget is what the environment may cost in a month; people are told at half of it, at four fifths, and at the whole.
	// Required.
	Budget Budget `setting:"budget" allowed:"an object of amount and since"`
}

// Budget is an amount for each month.
type Budget struct {
	// Amount is in the currency that the subscription is billed in.
	// Required.
	Amount int `setting:"amount" allowed:"1 to 10000000"`
	// Since is the month from which it counts. When the budget is made it has to be the current month, and it can never be
	// changed afterwards.
	// Required.
	Since string `setting:"since" allowed:"a month YYYY-MM from 2017-06 on"`
}
