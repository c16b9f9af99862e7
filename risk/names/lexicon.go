package names

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed tables/person.txt
var personTable string

//go:embed tables/organisation.txt
var organisationTable string

// class is what a word does in a name.
type class uint8

const (
	word    class = iota
	often         // borne by so many that it says little alone
	usual         // borne by many
	place         // where a company is
	part          // joins other words: al, de, of
	title         // worn, not borne: Dr, Hajji, MV
	initial       // one letter for a given name
	number        // in figures
)

// form is a family of legal forms; formAny goes with each of them.
type form string

const formAny form = "any"

// lexicon is what one of the tables says. It never changes once it is read.
type lexicon struct {
	class map[string]class
	same  map[string]string // a spelling, and the first of its line
	forms map[string]form   // words joined by a space
	first map[string]int    // the first word of a form or phrase: the most words it takes
}

func readLexicon(table string) *lexicon {
	l := &lexicon{class: map[string]class{}, same: map[string]string{}, forms: map[string]form{}, first: map[string]int{}}
	for line := range strings.Lines(table) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		l.read(words[0], words[1:])
	}
	return l
}

func (l *lexicon) read(what string, words []string) {
	for i, w := range words {
		w = strings.ReplaceAll(w, "_", " ")
		switch what {
		case "same":
			if _, ok := l.same[w]; !ok {
				l.same[w] = strings.ReplaceAll(words[0], "_", "")
			}
			l.phrase(w)
		case "form":
			if i > 0 {
				l.forms[w] = form(words[0])
				l.phrase(w)
			}
		default:
			l.class[strings.ReplaceAll(w, " ", "")] = classNamed(what)
			l.phrase(w)
		}
	}
}

func (l *lexicon) phrase(w string) {
	head, _, _ := strings.Cut(w, " ")
	l.first[head] = max(l.first[head], strings.Count(w, " ")+1)
}

func classNamed(what string) class {
	switch what {
	case "often":
		return often
	case "usual":
		return usual
	case "place":
		return place
	case "part":
		return part
	case "title", "vessel":
		return title
	}
	return word
}

// lore is all that is known of words beforehand.
type lore struct {
	person, organisation *lexicon
	sounds               *strings.Replacer
	numbers              map[string]int
	thai                 map[rune]string
	hand, abjad          *pen
	tongues              [len(speech{})]*tongue
	marks                [3][marks][]stretch
}

//nolint:gochecknoglobals // read once from what is embedded above, never changed after
var lexicons = sync.OnceValue(func() *lore {
	return &lore{
		person: readLexicon(personTable), organisation: readLexicon(organisationTable), sounds: spoken(), numbers: numerals(),
		hand:    newPen(6, 8, 4, 7, confusedByAll, ""),
		abjad:   newPen(3, 3, 2, 3, confusedByAll, "wo wu wv yi ye bv pf ha"),
		marks:   closeTo(),
		tongues: readTongues(tongueTable), thai: thaiConsonants(),
	}
})
