package enrol

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"postern/parcel"
)

// book is a register in memory.
type book struct {
	mu      sync.Mutex
	offers  map[string]Offer
	spent   map[string]Claim
	members []Member
}

func (b *book) Offer(_ context.Context, o Offer) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.offers[o.Station] = o
	delete(b.spent, o.Station)
	return nil
}

func (b *book) Redeem(_ context.Context, c Claim) (Member, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	o, ok := b.offers[c.Station]
	before, used := b.spent[c.Station]
	if !ok || o.Hash != c.Hash || c.At.After(o.Expires) || used && before.Key != c.Key {
		return Member{}, ErrSpent
	}
	b.spent[c.Station] = c
	m := Member{Station: o.Station, Office: o.Office, Since: c.At}
	b.members = slices.DeleteFunc(b.members, func(m Member) bool { return m.Station == o.Station })
	b.members = append(b.members, m)
	return m, nil
}

func (b *book) Revoke(_ context.Context, station string) error {
	for i := range b.members {
		if b.members[i].Station == station {
			b.members[i].Revoked = true
			return nil
		}
	}
	return ErrStranger
}

func (b *book) Members(context.Context) ([]Member, error) { return b.members, nil }

type house struct {
	*Desk
	book   *book
	addr   string
	now    time.Time
	server *tls.Certificate
}

