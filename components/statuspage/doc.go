// Package statuspage builds the public page that shows whether the product can be reached, now and in the past, and the page
// that Front Door shows while no region answers.
//
// It carries the claim SP-22. Everything lies in the watch region, away from what it watches: Gatus on Container Apps asks
// the product's public addresses from outside, as a customer would, and keeps the history on a share. stacks calls it for the
// front; it knows no other component.
//
// Three things differ from the rest of the environment, and are recorded as exceptions: images come from a public mirror,
// because the page must live when the registry does not; the account of the history takes a shared key, because a mount
// of Container Apps knows nothing else; and its data is encrypted with Microsoft's key, for it is published anyway.
package statuspage
