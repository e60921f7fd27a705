package database

import "github.com/trelica/infrastructure/components/azure"

// Connection is what an application needs to know to connect. There is no secret in it: it signs in as its own identity.
type Connection struct {
	// Host is the failover group's listener, or the server where there is no group; never a private name, because the
	// server's certificate is not for that.
	Host string
	Port int
	// Database is the database's name.
	Database string
	// Encrypt is "strict": TLS before the first byte of the protocol, with the server's certificate verified. Trusting any
	// certificate is not compatible with it (Azure SQL documentation, TDS 8.0).
	Encrypt string
}

// Connection says how an application connects to the primary, whichever that is.
func (g *FailoverGroup) Connection() Connection {
	return Connection{Host: g.Listener, Port: Port, Database: g.database, Encrypt: "strict"}
}

// Connection says how an application connects to this database, in an environment without a failover group.
func (d *Database) Connection() Connection {
	return Connection{Host: d.Server.Host, Port: Port, Database: d.Name, Encrypt: "strict"}
}

// NamedConnection is the connection to a database from names alone, for a stack that reads nothing of the one that made it: over
// the failover group if there is one, else to the home region's server.
func NamedConnection(home azure.Names, role string, failover bool) Connection {
	name := home.SQLServer()
	if failover {
		name = home.SQLFailoverGroup()
	}
	return Connection{Host: host(name), Port: Port, Database: home.SQLDatabase(role), Encrypt: "strict"}
}
