package keys_test

import (
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"

	"postern/tui/keys"
)

func bind(does string, names ...string) key.Binding {
	return key.NewBinding(key.WithKeys(names...), key.WithHelp(names[0], does))
}

func declared() map[string][]key.Binding {
	return map[string][]key.Binding{
		keys.Everywhere: {bind("help", "?", "f1"), bind("undo", "u"), bind("back", ".", "esc")},
		"scan":          {bind("outcome", "1", "2"), bind("record", "enter"), bind("open", "*"), bind("form", "e")},
		"queue":         {bind("down", "j", "down"), bind("copy", "y")},
	}
}

func turn(t *testing.T, m *keys.Map, page, pressed string) string {
	t.Helper()
	msg, ok := keys.Press(pressed)
	if !ok {
		t.Fatalf("no key %q", pressed)
	}
	got, means := m.Turn(page, msg)
	if !means {
		return ""
	}
	return got.String()
}

func TestChange(t *testing.T) {
	m, err := keys.New(declared(), keys.Change{"scan": {"*": {"o", "f5"}, "e": {"*"}}, keys.Everywhere: {"u": {"ctrl+z"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ page, pressed, want string }{
		{"scan", "o", "*"},
		{"scan", "f5", "*"},
		{"scan", "*", "e"}, // given to another
		{"scan", "e", ""},  // given away, and nobody took it
		{"scan", "ctrl+z", "u"},
		{"queue", "ctrl+z", "u"},
		{"queue", "u", ""},
		{"queue", "*", "*"},
		{"queue", "o", "o"},
		{"scan", "enter", "enter"},
		{"nowhere", "u", "u"},
	} {
		if got := turn(t, m, c.page, c.pressed); got != c.want {
			t.Errorf("%s on %s is %q, want %q", c.pressed, c.page, got, c.want)
		}
	}
	shown := m.Bindings("scan", declared()["scan"])
	if got := shown[2].Help().Key; got != "o f5" {
		t.Errorf("help shows %q", got)
	}
	if got := shown[0].Help().Key; got != "1" {
		t.Errorf("help shows %q for what did not change", got)
	}
	if shown[2].Keys()[0] != "*" {
		t.Error("the screen no longer knows its key")
	}
}

func TestRefused(t *testing.T) {
	for want, change := range map[string]keys.Change{
		`"u" would mean both`:             {"scan": {"*": {"u"}}},
		`queue: "j" would mean both`:      {keys.Everywhere: {"u": {"j"}}},
		`no page is called "lists"`:       {"lists": {"x": {"y"}}},
		`no key "x" to change`:            {"scan": {"x": {"y"}}},
		`"1" cannot be changed`:           {"scan": {"1": {"a"}}},
		`"enter" cannot be changed`:       {"scan": {"enter": {"a"}}},
		`"." cannot be changed`:           {keys.Everywhere: {".": {"a"}}},
		`"enter" is fixed`:                {"scan": {"*": {"enter"}}},
		`"ctrl+b" is fixed`:               {"scan": {"*": {"ctrl+b"}}},
		`"7" is fixed`:                    {"scan": {"*": {"7"}}},
		`there is no key "hyper+ultra+x"`: {"scan": {"*": {"hyper+ultra+x"}}},
	} {
		if _, err := keys.New(declared(), change); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

// The name of a key is what Bubble Tea calls it: else a change would never
// take.
func TestNamesAreThoseOfThePresses(t *testing.T) {
	for _, name := range strings.Fields("a A ? * ö enter esc tab shift+tab up down left right home end pgup pgdown backspace delete insert space " +
		"ctrl+a ctrl+z f1 f2 f3 f4 f5 f6 f7 f8 f9 f10 f11 f12") {
		msg, ok := keys.Press(name)
		if !ok || msg.String() != name {
			t.Errorf("%s is pressed as %q", name, msg.String())
		}
	}
}
