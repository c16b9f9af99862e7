//go:build !linux

package evdev

import "errors"

func supported() error {
	return errors.New("kind: evdev scanners work on Linux only; use serial or tcp")
}

func open(Match) (Board, error) { return nil, supported() }
