// Package bench measures what the program costs: the time and memory of builds, previews and ups, beside the engine's own floor, which
// is as many trivial resources through the same engine, CLI and state. cmd/bench prints a table of it; the deep tests take ratios from it, which
// hold on slow machines too. It runs everything against a local Azure in a folder of its own.
package bench