func (h *house) offer(t *testing.T, station string, office parcel.Office) Token {
	t.Helper()
	tok := Token{Hub: h.addr, CA: h.Authority.Fingerprint(), Secret: sha256.Sum256([]byte(station + h.now.String()))}
	if err := h.book.Offer(t.Context(), Offer{Hash: tok.Hash(), Station: station, Office: office, Expires: h.now.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	return tok
}

func open(t *testing.T) *house {
	t.Helper()
	h := &house{book: &book{offers: map[string]Offer{}, spent: map[string]Claim{}}, now: time.Now()}
	a, err := NewAuthority("test", h.now)
	if err != nil {
		t.Fatal(err)
	}
	h.Desk = &Desk{Authority: a, Register: h.book, Life: 14 * 24 * time.Hour, Doors: []string{":1", "other:2"}, Now: func() time.Time { return h.now }}
	cert, err := a.Server([]string{"127.0.0.1"}, h.now)
	if err != nil {
		t.Fatal(err)
	}
	h.server = &cert
	mux := http.NewServeMux()
	h.Routes(mux)
	s := httptest.NewUnstartedServer(mux)
	s.TLS = h.TLS(func() *tls.Certificate { return h.server })
	s.StartTLS()
	t.Cleanup(s.Close)
	h.addr = s.Listener.Addr().String()
	return h
}

func TestAStationEnrolsOnceAndRenews(t *testing.T) {
	t.Parallel()
	h, dir := open(t), t.TempDir()
	tok := h.offer(t, "bench-1", "NLAMSA")
	id, err := Enrol(t.Context(), dir, "bench-1", tok, "")
	if err != nil {
		t.Fatal(err)
	}
	if id.Station != "bench-1" || id.Office != "NLAMSA" || id.Hub != h.addr || !slices.Equal(id.Doors, []string{"127.0.0.1:1", "other:2"}) {
		t.Errorf("identity %+v", id)
	}
	if _, err := Enrol(t.Context(), dir, "bench-1", tok, ""); err != nil {
		t.Errorf("the same station with the same key, whose answer was lost: %v", err)
	}
	refused(t, second(Enrol(t.Context(), t.TempDir(), "bench-1", tok, "")), http.StatusForbidden, "was used")

	loaded, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if due, _, err := loaded.Due(h.now.Add(6 * 24 * time.Hour)); due || err != nil {
		t.Errorf("due before half its life: %v %v", due, err)
	}
	if due, _, err := loaded.Due(h.now.Add(8 * 24 * time.Hour)); !due || err != nil {
		t.Errorf("not due after half its life: %v %v", due, err)
	}
	h.now = h.now.Add(30 * 24 * time.Hour) // past its end, within the grace
	if err := loaded.Renew(t.Context(), dir); err != nil {
		t.Fatalf("renew within the grace: %v", err)
	}
	if again, err := Load(dir); err != nil || again.Cert != loaded.Cert || again.Cert == id.Cert {
		t.Errorf("the renewed certificate is not kept: %v", err)
	}
	h.now = h.now.Add(14*24*time.Hour + Grace + time.Hour)
	refused(t, loaded.Renew(t.Context(), dir), http.StatusUnauthorized, "expired")
}

func second(_ *Identity, err error) error { return err }

func refused(t *testing.T, err error, code int, text string) {
	t.Helper()
	var no *RefusedError
	if !errors.As(err, &no) || no.Code != code || !strings.Contains(no.Text, text) {
		t.Errorf("got %v, want a refusal %d with %q", err, code, text)
	}
}

func TestWhoDoesNotGetIn(t *testing.T) {
	t.Parallel()
	h := open(t)
	tok := h.offer(t, "bench-1", "NLAMSA")
	refused(t, second(Enrol(t.Context(), t.TempDir(), "bench-2", tok, "")), http.StatusForbidden, "another station")
	wrong := tok
	wrong.Secret[0] ^= 1
	refused(t, second(Enrol(t.Context(), t.TempDir(), "bench-1", wrong, "")), http.StatusForbidden, "not valid")
	stranger := tok
	stranger.CA[0] ^= 1
	if _, err := Enrol(t.Context(), t.TempDir(), "bench-1", stranger, ""); err == nil || !strings.Contains(err.Error(), "not the hub that made the token") {
		t.Errorf("a hub of another authority: %v", err)
	}
	h.now = h.now.Add(2 * time.Hour)
	refused(t, second(Enrol(t.Context(), t.TempDir(), "bench-1", tok, "")), http.StatusForbidden, "out of date")

	dir := t.TempDir()
	id, err := Enrol(t.Context(), dir, "bench-1", h.offer(t, "bench-1", "NLAMSA"), "")
	if err != nil {
		t.Fatal(err)
	}
	other := *id
	other.Station = "bench-9"
	refused(t, other.Renew(t.Context(), t.TempDir()), http.StatusForbidden, "different stations")
	if err := h.book.Revoke(t.Context(), "bench-1"); err != nil {
		t.Fatal(err)
	}
	refused(t, id.Renew(t.Context(), dir), http.StatusForbidden, "revoked")
}

// TestOnlyStationsOfThisHub holds certificates of every wrong kind against the
// authority.
func TestOnlyStationsOfThisHub(t *testing.T) {
	t.Parallel()
	h := open(t)
	other, err := NewAuthority("other", h.now)
	if err != nil {
		t.Fatal(err)
	}
	key, _, err := newStationKey(filepath.Join(t.TempDir(), "k"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := newRequest("bench-1", key)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Issue(request, "bench-1", "NLAMSA", h.now, ShortestLife)
	if err != nil {
		t.Fatal(err)
	}
	text, err := keyPEM(key)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(foreign, text)
	if err != nil {
		t.Fatal(err)
	}
	for name, state := range map[string]*tls.ConnectionState{
		"none": nil, "empty": {}, "foreign": {PeerCertificates: []*x509.Certificate{pair.Leaf}}, "the hub's own": {PeerCertificates: []*x509.Certificate{h.server.Leaf}},
	} {
		if holder, err := h.Authority.Holder(state, h.now, Grace); !errors.Is(err, ErrCertificate) {
			t.Errorf("%s: %+v, %v", name, holder, err)
		}
	}
	if _, err := h.Authority.Issue(request, "bench 1", "NLAMSA", h.now, ShortestLife); err == nil {
		t.Error("a certificate for a name that is none")
	}
	if _, err := h.Authority.Issue([]byte("no"), "bench-1", "NLAMSA", h.now, ShortestLife); !errors.Is(err, ErrRequest) {
		t.Errorf("a request that is none: %v", err)
	}
	if _, err := h.Authority.Issue(request, "bench-1", "NLAMSA", h.now, LongestLife+1); err == nil {
		t.Error("a certificate that lives too long")
	}
}

func TestKeysStayPrivate(t *testing.T) {
	t.Parallel()
	h, dir := open(t), t.TempDir()
	if _, err := Load(dir); !errors.Is(err, ErrNotEnrolled) {
		t.Errorf("not enrolled: %v", err)
	}
	if _, err := Enrol(t.Context(), dir, "bench-1", h.offer(t, "bench-1", "NLAMSA"), ""); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{keyFile, identityFile} {
		st, err := os.Stat(filepath.Join(dir, name))
		if err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, st.Mode(), err)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, identityFile))
	if err != nil || strings.Contains(string(data), "PRIVATE") {
		t.Errorf("the identity holds the key: %v", err)
	}
}

func TestTokenText(t *testing.T) {
	t.Parallel()
	tok := Token{Hub: "hub.example:7470", Secret: sha256.Sum256([]byte("a")), CA: sha256.Sum256([]byte("b"))}
	s := tok.String()
	for _, way := range []string{s, strings.ToLower(s), s[:10] + "-" + s[10:40] + " \n" + s[40:]} {
		if got, err := ParseToken(way); err != nil || got != tok {
			t.Errorf("%s: %+v, %v", way, got, err)
		}
	}
	for i := range s {
		slip := []byte(s)
		slip[i] = 'A' + (slip[i]-'A'+1)%26
		if got, err := ParseToken(string(slip)); err == nil && got == tok {
			t.Errorf("a slip at %d goes unnoticed", i)
		}
	}
	for _, bad := range []string{"", "PT1", s[:len(s)-4], s + strings.Repeat("A", 1<<16), "PT2" + s[3:]} {
		if _, err := ParseToken(bad); !errors.Is(err, ErrToken) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	picture, err := tok.Picture()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(picture, "\n"), "\n")
	width := len([]rune(lines[0]))
	if width > 79 || len(lines) != (width+1)/2 {
		t.Errorf("the picture has %d by %d cells", width, len(lines))
	}
	for _, l := range lines {
		if len([]rune(l)) != width {
			t.Errorf("a line of %d cells among %d", len([]rune(l)), width)
		}
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(Token{Hub: "127.0.0.1:7470"}.String())
	f.Add("PT1AAAA")
	f.Fuzz(func(t *testing.T, s string) {
		tok, err := ParseToken(s)
		if err != nil {
			return
		}
		if again, err := ParseToken(tok.String()); err != nil || again != tok {
			t.Errorf("%q is read as %+v and that as %+v, %v", s, tok, again, err)
		}
	})
}
