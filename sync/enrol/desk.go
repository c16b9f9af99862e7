package enrol

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"postern/parcel"
)

// Desk is where stations enrol and renew: the hub's side, over HTTPS.
type Desk struct {
	Authority *Authority
	Register  Register
	Life      time.Duration // of the certificates
	Doors     []string      // addresses at which stations then connect
	Receipts  string        // verifier key of the hub's receipts (sumdb/note form)
	Now       func() time.Time
}

// petition is what a station hands in: the token where it enrols, nothing
// where its certificate speaks for it.
type petition struct {
	Secret  []byte `json:"secret,omitempty"`
	Station string `json:"station"`
	Request []byte `json:"request"` // DER
}

// grant is what it gets.
type grant struct {
	Station  string        `json:"station"`
	Office   parcel.Office `json:"office"`
	Cert     string        `json:"cert"`
	CA       string        `json:"ca"`
	Doors    []string      `json:"doors"`
	Receipts string        `json:"receipts"`
}

type refusal struct {
	Error string `json:"error"`
}

const mostPetition = 16 << 10

// Routes puts the desk's paths on a mux.
func (d *Desk) Routes(mux *http.ServeMux) {
	mux.HandleFunc("POST /enrol", func(w http.ResponseWriter, r *http.Request) { d.answer(w, r, d.enrol) })
	mux.HandleFunc("POST /renew", func(w http.ResponseWriter, r *http.Request) { d.answer(w, r, d.renew) })
}

// TLS is the server's configuration: it asks for a certificate and takes any,
// since who holds a late one may renew it; each path says whom it lets in.
func (d *Desk) TLS(server func() *tls.Certificate) *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return server(), nil },
	}
}

func (d *Desk) answer(w http.ResponseWriter, r *http.Request, act func(context.Context, *tls.ConnectionState, petition) (grant, error)) {
	if r.TLS == nil {
		reply(w, http.StatusForbidden, refusal{"enrol and renew by https only"})
		return
	}
	var p petition
	if err := json.NewDecoder(io.LimitReader(r.Body, mostPetition)).Decode(&p); err != nil {
		reply(w, http.StatusBadRequest, refusal{"not a petition: " + err.Error()})
		return
	}
	g, err := act(r.Context(), r.TLS, p)
	if err != nil {
		reply(w, status(err), refusal{err.Error()})
		return
	}
	reply(w, http.StatusOK, g)
}

func status(err error) int {
	switch {
	case errors.Is(err, ErrRequest):
		return http.StatusBadRequest
	case errors.Is(err, ErrCertificate), errors.Is(err, ErrExpired):
		return http.StatusUnauthorized
	case errors.Is(err, ErrSpent), errors.Is(err, ErrRevoked), errors.Is(err, ErrStranger), errors.Is(err, errName):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}

func reply(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(v) //nolint:errcheck,errchkjson,gosec // whoever asked has left
}

var errName = errors.New("the certificate and the request name different stations")

func (d *Desk) enrol(ctx context.Context, _ *tls.ConnectionState, p petition) (grant, error) {
	key, err := requestKey(p.Request) // first: a token must not be spent on a bad request
	if err != nil {
		return grant{}, err
	}
	m, err := d.Register.Redeem(ctx, Claim{Hash: sha256.Sum256(p.Secret), Station: p.Station, Key: key, At: d.Now()})
	if err != nil {
		return grant{}, err
	}
	return d.grant(p.Request, m)
}

func (d *Desk) renew(ctx context.Context, state *tls.ConnectionState, p petition) (grant, error) {
	h, err := d.Authority.Holder(state, d.Now(), Grace)
	if err != nil {
		return grant{}, err
	}
	if p.Station != h.Station {
		return grant{}, errName
	}
	m, err := member(ctx, d.Register, h.Station)
	if err != nil {
		return grant{}, err
	}
	return d.grant(p.Request, m)
}

// member finds a station that belongs.
func member(ctx context.Context, r Register, station string) (Member, error) {
	members, err := r.Members(ctx)
	if err != nil {
		return Member{}, err
	}
	i := slices.IndexFunc(members, func(m Member) bool { return m.Station == station })
	switch {
	case i < 0:
		return Member{}, ErrStranger
	case members[i].Revoked:
		return Member{}, ErrRevoked
	}
	return members[i], nil
}

func (d *Desk) grant(request []byte, m Member) (grant, error) {
	cert, err := d.Authority.Issue(request, m.Station, m.Office, d.Now(), d.Life)
	return grant{
		Station: m.Station, Office: m.Office, Cert: string(cert), CA: string(d.Authority.CertPEM()), Doors: d.Doors, Receipts: d.Receipts,
	}, err
}
