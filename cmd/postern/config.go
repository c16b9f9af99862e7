package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"postern/parcel"
	binding "postern/tui/keys"
)

// config is every setting of the workstation. Flag beats environment beats
// file beats the defaults here.
type config struct {
	Place     parcel.Place    `yaml:"place" json:"place" jsonschema:"description=Where this station stands; a read moves the item there."`
	Language  string          `yaml:"language" json:"language" jsonschema:"description=Language of the screens: en, de, or the name of a file in languages/ of the data folder."`
	Theme     string          `yaml:"theme" json:"theme" jsonschema:"enum=ansi16,enum=dark,enum=light,enum=contrast"`
	Glyphs    string          `yaml:"glyphs" json:"glyphs" jsonschema:"enum=auto,enum=unicode,enum=ascii"`
	Belt      bool            `yaml:"belt" json:"belt" jsonschema:"description=Belt mode: the next read records a preselected green or blue."`
	Screen    screenConfig    `yaml:"screen" json:"screen"`
	Keys      binding.Change  `yaml:"keys" json:"keys" jsonschema:"description=Bindings that have other keys here: page, default key, keys. See docs/keys.md."`
	Inbox     []string        `yaml:"inbox" json:"inbox" jsonschema:"description=Drop folders; empty is inbox/ in the data folder."`
	Exports   string          `yaml:"exports" json:"exports" jsonschema:"description=Where the screen writes shift logs; empty is exports/ in the data folder."`
	Selection selectionConfig `yaml:"selection" json:"selection"`
	Intake    intakeConfig    `yaml:"intake" json:"intake"`
	ListDays  int             `yaml:"list_days" json:"list_days" jsonschema:"minimum=1,description=Days after which a denied-party list is stale."`
	Answering int             `yaml:"referral_hours" json:"referral_hours" jsonschema:"minimum=1,description=Hours that another agency has for what is referred to it; then the hand-over sheet calls it late."`
	Learning  learningConfig  `yaml:"learning" json:"learning"`
	TwoOf     []string        `yaml:"two_officers" json:"two_officers" jsonschema:"description=Outcomes that take a second officer; exhibit_move: every move of an exhibit does."`
	Scanners  []scannerConfig `yaml:"scanners" json:"scanners" jsonschema:"description=Scanners that are no keyboard."`
	Retention retentionConfig `yaml:"retention" json:"retention"`
	Mirror    string          `yaml:"mirror" json:"mirror" jsonschema:"description=File on another disk or stick that every event is also written to; empty for none."`
	Sheets    []string        `yaml:"sheets" json:"sheets" jsonschema:"description=Header map files for platform sheets (YAML)."`
	Segments  []string        `yaml:"segments" json:"segments" jsonschema:"description=Segment map files for EDIFACT messages (YAML)."`
	Crosswalk string          `yaml:"crosswalk" json:"crosswalk" jsonschema:"description=What outcomes are called in answers (TSV); empty is the built-in table."`
}

// selectionConfig says how much is inspected at random: the share of the
// inspections, over what a shift can inspect and what it expects.
type selectionConfig struct {
	RandomShare float64 `yaml:"random_share" json:"random_share" jsonschema:"minimum=0.01,maximum=0.3,description=Share of all inspections that the random draw picks."`
	Capacity    int     `yaml:"capacity" json:"capacity" jsonschema:"minimum=1,description=Items a shift can inspect."`
	Expected    int     `yaml:"expected" json:"expected" jsonschema:"minimum=1,description=Items a shift expects."`
	Minutes     int     `yaml:"minutes" json:"minutes" jsonschema:"minimum=0,description=Staff minutes that one inspection takes; 0 is 6."`
	XRay        int     `yaml:"xray" json:"xray" jsonschema:"minimum=0,description=Items that the X-ray takes in a shift besides; 0 where there is none."`
}

// usual is what a shift can inspect where its opening says nothing else.
func (s selectionConfig) usual() parcel.Capacity {
	each := int(s.minutes())
	return parcel.Capacity{Minutes: s.Capacity * each, Each: each, XRay: s.XRay}
}

// minutes is what one inspection takes.
func (s selectionConfig) minutes() float64 {
	const usual = 6
	if s.Minutes <= 0 {
		return usual
	}
	return float64(s.Minutes)
}

func (s selectionConfig) check() error {
	switch {
	case s.RandomShare < 0.01 || s.RandomShare > 0.30:
		return fmt.Errorf("selection.random_share: %v is outside 0.01 to 0.30; it is never zero", s.RandomShare)
	case s.Capacity < 1 || s.Expected < 1:
		return errors.New("selection: capacity and expected are at least 1")
	case s.Minutes < 0 || s.XRay < 0:
		return errors.New("selection: minutes and xray are 0 or more")
	}
	return nil
}

// rate is the probability that an item is drawn.
func (s selectionConfig) rate() float64 { return s.rateAt(s.usual()) }

// rateAt is that in a shift of this capacity: never none.
func (s selectionConfig) rateAt(can parcel.Capacity) float64 {
	return min(1, s.RandomShare*float64(max(can.Places(), 1))/float64(s.Expected))
}

// budget is the percentage of the flow that the learned models may pick, of
// those at which models are measured: what the random draw leaves of the
// capacity, shared by so many agencies.
func (s selectionConfig) budget(agencies int) int {
	left := 100 * (1 - s.RandomShare) * float64(s.Capacity) / float64(s.Expected) / float64(max(agencies, 1))
	switch {
	case left >= 10:
		return 10
	case left >= 5:
		return 5
	case left >= 1:
		return 1
	}
	return 0
}

