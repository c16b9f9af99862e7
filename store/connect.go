package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// connect gives a pool of connections.
func connect(dsn string) *sql.DB {
	return sql.OpenDB(connector{&sqlite3.SQLiteDriver{ConnectHook: settle}, dsn})
}

// settle has a connection sort and group in memory. Otherwise SQLite sets up a
// temporary file's worth of pages for each count of distinct values: more than
// half the time it takes to fetch an item's facts.
func settle(c *sqlite3.SQLiteConn) error {
	_, err := c.Exec("PRAGMA temp_store = MEMORY", nil)
	return err
}

type connector struct {
	driver *sqlite3.SQLiteDriver
	dsn    string
}

// Connect implements driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.driver.Open(c.dsn)
	var from sqlite3.Error
	if errors.As(err, &from) && from.Code == sqlite3.ErrCantOpen { // what it says of the system's reason is that of a later try
		err = fmt.Errorf("%w: is the disk full, or may nothing be written in its folder?", err)
	}
	return conn, err
}

// Driver implements driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }
