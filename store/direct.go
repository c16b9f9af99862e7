package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"

	"github.com/mattn/go-sqlite3"
)

// direct asks on one connection past database/sql. An item's facts are some
// dozens of short rows by a dozen questions: what database/sql does for each is
// twice what SQLite does.
type direct struct {
	conn *sqlite3.SQLiteConn
	kept map[string]*kept
	row  []driver.Value
	args []driver.NamedValue
}

// kept is a statement to be run again.
type kept struct {
	*sqlite3.SQLiteStmt
	columns int // 0: not known yet
}

// snapshot has all that f asks answered from one state of the database. It is
// quicker too: outside a transaction each question locks and unlocks the file.
func (d *direct) snapshot(ctx context.Context, f func() error) error {
	if err := d.values(ctx, nil, "BEGIN"); err != nil {
		return err
	}
	return errors.Join(f(), d.values(context.WithoutCancel(ctx), nil, "COMMIT"))
}

// values calls f for every row; integers are int64, text is string, and the row is
// f's until it returns. f asks nothing itself.
func (d *direct) values(ctx context.Context, f func([]driver.Value), text string, args ...any) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	s, err := d.stmt(text)
	if err != nil {
		return err
	}
	d.args = d.args[:0]
	for i, a := range args {
		d.args = append(d.args, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	rows, err := s.QueryContext(context.WithoutCancel(ctx), d.args) // short: to stand ready to break off costs more than to finish
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if s.columns == 0 {
		s.columns = len(rows.Columns())
	}
	for row := d.room(s.columns); ; {
		if err := rows.Next(row); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		f(row)
	}
}

// each is values for who scans rows.
func (d *direct) each(ctx context.Context, f func(scanner) error, text string, args ...any) error {
	for i, a := range args {
		if n, ok := a.(int); ok {
			args[i] = int64(n)
		}
	}
	var bad error
	err := d.values(ctx, func(row []driver.Value) {
		if bad == nil {
			bad = f(plain(row))
		}
	}, text, args...)
	return errors.Join(err, bad)
}

// plain is a row whose columns are of the type they are read into.
type plain []driver.Value

// Scan implements scanner.
func (p plain) Scan(into ...any) error {
	for i, v := range into {
		switch v := v.(type) {
		case *int:
			*v = int(integer(p[i]))
		case *int64:
			*v = integer(p[i])
		case *string:
			*v = text(p[i])
		case *[]byte:
			*v = bytesOf(p[i])
		default:
			if !fill(reflect.ValueOf(v).Elem(), p[i]) {
				return fmt.Errorf("a column of %T is read into %T", p[i], v)
			}
		}
	}
	return nil
}

// fill puts a column into a variable of a type of our own.
func fill(into reflect.Value, column driver.Value) bool {
	switch into.Kind() { //nolint:exhaustive // what columns are read into
	case reflect.String:
		into.SetString(text(column))
	case reflect.Int64:
		into.SetInt(integer(column))
	case reflect.Uint64:
		into.SetUint(uint64(integer(column))) //nolint:gosec // as it was kept
	default:
		return false
	}
	return true
}

// integer, text and bytesOf are what columns of STRICT tables hold.
func integer(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

func text(v driver.Value) string {
	s, _ := v.(string)
	return s
}

func bytesOf(v driver.Value) []byte {
	b, _ := v.([]byte)
	return b
}

func (d *direct) room(columns int) []driver.Value {
	if len(d.row) < columns {
		d.row = make([]driver.Value, columns)
	}
	return d.row[:columns]
}

func (d *direct) stmt(text string) (*kept, error) {
	if s := d.kept[text]; s != nil {
		return s, nil
	}
	s, err := d.conn.Prepare(steady(text))
	if err != nil {
		return nil, err
	}
	stmt, ok := s.(*sqlite3.SQLiteStmt)
	if !ok {
		return nil, errors.Join(errors.New("go-sqlite3 gives statements of another kind"), s.Close())
	}
	d.kept[text] = &kept{SQLiteStmt: stmt}
	return d.kept[text], nil
}

func (d *direct) close() (err error) {
	for _, s := range d.kept {
		err = errors.Join(err, s.Close())
	}
	clear(d.kept)
	return err
}

// directs are what connections are asked by, each kept as long as its own.
type directs struct {
	mu   sync.Mutex
	kept map[*sqlite3.SQLiteConn]*direct
}

// on lends f the direct way to a connection.
func (ds *directs) on(conn *sql.Conn, f func(*direct) error) error {
	return conn.Raw(func(c any) error {
		own, ok := c.(*sqlite3.SQLiteConn)
		if !ok {
			return errors.New("a connection that is not go-sqlite3's")
		}
		return f(ds.of(own))
	})
}

func (ds *directs) of(conn *sqlite3.SQLiteConn) *direct {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d := ds.kept[conn]
	if d == nil {
		d = &direct{conn: conn, kept: map[string]*kept{}}
		if ds.kept == nil {
			ds.kept = map[*sqlite3.SQLiteConn]*direct{}
		}
		ds.kept[conn] = d
	}
	return d
}

// close comes before that of the connections.
func (ds *directs) close() (err error) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	for _, d := range ds.kept {
		err = errors.Join(err, d.close())
	}
	clear(ds.kept)
	return err
}
