package risk_test

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"postern/risk"
)

func keys(t *testing.T, name string) (note.Signer, note.Verifier) {
	t.Helper()
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier
}

func TestSignature(t *testing.T) {
	signer, verifier := keys(t, "revenue-desk")
	_, stranger := keys(t, "revenue-desk")
	sig, err := risk.SignPack([]byte(sound), signer)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(sig), "postern pack test-revenue 2026.11.1\nsha256 ") {
		t.Errorf("signed text:\n%s", sig)
	}
	name, err := risk.VerifyPack([]byte(sound), sig, note.VerifierList(verifier))
	if err != nil || name != "revenue-desk" {
		t.Errorf("signer %q, %v", name, err)
	}
	for what, try := range map[string]func() error{
		"another file": func() error {
			_, err := risk.VerifyPack([]byte(sound+"\n# more"), sig, note.VerifierList(verifier))
			return err
		},
		"another key": func() error {
			_, err := risk.VerifyPack([]byte(sound), sig, note.VerifierList(stranger))
			return err
		},
		"another text": func() error {
			_, err := risk.VerifyPack([]byte(sound), []byte(strings.Replace(string(sig), "revenue 2026.11.1", "revenue 2027.1.1", 1)), note.VerifierList(verifier))
			return err
		},
		"no signature": func() error {
			_, err := risk.VerifyPack([]byte(sound), nil, note.VerifierList(verifier))
			return err
		},
	} {
		if err := try(); !errors.Is(err, risk.ErrSignature) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestUnnamedPackIsNotSigned(t *testing.T) {
	signer, _ := keys(t, "desk")
	for _, text := range []string{"", "pack: Two Words\nversion: 1\n", "pack: a\nversion: \"1\\nsha256 0\"\n"} {
		if sig, err := risk.SignPack([]byte(text), signer); err == nil {
			t.Errorf("%q was signed: %s", text, sig)
		}
	}
}

func TestAdoption(t *testing.T) {
	inForce := parse(t, sound)
	version := func(v string) *risk.Pack { return parse(t, swap(t, "version: 2026.11.1", "version: "+v)) }
	day := func(y int) time.Time { return time.Date(y, 6, 1, 0, 0, 0, 0, time.UTC) }
	for _, tc := range []struct {
		name          string
		next, inForce *risk.Pack
		now           time.Time
		want          string
	}{
		{"first", inForce, nil, day(2027), ""},
		{"newer", version("2026.12.0"), inForce, day(2027), ""},
		{"same file again", inForce, inForce, day(2027), ""},
		{"same version, other file", parse(t, swap(t, "owner: Test desk", "owner: Other desk")), inForce, day(2027), "not newer"},
		{"older", version("2026.10.30"), inForce, day(2027), "not newer than version 2026.11.1"},
		{"expired", version("2027.1.1"), inForce, day(2029), "expired on 2028-12-31"},
		{"too early", version("2027.1.1"), nil, day(2026), "not valid before 2026-11-01"},
		{"another pack", parse(t, swap(t, "pack: test-revenue", "pack: local-revenue")), version("2030.1.1"), day(2027), ""},
	} {
		err := risk.CheckAdoption(tc.next, tc.inForce, tc.now)
		if (tc.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}
