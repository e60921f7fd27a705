// Command refapp is the smallest application that fulfils the workload contract (docs/workload-contract.md): a web, a worker, a
// migration and a job at set times, told apart by the variable TRELICA_KIND. It does nothing useful. It is the example for people
// who write images, what the tests of a cluster run, and what a first real deployment is tried with.
//
// It uses the standard library, and one driver for the database behind the interface Store, so that everything but the SQL runs
// in tests without a server.
package main
