// Package mail writes the records that let SendGrid send an environment's mail in its own name, and that tell receivers to
// refuse mail which only pretends to.
//
// The front calls it, once for each environment; the zone exists already. It carries the claim SP-06 (mail is sent reliably
// through SendGrid). What the records are follows from plain data by pure functions (Records); New only registers them. The
// key that the product sends with is one of the vault's secrets that people bring: the settings declare it, with the use mail.
//
// SendGrid's "automated security" is assumed: the keys that mail is signed with, and the addresses it comes from, are behind
// aliases into SendGrid's own zone, so that SendGrid rotates them without a change here (SendGrid documentation, "How to set
// up domain authentication").
//
// What a domain that receives mail would have is left out, because the environment's zone receives none:
//
//   - MTA-STS and TLS reporting (RFC 8461, RFC 8460) protect mail on its way to a domain.
//   - A null MX (RFC 7505) would say that no mail is taken, and would harm what is sent: section 4.2 advises against it for a
//     domain that mail comes from, since some receivers refuse a sender who cannot be answered. Bounces go to the return
//     path, which is SendGrid's.
package mail
