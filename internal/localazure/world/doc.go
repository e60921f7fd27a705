// Package world keeps what the local Azure holds: its resources, the names that deleted ones still hold, the objects of
// its Kubernetes clusters, its clock, its outages, a log of the calls made, and what other packages keep in it. All of it is
// one file that survives between commands.
//
// The file is a journal: one line of JSON for each change, appended when the change is made. A process that dies in the
// middle of a line loses that change and nothing else. A journal that has grown long is written anew when it is opened.
// A second file holds a lock, so that two processes never write the same world.
//
// Nothing secret is readable in the journal. Of values marked as secret in ARM resources it holds salted digests, because
// Azure does not give them back either. Kubernetes does, so its objects are sealed, with a key in a third file.
//
// The provider servers of internal/localazure read and write worlds, and the operator's command opens one to show or
// reset it. The package touches the files of its folder and nothing else; it knows ARM identifiers, and nothing of what
// resources mean.
package world
