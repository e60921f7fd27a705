package workload

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/google/uuid"
)

// setupFile is the file of the setup, in SetupDir.
const setupFile = "database.sql"

// setupName is the name of the ConfigMap that holds it.
func setupName(workload string) string { return workload + "-setup" }

// SID is the security identifier that the database knows an identity by: the bytes of its client id in the order in which SQL
// Server keeps a GUID, the first three groups turned round (Azure SQL documentation, authentication-azure-ad-user-assigned-
// managed-identity, CREATE USER WITH SID; SQL Server documentation, uniqueidentifier).
func SID(clientID string) (string, error) {
	id, err := uuid.Parse(clientID)
	if err != nil {
		return "", fmt.Errorf("client id %q: %w; allowed: a GUID", clientID, err)
	}
	var sid [16]byte
	binary.LittleEndian.PutUint32(sid[0:], binary.BigEndian.Uint32(id[0:]))
	binary.LittleEndian.PutUint16(sid[4:], binary.BigEndian.Uint16(id[4:]))
	binary.LittleEndian.PutUint16(sid[6:], binary.BigEndian.Uint16(id[6:]))
	copy(sid[8:], id[8:])
	return "0x" + strings.ToUpper(hex.EncodeToString(sid[:])), nil
}

// sqlUser is a user with what is known once its identity exists.
type sqlUser struct{ name, clientID string }

// setupSQL is what the migration runs before its own changes, in one batch for each GO. Running it again changes nothing.
//
// Users are made with their SID, because FROM EXTERNAL PROVIDER would need the server to be allowed to read Entra's directory.
// A user of the same name with another SID belongs to an identity that has been made anew, and is replaced. Nobody but the
// promotion of a region writes the row that names the active one: the workloads are denied it, whatever else they may write.
func setupSQL(users []sqlUser, activeRegion string, promoted Promotion) (string, error) {
	var sql strings.Builder
	sql.WriteString(strings.ReplaceAll(controlSQL, "ACTIVE_REGION", literal(activeRegion)))
	if promoted.Epoch > 1 {
		fmt.Fprintf(&sql, promotionSQL, literal(promoted.Region), promoted.Epoch)
	}
	for _, user := range users {
		sid, err := SID(user.clientID)
		if err != nil {
			return "", fmt.Errorf("database user %s: %w", user.name, err)
		}
		fmt.Fprintf(&sql, userSQL, literal(user.name), sid, quoted(user.name))
		fmt.Fprintf(&sql, rightsSQL, quoted(user.name))
	}
	return sql.String(), nil
}

// controlSQL makes the row that names the active region, once, and the row of the workers' lease.
const controlSQL = `IF SCHEMA_ID(N'control') IS NULL EXEC(N'CREATE SCHEMA control');
GO
IF OBJECT_ID(N'control.active_region') IS NULL
    CREATE TABLE control.active_region (
        one tinyint NOT NULL CONSTRAINT pk_active_region PRIMARY KEY CONSTRAINT ck_active_region CHECK (one = 1),
        region nvarchar(40) NOT NULL,
        epoch bigint NOT NULL
    );
GO
IF NOT EXISTS (SELECT 1 FROM control.active_region)
    INSERT INTO control.active_region (one, region, epoch) VALUES (1, ACTIVE_REGION, 1);
GO
IF SCHEMA_ID(N'work') IS NULL EXEC(N'CREATE SCHEMA work');
GO
IF OBJECT_ID(N'work.lease') IS NULL
    CREATE TABLE work.lease (
        name nvarchar(100) NOT NULL CONSTRAINT pk_lease PRIMARY KEY,
        holder nvarchar(200) NOT NULL,
        epoch bigint NOT NULL,
        until_utc datetime2(3) NOT NULL
    );
GO
`

// promotionSQL names the active region, unless a later promotion has: its name as a literal, its epoch.
const promotionSQL = `UPDATE control.active_region SET region = %[1]s, epoch = %[2]d WHERE epoch < %[2]d;
GO
`

// Promotion makes a region the active one.
type Promotion struct {
	// Region is the region that works from then on.
	Region string
	// Epoch is higher than that of any promotion before.
	Epoch int
}

// userSQL makes a user: its name as a literal, its SID, its name as an identifier.
const userSQL = `IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = %[1]s AND sid <> %[2]s)
    DROP USER %[3]s;
GO
IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = %[1]s)
    CREATE USER %[3]s WITH SID = %[2]s, TYPE = E;
GO
`

// rightsSQL lets a user read, write and run what there is, and not name the active region.
const rightsSQL = `ALTER ROLE db_datareader ADD MEMBER %[1]s;
ALTER ROLE db_datawriter ADD MEMBER %[1]s;
GRANT EXECUTE TO %[1]s;
DENY INSERT, UPDATE, DELETE, ALTER ON SCHEMA::control TO %[1]s;
GO
`

// literal is a text of T-SQL, quoted an identifier of it.
func literal(text string) string { return "N'" + strings.ReplaceAll(text, "'", "''") + "'" }

func quoted(name string) string { return "[" + strings.ReplaceAll(name, "]", "]]") + "]" }

// longestUser is how many UTF-16 units a name of SQL Server may have.
const longestUser = 128

// fitsUser says whether a text can name a user.
func fitsUser(name string) bool { return name != "" && len(utf16.Encode([]rune(name))) <= longestUser }
