// Package guides reads the guides in docs/guides as scripts, so that every command in them is run by a test.
//
// A guide's commands stand in fenced blocks called "console", each in a line that begins with "$ "; a line that ends in a backslash goes
// on in the next one. Other lines of a block are what is shown: each has to appear, in that order, in what the command before it
// writes; "..." stands for anything. A command has to succeed, unless its line ends in "# exits N".
//
// A block called "console azure" is typed against the real Azure. In a test each of its calls of stackctl runs with --target local
// instead, so that the command, its flags and what it does there are true; calls of other programs (az, git push, pulumi login) are
// not run, because there is nobody at the other end.
package guides
