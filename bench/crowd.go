package bench

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"postern/sync/enrol"
)

// connected measures a real hub's memory, alone and with its stations at the
// door: each with a certificate of its own, greeted, and hearing its news.
func (r *runner) connected(ctx context.Context) (err error) {
	if len(r.Hub) == 0 {
		r.Say("no hub to measure: postern-hub does not lie beside postern")
		return nil
	}
	n, dir := min(stationsAtHub, r.Items), r.path("hub")
	pid, stop, err := r.serve(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	c, err := r.gather(ctx, dir, n)
	if err != nil {
		return err
	}
	before, known := resident(pid)
	came := c.come(ctx, n)
	defer c.leave()
	after, _ := resident(pid)
	if !known {
		return nil
	}
	if came < n {
		return fmt.Errorf("of %d stations %d came in: %w", n, came, c.err)
	}
	return r.give(beside(fmt.Sprintf("memory of a hub, %d stations", n), after, "MB", "the same hub before they came", before))
}

// serve starts a real hub in a folder; stop ends it in order.
func (r *runner) serve(ctx context.Context, dir string) (pid int, stop func() error, err error) {
	cmd := exec.CommandContext(ctx, r.Hub[0], append(r.Hub[1:], "serve", "--data", dir, "--listen", "127.0.0.1:0")...) //nolint:gosec // our own program
	cmd.Env = r.Env
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		return 0, nil, err
	}
	stop = func() error { return errors.Join(cmd.Process.Signal(os.Interrupt), cmd.Wait()) }
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		return 0, nil, errors.Join(fmt.Errorf("the hub does not serve: %w", err), stop())
	}
	return cmd.Process.Pid, stop, nil
}

// crowd is many stations of one hub.
type crowd struct {
	door   string
	config *tls.Config
	certs  []tls.Certificate

	mu    sync.Mutex
	lines []*tls.Conn
	err   error
}

// gather enrols stations past the desk, which would take minutes: the hub's own
// keys certify them, and its register has them.
func (r *runner) gather(ctx context.Context, dir string, n int) (*crowd, error) {
	var told struct {
		Door string `json:"door"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "serve.json")) //nolint:gosec // our own folder
	if err == nil {
		err = json.Unmarshal(text, &told)
	}
	var cert, key []byte
	if err == nil {
		cert, err = os.ReadFile(filepath.Join(dir, "keys", "authority.crt")) //nolint:gosec // our own folder
	}
	if err == nil {
		key, err = os.ReadFile(filepath.Join(dir, "keys", "authority.key")) //nolint:gosec // our own folder
	}
	if err != nil {
		return nil, err
	}
	a, err := enrol.LoadAuthority(cert, key)
	if err != nil {
		return nil, err
	}
	c := &crowd{door: told.Door, config: &tls.Config{MinVersion: tls.VersionTLS13, RootCAs: a.Pool(), ServerName: enrol.ServerName}}
	own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	request, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, own)
	if err != nil {
		return nil, err
	}
	for i := range n {
		issued, err := a.Issue(request, stationName(i), benchOffice, r.Now(), enrol.ShortestLife)
		if err != nil {
			return nil, err
		}
		block, _ := pem.Decode(issued)
		c.certs = append(c.certs, tls.Certificate{Certificate: [][]byte{block.Bytes}, PrivateKey: own})
	}
	return c, r.register(ctx, filepath.Join(dir, "hub.db"), n)
}

func stationName(i int) string { return fmt.Sprintf("crowd-%d", i) }

func (r *runner) register(ctx context.Context, path string, n int) (err error) {
	db, err := sql.Open("sqlite3", "file:"+path+"?_txlock=immediate&_busy_timeout=10000")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // it has ended where all went well
	for i := range n {
		if _, err := tx.ExecContext(ctx, "INSERT INTO member (station, office, since, revoked) VALUES (?, ?, ?, 0)", stationName(i), benchOffice, r.Now().UnixMilli()); err != nil {
			return err
		}
	}
	return tx.Commit()
}

const comeWithin = 3 * time.Minute // all of them

// come connects the stations, some at a time, and counts who is greeted.
func (c *crowd) come(ctx context.Context, n int) int {
	ctx, cancel := context.WithTimeout(ctx, comeWithin)
	defer cancel()
	var all sync.WaitGroup
	next := make(chan int)
	for range 16 {
		all.Go(func() {
			for i := range next {
				c.enter(ctx, i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	all.Wait()
	return len(c.lines)
}

// enter connects one station, which says hello and hears its news, in the bare
// words of the broker's protocol.
func (c *crowd) enter(ctx context.Context, i int) {
	line, err := c.greet(ctx, i)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.err = fmt.Errorf("%s: %w", stationName(i), err)
		return
	}
	c.lines = append(c.lines, line)
}

func (c *crowd) greet(ctx context.Context, i int) (*tls.Conn, error) {
	config, name := c.config.Clone(), stationName(i)
	config.Certificates = c.certs[i : i+1]
	conn, err := (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", c.door)
	if err != nil {
		return nil, err
	}
	line, deadline := conn.(*tls.Conn), time.Time{}
	if until, some := ctx.Deadline(); some {
		deadline = until
	}
	hello := fmt.Sprintf(`{"version":1,"station":%q,"office":%q,"epoch":"%032x","key":"","sealing":null}`, name, benchOffice, i)
	_, err = fmt.Fprintf(line, "CONNECT {\"verbose\":false,\"tls_required\":true,\"lang\":\"bench\",\"protocol\":1}\r\n"+
		"SUB news.%[1]s 1\r\nSUB news.office.%[2]s 2\r\nSUB news.all 3\r\nSUB _INBOX.%[1]s.> 4\r\nPUB in.%[1]s.hello _INBOX.%[1]s.1 %[3]d\r\n%[4]s\r\n",
		name, benchOffice, len(hello), hello)
	if err == nil {
		err = line.SetReadDeadline(deadline)
	}
	read := bufio.NewReaderSize(line, 512)
	for err == nil {
		var said string
		if said, err = read.ReadString('\n'); strings.HasPrefix(said, "-ERR") {
			err = errors.New(strings.TrimSpace(said))
		} else if strings.HasPrefix(said, "HMSG _INBOX.") || strings.HasPrefix(said, "MSG _INBOX.") {
			return line, nil
		}
	}
	return nil, errors.Join(err, line.Close())
}

func (c *crowd) leave() {
	for _, line := range c.lines {
		line.Close() //nolint:errcheck,gosec // it has done its part
	}
}
