package names_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"postern/risk/names"
)

// made are syllables of made-up names by script; those of two tongues in Latin
// letters among them, by several customs.
func made() map[string][]string {
	return map[string][]string{
		"Latin":    strings.Fields("ba dor ru vim kos tel nik mar sha lo gan fer zu pin hal bur tho jas wen qui ay eck"),
		"Arabic":   strings.Fields("طا رق سل مان حد اد نب يل كر يم زه را وي قا صر شم"),
		"Cyrillic": strings.Fields("ру вим кос тель ник жу рав лё щер ба тюк цы буль яш ке вич"),
		"Greek":    strings.Fields("ευ θύ μι ος κα ρα δή μας γι ώρ βα λσα μί δης ξε νο"),
		"Hebrew":   strings.Fields("דו רון בן גו לן מש לוי נז ון יצ חק בר קאי רב קה"),
		"Han":      strings.Fields("陈 国 伟 王 晓 明 欧 阳 文 静 李 建 华 赵 丽 萍"),
		"Hangul":   strings.Fields("강 민 석 박 지 훈 최 윤 서 남 궁 수 정 호 영"),
		"Kana":     strings.Fields("タ ケ シ コ バ ヤ カ ロ リ ナ ン メ デ ス マ ル"),
		"Pinyin":   strings.Fields("chen guo wei wang xiao ming zhang ou yang wen jing li jian hua zhao ping kuo hsiao chih chan"),
		"Korean":   strings.Fields("kang min seok sok park pak ji chi hun hoon choi yun yoon seo suh jeong chung su ho"),
		"Thai":     strings.Fields("สม ชาย ทอง ดี วิ ชัย ศรี สุข วงศ์ สวัส ดิ์ พร นก"),
	}
}

// maker draws names and their misspellings from a seed.
type maker struct {
	*rand.Rand
	syllables []string
}

// pick takes one of some.
func pick[T any](m maker, from []T) T { return from[m.IntN(len(from))] }

// name is a made-up name of one to four words.
func (m maker) name(words int) []string {
	out := make([]string, words)
	for i := range out {
		for range 1 + m.IntN(3) {
			out[i] += pick(m, m.syllables)
		}
	}
	return out
}

// misspell alters every word: one letter left out, doubled, swapped, changed or
// put in; in a longer word sometimes two.
func (m maker) misspell(words []string) []string {
	out := slices.Clone(words)
	for i, w := range out {
		letters := []rune(w)
		for range 1 + m.IntN(1+len(letters)/6) {
			letters = m.slip(letters)
		}
		out[i] = string(letters)
	}
	return out
}

func (m maker) slip(w []rune) []rune {
	letter := pick(m, []rune(pick(m, m.syllables)))
	at := m.IntN(len(w))
	switch m.IntN(5) {
	case 0:
		if len(w) > 2 {
			return slices.Delete(slices.Clone(w), at, at+1)
		}
	case 1:
		return slices.Insert(slices.Clone(w), at, w[at])
	case 2:
		if at+1 < len(w) {
			w = slices.Clone(w)
			w[at], w[at+1] = w[at+1], w[at]
			return w
		}
	case 3:
		return slices.Insert(slices.Clone(w), at, letter)
	}
	w = slices.Clone(w)
	w[at] = letter
	return w
}

// rewrite changes how a name is laid out: words swapped, joined or parted, an
// initial, a small word, one left out.
func (m maker) rewrite(words []string) string {
	words = slices.Clone(words)
	i := m.IntN(len(words))
	switch m.IntN(8) {
	case 0:
		m.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
	case 1:
		if i+1 < len(words) {
			words = slices.Replace(words, i, i+2, words[i]+words[i+1])
		}
	case 2:
		if w := []rune(words[i]); len(w) > 3 {
			words = slices.Replace(words, i, i+1, string(w[:len(w)/2]), string(w[len(w)/2:]))
		}
	case 3:
		words[i] = string([]rune(words[i])[:1])
	case 4:
		words = slices.Insert(words, i, pick(m, []string{"al", "bin", "de", "Dr", "22", "Q."}))
	case 5:
		if len(words) > 1 {
			words = slices.Delete(words, i, i+1)
		}
	}
	return strings.Join(words, " ")
}

