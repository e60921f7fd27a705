IF SCHEMA_ID(N'control') IS NULL EXEC(N'CREATE SCHEMA control');
GO
IF OBJECT_ID(N'control.active_region') IS NULL
    CREATE TABLE control.active_region (
        one tinyint NOT NULL CONSTRAINT pk_active_region PRIMARY KEY CONSTRAINT ck_active_region CHECK (one = 1),
        region nvarchar(40) NOT NULL,
        epoch bigint NOT NULL
    );
GO
IF NOT EXISTS (SELECT 1 FROM control.active_region)
    INSERT INTO control.active_region (one, region, epoch) VALUES (1, N'eastus2', 1);
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
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'id-web' AND sid <> 0x40FC296B47CA6710B31D00DD010662DA)
    DROP USER [id-web];
GO
IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'id-web')
    CREATE USER [id-web] WITH SID = 0x40FC296B47CA6710B31D00DD010662DA, TYPE = E;
GO
ALTER ROLE db_datareader ADD MEMBER [id-web];
ALTER ROLE db_datawriter ADD MEMBER [id-web];
GRANT EXECUTE TO [id-web];
DENY INSERT, UPDATE, DELETE, ALTER ON SCHEMA::control TO [id-web];
GO
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'id-worker' AND sid <> 0x00000000000000000102030405060708)
    DROP USER [id-worker];
GO
IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'id-worker')
    CREATE USER [id-worker] WITH SID = 0x00000000000000000102030405060708, TYPE = E;
GO
ALTER ROLE db_datareader ADD MEMBER [id-worker];
ALTER ROLE db_datawriter ADD MEMBER [id-worker];
GRANT EXECUTE TO [id-worker];
DENY INSERT, UPDATE, DELETE, ALTER ON SCHEMA::control TO [id-worker];
GO
