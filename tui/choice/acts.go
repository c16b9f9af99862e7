package choice

import "postern/tui/look"

// Acts are the numbered acts of a screen that is about no single item: a digit
// chooses one, Enter does it, the key that takes back lets it go.
type Acts struct{ chosen int } // from 1; 0: none

// Press chooses one of n acts; false where the key is none of their digits.
func (a *Acts) Press(name string, n int) bool {
	if len(name) != 1 || name[0] < '1' || int(name[0]-'0') > n {
		return false
	}
	a.chosen = int(name[0] - '0')
	return true
}

// Take is the chosen act, which is let go; 0 where none is chosen.
func (a *Acts) Take() int {
	chosen := a.chosen
	a.chosen = 0
	return chosen
}

// Chosen reports whether an act is chosen and not done.
func (a *Acts) Chosen() bool { return a.chosen != 0 }

// Row draws the acts, the chosen one picked out.
func (a *Acts) Row(l *look.Look, w int, names ...look.Text) string {
	row := l.Row(w)
	for i, t := range names {
		if i+1 == a.chosen {
			row.Gap(1).Put(look.Pick, look.F("%d %s", i+1, t.Upper()))
			continue
		}
		row.Gap(1).Put(look.Accent, look.F("%d", i+1)).Gap(1).Say(t)
	}
	return row.End()
}
