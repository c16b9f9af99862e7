package names

import (
	_ "embed"
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
)

//go:embed tables/tongues.txt
var tongueTable string

// saidAlike is how near two words are that a tongue writes in Latin letters by
// two customs: Park and Pak, Kuo-hua and Guohua.
const saidAlike = 0.92

// tongue is how the syllables of a language are written in Latin letters.
type tongue struct {
	script        *unicode.RangeTable
	onsets        parts
	finals        parts  // all of a syllable but the onset
	vowels, codas parts  // of which finals are made where there are too many to list
	open          string // what a syllable without an onset begins with
	family        map[string]string
}

// parts are spellings of a part of a syllable, and what each stands for; long
// ones first.
type parts []struct{ spelt, means string }

func (p *parts) add(spelt, means string) {
	*p = append(*p, struct{ spelt, means string }{spelt, means})
}

func (p parts) sort() {
	slices.SortStableFunc(p, func(a, b struct{ spelt, means string }) int { return len(b.spelt) - len(a.spelt) })
}

// speech is a word by its syllables in each tongue that it may be of: equal for
// spellings of one, empty where it is none.
type speech [2]string

// like reports whether two words are one in some tongue.
func (s *speech) like(o *speech) bool {
	return s[0] != "" && s[0] == o[0] || s[1] != "" && s[1] == o[1]
}

// all are what a word is in the tongues that it may be of.
func (s *speech) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i, said := range s {
			if said != "" && !yield(string(rune('0'+i))+said) {
				return
			}
		}
	}
}

func readTongues(table string) [len(speech{})]*tongue {
	chinese := &tongue{script: unicode.Han, open: "aeoyw", family: map[string]string{}}
	korean := &tongue{script: unicode.Hangul, open: "aeiouyw", family: map[string]string{}}
	of := map[string]*tongue{"chinese": chinese, "korean": korean}
	for line := range strings.Lines(table) {
		if w := strings.Fields(line); len(w) > 2 && of[w[0]] != nil {
			of[w[0]].learn(w[1], w[2:])
		}
	}
	chinese.close()
	korean.close()
	return [...]*tongue{chinese, korean}
}

// learn takes spellings of one thing, the first of which stands for all.
func (t *tongue) learn(what string, spellings []string) {
	for _, spelt := range spellings {
		switch {
		case spelt != strings.ToLower(spelt): // stands for the others only
		case what == "onset":
			t.onsets.add(spelt, spellings[0])
		case what == "final":
			t.finals.add(spelt, spellings[0])
		case what == "vowel":
			t.vowels.add(spelt, spellings[0])
		case what == "coda":
			t.codas.add(spelt, spellings[0])
		case t.family[spelt] == "":
			t.family[spelt] = spellings[0]
		}
	}
}

// close puts what is to be tried first before the rest: long spellings, and
// vowels without a coda, since a consonant begins a syllable where it can.
func (t *tongue) close() {
	t.onsets.sort()
	t.onsets.add("", "")
	t.finals.sort()
	t.vowels.sort()
	for _, v := range t.vowels {
		t.finals.add(v.spelt, v.means)
		t.finals.add(v.spelt+"h", v.means)
		for _, c := range t.codas {
			t.finals.add(v.spelt+c.spelt, v.means+c.means)
		}
	}
}

// syllables is a word by its syllables, empty where it does not consist of them.
func (t *tongue) syllables(word string) string {
	var dead [maxWord + 1]bool // by what is left: it does not
	var read func(rest string) (string, bool)
	read = func(rest string) (string, bool) {
		if rest == "" || dead[len(rest)] {
			return "", rest == ""
		}
		for letters, said := range t.syllable(rest) {
			if tail, ok := read(rest[letters:]); ok {
				return said + "." + tail, true
			}
		}
		dead[len(rest)] = true
		return "", false
	}
	said, _ := read(word)
	return said
}

// syllable is what the first of a word can be: how many letters, and what they
// stand for.
func (t *tongue) syllable(word string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for _, o := range t.onsets {
			rest, ok := strings.CutPrefix(word, o.spelt)
			if !ok || rest == "" || o.spelt == "" && !strings.Contains(t.open, rest[:1]) {
				continue
			}
			for _, f := range t.finals {
				if strings.HasPrefix(rest, f.spelt) && !yield(len(o.spelt)+len(f.spelt), o.means+f.means) {
					return
				}
			}
		}
	}
}

// ofSigns is a word by the syllables that its signs stand for.
func (t *tongue) ofSigns(source string) string {
	said := ""
	for _, r := range source {
		s := ""
		if unicode.Is(t.script, r) {
			s = t.syllables(plain(unidecode.Unidecode(string(r))))
		}
		if s == "" {
			return ""
		}
		said += s
	}
	return said
}

// speak tells the words of a person's name by their syllables, where it is
// written in signs, or reads from end to end as a name of that tongue with one
// of its family names.
func (n *name) speak() {
	var leads []*token
	for _, t := range n.tokens {
		if t.source != "" {
			for i, of := range lexicons().tongues {
				t.said[i] = of.ofSigns(t.source)
			}
		} else if t.leads() || t.class == initial {
			leads = append(leads, t)
		}
	}
	if len(leads) < 2 || len(leads) > 4 || len(leads) < len(n.tokens) {
		return
	}
	for i, of := range lexicons().tongues {
		of.speak(leads, i)
	}
}

func (t *tongue) speak(words []*token, as int) {
	first, last := t.family[words[0].text], t.family[words[len(words)-1].text]
	if first == "" && last == "" {
		return
	}
	said := make([]string, len(words))
	for i, w := range words {
		text := w.text
		switch {
		case i == 0 && first != "":
			text = first
		case i == len(words)-1 && last != "":
			text = last
		}
		if said[i] = t.syllables(text); said[i] == "" || w.script != alphabetic {
			return
		}
	}
	for i, w := range words {
		w.said[as] = said[i]
	}
}
