package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"postern/tui"
	binding "postern/tui/keys"
	"postern/tui/look"
)

// screenConfig is how the screen behaves; how it looks stands beside it.
type screenConfig struct {
	LockMinutes  int      `yaml:"lock_minutes" json:"lock_minutes" jsonschema:"minimum=0,maximum=480,description=Locks after so many minutes without a key; 0: never."`
	Sound        string   `yaml:"sound" json:"sound" jsonschema:"enum=off,enum=bell,enum=command,description=Who makes the three sounds."`
	SoundCommand []string `yaml:"sound_command" json:"sound_command" jsonschema:"description=Program and arguments; ok, attention or wrong comes last."`
	Mouse        bool     `yaml:"mouse" json:"mouse" jsonschema:"description=The wheel scrolls and a click selects; nothing is ever recorded by it."`
	FPS          int      `yaml:"fps" json:"fps" jsonschema:"minimum=10,maximum=120,description=Pictures a second at most; taken at start."`
	GapMS        int      `yaml:"wedge_gap_ms" json:"wedge_gap_ms" jsonschema:"minimum=10,maximum=500,description=How far the characters of a scanner that types lie apart; the set-up page learns it."`
	Prefix       string   `yaml:"wedge_prefix" json:"wedge_prefix" jsonschema:"description=Key that begins a read beside STX (ctrl+b): one that nobody types; the set-up page learns it."`
}

func defaultScreen() screenConfig {
	return screenConfig{LockMinutes: 15, Sound: "bell", SoundCommand: []string{}, Mouse: true, FPS: 120, GapMS: 50}
}

func (c screenConfig) check() error {
	switch {
	case c.LockMinutes < 0 || c.LockMinutes > 480:
		return fmt.Errorf("screen.lock_minutes: %d is outside 0 to 480", c.LockMinutes)
	case !oneOf(c.Sound, "off", "bell", "command"):
		return fmt.Errorf("screen.sound: %q is none of off, bell, command", c.Sound)
	case c.Sound == "command" && len(c.SoundCommand) == 0:
		return errors.New("screen.sound_command: sound is command, so name the program, as in [paplay-postern]")
	case c.FPS < 10 || c.FPS > 120:
		return fmt.Errorf("screen.fps: %d is outside 10 to 120", c.FPS)
	case c.GapMS < 10 || c.GapMS > 500:
		return fmt.Errorf("screen.wedge_gap_ms: %d is outside 10 to 500", c.GapMS)
	}
	return c.checkPrefix()
}

func (c screenConfig) checkPrefix() error {
	press, known := binding.Press(c.Prefix)
	if c.Prefix != "" && (!known || press.Text != "" || oneOf(c.Prefix, "enter", "tab", "esc", "space")) {
		return fmt.Errorf("screen.wedge_prefix: %q is no key, or one that an officer types; write it as f12 or ctrl+a", c.Prefix)
	}
	return nil
}

func (c screenConfig) idle() time.Duration {
	if c.LockMinutes == 0 {
		return -1
	}
	return time.Duration(c.LockMinutes) * time.Minute
}

// ring has the command of the settings make a sound, for two seconds at most.
func (c screenConfig) ring(ctx context.Context, s tui.Sound) error {
	const limit = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args := append(c.SoundCommand[1:len(c.SoundCommand):len(c.SoundCommand)], s.String())
	if err := exec.CommandContext(ctx, c.SoundCommand[0], args...).Run(); err != nil { //nolint:gosec // the keeper of the settings names it
		return fmt.Errorf("screen.sound_command: %s: %w", c.SoundCommand[0], err)
	}
	return nil
}

func (r *run) taste(c config, dir string) look.Taste {
	return look.Taste{
		Theme: c.Theme, Glyphs: c.Glyphs, Locale: firstOf(r.env("LC_ALL"), r.env("LC_CTYPE"), r.env("LANG")),
		Language: c.Language, Languages: os.DirFS(dir),
	}
}

// changed is what of the settings may change while the screen is open.
func (r *run) changed(c config, dir string, err error) tui.Settings {
	s := tui.Settings{
		Taste: r.taste(c, dir), Keys: c.Keys, Belt: c.Belt, Bell: c.Screen.Sound == "bell", Mouse: c.Screen.Mouse,
		Idle: c.Screen.idle(), Gap: time.Duration(c.Screen.GapMS) * time.Millisecond, Prefix: c.Screen.Prefix, Err: err,
	}
	if c.Screen.Sound == "command" {
		s.Ring = c.Screen.ring
	}
	return s
}

// checkKeys refuses keys that would mean two things, before anything opens.
func checkKeys(change binding.Change) error {
	if len(change) == 0 {
		return nil
	}
	declared, err := tui.Declared()
	if err != nil {
		return err
	}
	_, err = binding.New(declared, change)
	return err
}

// settingsEye watches the settings file while the screen is open.
type settingsEye struct {
	run  *run
	dir  string
	path string
	seen time.Time
}

func (r *run) settingsEye(dir string) *settingsEye {
	e := &settingsEye{run: r, dir: dir, path: r.settingsPath(dir)}
	e.seen = e.changedAt()
	return e
}

func (e *settingsEye) changedAt() time.Time {
	if st, err := os.Stat(e.path); err == nil {
		return st.ModTime()
	}
	return time.Time{}
}

// look gives the settings where the file changed since it was last looked at.
func (e *settingsEye) look() (tui.Settings, bool) {
	at := e.changedAt()
	if at.Equal(e.seen) {
		return tui.Settings{}, false
	}
	e.seen = at
	c, err := e.run.settings(e.dir)
	return e.run.changed(c, e.run.languageFolder(e.dir), err), true
}