// lost are the hits that aligning every listed name finds and a search does
// not, or not with that score.
func lost(x *names.Index, q names.Query, threshold float64) (lost []names.Hit, all int) {
	found := x.Match(q, threshold)
	want := x.MatchAll(q, threshold)
	for _, h := range want {
		if !slices.ContainsFunc(found, func(f names.Hit) bool { return f.List == h.List && f.Entry == h.Entry && f.Score == h.Score }) {
			lost = append(lost, h)
		}
	}
	return lost, len(want)
}

// TestNoNameIsLost: whatever the script, whatever is misspelt, joined, parted,
// shortened or left out, at the threshold and at others, the search finds every
// name that aligning all of the list finds.
func TestNoNameIsLost(t *testing.T) {
	kinds := []names.Kind{names.Person, names.Organisation, names.Vessel, names.Any}
	for script, syllables := range made() {
		t.Run(script, func(t *testing.T) {
			m := maker{rand.New(rand.NewPCG(6, uint64(len(script)))), syllables}
			l := names.List{Name: script}
			var listed [][]string
			for i := range 200 {
				words := m.name(1 + m.IntN(4))
				listed = append(listed, words)
				l.Entries = append(l.Entries, names.Entry{ID: fmt.Sprint(i), Kind: pick(m, kinds), Names: []string{m.rewrite(words)}})
			}
			x := names.NewIndex(l)
			hits := 0
			for round := range 200 {
				words := pick(m, listed)
				if round%4 > 0 {
					words = m.misspell(words)
				}
				threshold := names.Threshold
				if round%5 == 0 {
					threshold = pick(m, []float64{0.5, 0.66, 0.75, 0.8, 0.9, 0.97})
				}
				q := names.Query{Name: m.rewrite(words), Kind: pick(m, kinds)}
				missed, all := lost(x, q, threshold)
				hits += all
				for _, h := range missed {
					t.Errorf("%q for %q (%s, %s): %.3f at %.2f is lost", q.Name, h.Name, q.Kind, h.Kind, h.Score, threshold)
				}
			}
			if hits < 40 {
				t.Errorf("%d hits: too few to show anything", hits)
			}
			t.Logf("%d hits, none lost", hits)
		})
	}
}

// TestNoListedNameIsLost does the same with the published names, every word of
// them misspelt.
func TestNoListedNameIsLost(t *testing.T) {
	un, ofac := published(t)
	x := names.NewIndex(un, ofac)
	hits, own, asked := 0, 0, 0
	for kind, every := range map[names.Kind]int{names.Person: 45, names.Organisation: 35, names.Vessel: 10} {
		m := maker{rand.New(rand.NewPCG(6, 7)), made()["Latin"]}
		n := 0
		for _, l := range []names.List{ofac, un} {
			for _, e := range l.Entries {
				if n++; e.Kind != kind || n%every > 0 {
					continue
				}
				text := pick(m, e.Names)
				if strings.ContainsFunc(text, unicode.IsLetter) {
					text = strings.Join(m.misspell(strings.Fields(text)), " ")
				}
				q := names.Query{Name: text, Kind: kind}
				missed, all := lost(x, q, names.Threshold)
				hits, asked = hits+all, asked+1
				if slices.ContainsFunc(x.Match(q, names.Threshold), func(h names.Hit) bool { return h.Entry == e.ID && h.List == l.Name }) {
					own++
				}
				for _, h := range missed {
					t.Errorf("%q for %q: %.3f is lost", q.Name, h.Name, h.Score)
				}
			}
		}
	}
	t.Logf("%d names, every word misspelt: %d hits, none lost; the entry itself found for %d", asked, hits, own)
}
