package main

import (
	"errors"
	"io/fs"
	"strings"

	"postern/desk"
	"postern/parcel"
	"postern/roster"
	"postern/store"
)

// The exit codes, a promise to other programs.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitNotFound = 3
	exitRefused  = 4
	exitBadInput = 5
)

// coded is an error that knows its exit code.
type coded struct {
	error
	code int
}

// Unwrap gives the error beneath.
func (c coded) Unwrap() error { return c.error }

func usage(text string) error { return coded{errors.New(text), exitUsage} }

// silent ends with a code where everything has been said already.
func silent(code int) error { return coded{errors.New(""), code} }

func exitCode(err error) int {
	var c coded
	var business *roster.BusinessError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &c):
		return c.code
	case errors.As(err, &business), isAny(err, desk.ErrNotAllowed, roster.ErrNotAllowed, roster.ErrSignIn, roster.ErrTooMany):
		return exitRefused
	case isAny(err, desk.ErrInput, desk.ErrLabel, roster.ErrPIN, roster.ErrName, roster.ErrRole), isUsage(err):
		return exitUsage
	case isAny(err, parcel.ErrNoItem, store.ErrNotFound, store.ErrNotInitialised, roster.ErrNoShift, roster.ErrNoOfficer, errNoStation, fs.ErrNotExist):
		return exitNotFound
	}
	return exitFailed
}

// advice is what to do next where the error itself cannot know it.
func advice(err error) string {
	switch {
	case errors.Is(err, parcel.ErrNoItem):
		return "; look for it with 'postern find', or scan it"
	case errors.Is(err, roster.ErrSignIn):
		return "; see 'postern officer list', and for a lost PIN ask a supervisor"
	case errors.Is(err, fs.ErrPermission):
		return "; give this user the right to it, or name another folder with --data"
	case isUsage(err):
		return "; add --help to see how it is used"
	}
	return ""
}

func isAny(err error, targets ...error) bool {
	for _, t := range targets {
		if errors.Is(err, t) {
			return true
		}
	}
	return false
}

// isUsage recognises what the command-line library says of wrong usage; it has
// no error types for it.
func isUsage(err error) bool {
	for _, start := range []string{"unknown command", "unknown flag", "unknown shorthand", "invalid argument", "accepts ", "requires ", "required flag", "flag needs an argument", "bad flag syntax"} {
		if strings.HasPrefix(err.Error(), start) {
			return true
		}
	}
	return false
}
