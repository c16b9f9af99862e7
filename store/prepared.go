package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
)

type preparer interface {
	PrepareContext(context.Context, string) (*sql.Stmt, error)
}

// prepared keeps every statement it has run: our texts are few and constant.
type prepared struct {
	on   preparer
	mu   sync.Mutex
	kept map[string]*sql.Stmt
}

func newPrepared(on preparer) *prepared { return &prepared{on: on, kept: map[string]*sql.Stmt{}} }

func (p *prepared) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.kept[text]; s != nil {
		return s, nil
	}
	s, err := p.on.PrepareContext(ctx, steady(text)) //nolint:sqlclosecheck // kept until close
	if err == nil {
		p.kept[text] = s
	}
	return s, err
}

// steady writes a statement so that its plan is kept. SQLite makes the plan
// anew whenever a value is bound that is compared by = or bounds a LIMIT, which
// costs more than most of our statements; behind a plus, which changes nothing
// else, it does not look at the value.
func steady(text string) string {
	return strings.NewReplacer("= ?", "= +?", "LIMIT ?", "LIMIT +?").Replace(text)
}

func (p *prepared) exec(ctx context.Context, text string, args ...any) error {
	s, err := p.stmt(ctx, text) //nolint:sqlclosecheck // kept until close
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx, args...)
	return err
}

func (p *prepared) insert(ctx context.Context, text string, args ...any) (int64, error) {
	s, err := p.stmt(ctx, text) //nolint:sqlclosecheck // kept until close
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// many inserts rows, several by one statement: what a statement costs besides
// its row is more than the row.
type many struct {
	on         *prepared
	head, tail string // around the rows
	wide       int    // columns
	args       []any
}

const mostRows = 32

func (m *many) add(ctx context.Context, row ...any) error {
	m.args = append(m.args, row...)
	if len(m.args) < mostRows*m.wide {
		return nil
	}
	return m.put(ctx, mostRows)
}

// flush inserts what is left.
func (m *many) flush(ctx context.Context) error {
	for rows := mostRows; len(m.args) > 0; rows /= 2 { // few texts, whatever is left
		for len(m.args) >= rows*m.wide {
			if err := m.put(ctx, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *many) put(ctx context.Context, rows int) error {
	n := rows * m.wide
	one := "(" + strings.Repeat("?, ", m.wide-1) + "?)"
	text := m.head + " VALUES " + one + strings.Repeat(", "+one, rows-1) + m.tail
	err := m.on.exec(ctx, text, m.args[:n]...)
	m.args = append(m.args[:0], m.args[n:]...)
	return err
}

// row answers one row; a statement that cannot be prepared shows at Scan.
func (p *prepared) row(ctx context.Context, text string, args ...any) scanner {
	s, err := p.stmt(ctx, text) //nolint:sqlclosecheck // kept until close
	if err != nil {
		return failed{err}
	}
	return s.QueryRowContext(ctx, args...)
}

// each calls f for every row.
func (p *prepared) each(ctx context.Context, f func(scanner) error, text string, args ...any) (err error) {
	s, err := p.stmt(ctx, text) //nolint:sqlclosecheck // kept until close
	if err != nil {
		return err
	}
	rows, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p *prepared) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, s := range p.kept {
		errs = append(errs, s.Close())
	}
	clear(p.kept)
	return errors.Join(errs...)
}

// asks is who can be asked for rows.
type asks interface {
	each(ctx context.Context, f func(scanner) error, text string, args ...any) error
}

type scanner interface{ Scan(...any) error }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }
