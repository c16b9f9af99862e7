package line_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"

	"postern/lossy/line"
)

// echo answers everything it hears, until the test ends.
func echo(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go io.Copy(c, c) //nolint:errcheck // it ends with the line
		}
	}()
	return l.Addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // the test is over
	return c
}

// TestLine: all comes as it was, no sooner than the line lets it, until it is
// cut; then another connection goes through.
func TestLine(t *testing.T) {
	t.Parallel()
	const rate, late, size = 100_000, 50 * time.Millisecond, 20_000
	x, err := line.Open(t.Context(), line.Options{To: echo(t), Late: late, Rate: rate, Now: time.Now, After: time.After})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // the test is over
	sent, began := bytes.Repeat([]byte("mail "), size/5), time.Now()
	c := dial(t, x.Addr())
	if _, err := c.Write(sent); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, size)
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("other bytes came back: %v", err)
	}
	if least := 2*late + size*time.Second/rate; time.Since(began) < least {
		t.Errorf("it took %s: the line is faster than it may be, %s", time.Since(began), least)
	}
	if up, down := x.Bytes(); up != size || down != size {
		t.Errorf("%d and %d bytes carried", up, down)
	}
	x.Cut()
	if _, err := c.Read(got); err == nil {
		t.Error("a connection that was cut goes on")
	}
	if x.Cuts() != 1 {
		t.Errorf("%d cuts", x.Cuts())
	}
	again := dial(t, x.Addr())
	if _, err := again.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(again, got[:1]); err != nil || got[0] != 'x' {
		t.Errorf("after the cut: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	if c, err := (&net.Dialer{}).DialContext(context.WithoutCancel(t.Context()), "tcp", x.Addr()); err == nil {
		c.Close() //nolint:errcheck // it should not be
		t.Error("a line that was closed takes calls")
	}
}
