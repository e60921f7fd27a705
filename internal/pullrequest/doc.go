// Package pullrequest puts a report of changes on a pull request of GitHub: exactly one comment, and a label where somebody who knows
// security has to look.
//
// The comment is found by a hidden marker and by its author, on whatever page it is; where there are several, as after two runs at
// once, the oldest is kept. What a fork computed is not trusted: the report is checked against its published form and rendered anew,
// the comment says who computed it, and a fork's report may add the label and never remove it.
//
// cmd/stackctl calls it. It speaks to GitHub with a token that it is given, and reads nothing else.
package pullrequest
