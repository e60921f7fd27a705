// Package edge builds the one way in from the Internet: Front Door with its web application firewall, the origins behind
// it, the hosts that customers type, and their records in the environment's zone.
//
// It carries the claims SP-02 (the origins recognise our own Front Door by its identifier), SP-08 (HSTS on every answer of
// the product) and SP-09 (TLS 1.2 or newer, HTTP only redirects). It exists once for an environment. stacks calls it for
// the front; a platform calls LookupFrontDoorID. It knows no other component.
//
// Both regions' origins are there from the first day and a maintenance page behind them, so that a disaster needs no change
// here: Front Door asks every origin whether it is the active one, and only one region says yes.
package edge
