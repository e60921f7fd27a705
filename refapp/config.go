package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Config is what the application learns of where it runs. All of it comes in variables.
type Config struct {
	Workload, Kind, Environment, Region string
	// Host is the one address to listen at; empty is every one, as in a pod.
	Host string
	// Port is where a web listens, HealthPort where the probes are answered.
	Port, HealthPort int
	// Drain is how long there is for what has begun once the process is told to stop.
	Drain time.Duration
	// Instance tells this process from others of the workload.
	Instance string
	// SetupDir is where a migration finds what the platform wants done.
	SetupDir string
	Database Database
}

// Database is how the database is reached. There is no password.
type Database struct {
	Host, Name, Encrypt, ClientID string
	Port                          int
}

// readConfig reads the variables. The error names every one that is missing or wrong.
func readConfig(getenv func(string) string) (Config, error) {
	var wrong []error
	text := func(name string) string {
		value := getenv(name)
		if value == "" {
			wrong = append(wrong, fmt.Errorf("%s is not set", name))
		}
		return value
	}
	number := func(name string) int {
		value := text(name)
		n, err := strconv.Atoi(value)
		if err != nil && value != "" {
			wrong = append(wrong, fmt.Errorf("%s is %q, which is no number", name, value))
		}
		return n
	}
	c := Config{
		Workload: text("TRELICA_WORKLOAD"), Kind: text("TRELICA_KIND"), Environment: text("TRELICA_ENVIRONMENT"),
		Region: text("TRELICA_REGION"), Instance: getenv("HOSTNAME"), Host: getenv("LISTEN_HOST"),
	}
	if c.Kind == "web" || c.Kind == "worker" {
		c.HealthPort, c.Drain = number("HEALTH_PORT"), time.Duration(number("DRAIN_SECONDS"))*time.Second
	}
	if c.Kind == "web" {
		c.Port = number("PORT")
	}
	if c.Kind == "migrate" {
		c.SetupDir = text("SETUP_DIR")
	}
	if getenv("DATABASE_HOST") != "" {
		c.Database = Database{
			Host: text("DATABASE_HOST"), Port: number("DATABASE_PORT"), Name: text("DATABASE_NAME"),
			Encrypt: text("DATABASE_ENCRYPT"), ClientID: text("AZURE_CLIENT_ID"),
		}
		if c.Database.Encrypt != "strict" {
			wrong = append(wrong, fmt.Errorf("DATABASE_ENCRYPT is %q; only strict verifies the server", c.Database.Encrypt))
		}
	}
	return c, errors.Join(wrong...)
}

// dsn is how the driver connects: as the workload's own identity, over TLS from the first byte, with the certificate verified.
func (d Database) dsn() string {
	query := url.Values{}
	query.Set("database", d.Name)
	query.Set("encrypt", "strict")
	query.Set("TrustServerCertificate", "false")
	query.Set("fedauth", "ActiveDirectoryWorkloadIdentity")
	query.Set("user id", d.ClientID)
	return (&url.URL{Scheme: "sqlserver", Host: d.Host + ":" + strconv.Itoa(d.Port), RawQuery: query.Encode()}).String()
}