// learningConfig says how the workstation learns by itself.
type learningConfig struct {
	Background bool `yaml:"background" json:"background" jsonschema:"description=Train once a day while nobody works here; a model that passes its test is adopted."`
}

type intakeConfig struct {
	SettleMS int   `yaml:"settle_ms" json:"settle_ms" jsonschema:"minimum=50,description=A file that stood still so long is whole."`
	RescanS  int   `yaml:"rescan_s" json:"rescan_s" jsonschema:"minimum=1,description=Seconds between looks for missed files."`
	MaxMB    int64 `yaml:"max_mb" json:"max_mb" jsonschema:"minimum=1,maximum=4096,description=Larger files are rejected unread."`
}

func defaultConfig() config {
	return config{
		Retention: retentionConfig{ItemDays: 90, CaseDays: 3650},
		Place:     parcel.Belt, Language: "en", Theme: "ansi16", Glyphs: "auto",
		Selection: selectionConfig{RandomShare: 0.10, Capacity: 150, Expected: 1500},
		Screen:    defaultScreen(), Keys: binding.Change{},
		Intake: intakeConfig{SettleMS: 500, RescanS: 10, MaxMB: 256},
		Inbox:  []string{}, Sheets: []string{}, Segments: []string{}, Scanners: []scannerConfig{},
		TwoOf: []string{string(parcel.Seize), string(parcel.Destroy), string(parcel.Deliver)},

		ListDays: 14, Answering: 24, Learning: learningConfig{Background: true},
	}
}

// settingsFile is where a station's folder has its settings.
const settingsFile = "config.yaml"

// loadConfig reads the settings file over the defaults. A wrong key is named
// with its line; a missing file means the defaults.
func loadConfig(path string, wanted bool) (config, error) {
	c := defaultConfig()
	data, err := os.ReadFile(path) //nolint:gosec // the user names it
	if errors.Is(err, fs.ErrNotExist) && !wanted {
		return c, nil
	}
	if err != nil {
		return c, fmt.Errorf("settings: %w", err)
	}
	if len(strings.TrimSpace(string(data))) > 0 {
		if err := yaml.UnmarshalWithOptions(data, &c, yaml.Strict()); err != nil {
			return c, coded{fmt.Errorf("settings %s:\n%s", path, yaml.FormatError(err, false, true)), exitUsage}
		}
	}
	if err := c.check(); err != nil {
		return c, coded{fmt.Errorf("settings %s: %w", path, err), exitUsage}
	}
	return c, nil
}

func (c config) check() error {
	return errors.Join(c.checkWords(), c.checkNumbers(), c.Screen.check(), checkKeys(c.Keys))
}

func (c config) checkWords() error {
	switch {
	case !c.Place.Known():
		return fmt.Errorf("place: %q is none of: %s", c.Place, tokens(parcel.Places()))
	case !oneOf(c.Theme, "ansi16", "dark", "light", "contrast"):
		return fmt.Errorf("theme: %q is none of ansi16, dark, light, contrast", c.Theme)
	case !oneOf(c.Glyphs, "auto", "unicode", "ascii"):
		return fmt.Errorf("glyphs: %q is none of auto, unicode, ascii", c.Glyphs)
	}
	for _, scanner := range c.Scanners {
		if _, err := scanner.open(time.Now, func(string, string) {}); err != nil {
			return err
		}
	}
	for _, o := range c.TwoOf {
		if _, ok := parcel.ParseOutcome(o); !ok && o != exhibitMove {
			return fmt.Errorf("two_officers: %q is no outcome; use some of: %s %s", o, tokens(parcel.Outcomes()), exhibitMove)
		}
	}
	return nil
}

func (c config) checkNumbers() error {
	switch {
	case c.Retention.ItemDays < 0 || c.Retention.CaseDays < 0:
		return errors.New("retention: item_days and case_days are days, or 0 for ever")
	case c.ListDays < 1:
		return errors.New("list_days: at least 1")
	case c.Answering < 1:
		return errors.New("referral_hours: at least 1")
	case c.Intake.SettleMS < 50 || c.Intake.RescanS < 1 || c.Intake.MaxMB < 1 || c.Intake.MaxMB > 4096:
		return errors.New("intake: settle_ms is at least 50, rescan_s at least 1, max_mb 1 to 4096")
	}
	return c.Selection.check()
}

// exhibitMove stands among two_officers for moves of exhibits.
const exhibitMove = "exhibit_move"

func oneOf(s string, set ...string) bool { return slices.Contains(set, s) }

// dataFolder is where the station lives: flag, environment, XDG.
func (p *program) dataFolder(flag string) (string, error) {
	switch {
	case flag != "":
		return filepath.Abs(flag)
	case p.env("POSTERN_DATA") != "":
		return filepath.Abs(p.env("POSTERN_DATA"))
	case p.env("XDG_DATA_HOME") != "":
		return filepath.Join(p.env("XDG_DATA_HOME"), "postern"), nil
	case p.env("HOME") != "":
		return filepath.Join(p.env("HOME"), ".local", "share", "postern"), nil
	}
	return "", usage("no data folder: give --data DIR or set POSTERN_DATA")
}
