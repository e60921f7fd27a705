// Package cost counts what a stack is made of and multiplies it with a dated table of prices (prices.yaml), for the page docs/cost.md.
//
// It invents nothing: each price names the document that it was read in, and what has none is listed as such and left out of the
// sum. Prices are list prices in US dollars for regions in the United States, without reservations and discounts; traffic and
// consumption are not known beforehand and are shown by the unit alone.
package cost
