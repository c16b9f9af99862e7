package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"

	"postern/parcel"
)

// signIn is who acts: --officer or POSTERN_OFFICER, with the PIN from
// POSTERN_PIN, --pin-file or the terminal; the witness likewise.
func (r *run) signIn(ctx context.Context, s *station) (parcel.Who, error) {
	name := firstOf(r.officer, r.env("POSTERN_OFFICER"))
	if name == "" {
		return parcel.Who{}, usage("who acts? give --officer NAME or set POSTERN_OFFICER")
	}
	pin, err := r.pin("PIN of "+name, "POSTERN_PIN", r.pinFile, "--pin-file")
	if err != nil {
		return parcel.Who{}, err
	}
	officer, err := s.roster.SignIn(ctx, name, pin)
	if err != nil {
		return parcel.Who{}, err
	}
	who := parcel.Who{Officer: officer}
	second := firstOf(r.witness, r.env("POSTERN_WITNESS"))
	if second == "" {
		return who, nil
	}
	if pin, err = r.pin("PIN of the witness "+second, "POSTERN_WITNESS_PIN", r.witnessPIN, "--witness-pin-file"); err != nil {
		return who, err
	}
	return s.roster.Witness(ctx, who, second, pin)
}

func (r *run) pin(prompt, variable, file, flag string) (string, error) {
	if file != "" {
		return readLine(file)
	}
	if pin := r.env(variable); pin != "" {
		return pin, nil
	}
	return r.askSecret(prompt, "set "+variable+" or use "+flag)
}

// askSecret asks on the terminal without showing what is typed. otherwise says
// how to give it where there is no terminal.
func (r *run) askSecret(prompt, otherwise string) (string, error) {
	in, ok := r.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", usage(prompt + " is not given: " + otherwise)
	}
	fmt.Fprintf(r.err, "%s: ", prompt) //nolint:errcheck // a prompt that cannot be shown shows below
	secret, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(r.err) //nolint:errcheck // as above
	return strings.TrimSpace(string(secret)), err
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
