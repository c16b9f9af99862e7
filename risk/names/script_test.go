package names_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"postern/risk/names"
)

// scripts are made-up persons, listed in one script and asked for in Latin
// letters or in their own, no word of it written as it is listed.
func scripts() map[string][][2]string {
	return map[string][][2]string{
		"Arabic":   {{"محمود الكرديمي", "Mahmoud Kordaimy"}, {"طارق الزهراوي", "Tariq Zahrawy"}, {"محمود الكرديمي", "محمد الكردمي"}},
		"Cyrillic": {{"Рувим Костельник", "Ruwin Kostelnick"}, {"Рувим Костельник", "Рувин Костелник"}, {"Ярослав Грынчук", "Jaroslaw Grinchuk"}},
		"Greek":    {{"Γεώργιος Παπαλαμπρίδης", "Georgos Papalambrides"}, {"Γεώργιος Παπαλαμπρίδης", "Γεόργιος Παπαλαμπρίδις"}},
		"Hebrew":   {{"רובין קוסטלניק", "רובן קוסטלנק"}},
		"Han":      {{"欧阳建华", "Ouyan Jianhwa"}},
		"Hangul":   {{"남궁민수", "Namgong Minsoo"}},
		"Kana":     {{"タケシ コバヤシ", "Takesi Kobayashy"}, {"タケシ コバヤシ", "タケジ コバヤジ"}, {"ひろし なかむら", "Hiroshy Nakamoura"}},
		"Thai":     {{"สมชาย วงศ์สวัสดิ์", "สมจาย วงสวัสดิ์"}},
	}
}

// TestScriptsAreFound: a name of whichever script, with every word of it
// misspelt, is found in a list as surely as by laying it beside that name alone.
// Han signs in another romanisation stay below the threshold.
func TestScriptsAreFound(t *testing.T) {
	l := names.List{Name: "all"}
	for script, pairs := range scripts() {
		for i, p := range pairs {
			l.Entries = append(l.Entries, names.Entry{ID: fmt.Sprint(script, i), Kind: names.Person, Names: []string{p[0]}})
		}
	}
	x := names.NewIndex(l)
	for script, pairs := range scripts() {
		for i, p := range pairs {
			q := names.Query{Name: p[1], Kind: names.Person}
			want := names.Compare(q, names.Query{Name: p[0], Kind: names.Person}).Score
			found := slices.ContainsFunc(x.Match(q, .6), func(h names.Hit) bool { return h.Entry == fmt.Sprint(script, i) && h.Score == want })
			if !found || want < names.Threshold && script != "Han" {
				t.Errorf("%s: %s for %s: %.3f, found %v", script, p[1], p[0], want, found)
			}
		}
	}
}

// TestCustomsOfSpelling: a Chinese or Korean name is found by whichever custom
// it is put into Latin letters, from its signs or from another custom, and
// another name is not; elsewhere the same letters are as far apart as ever.
func TestCustomsOfSpelling(t *testing.T) {
	for _, c := range []struct {
		query, listed string
		hit           bool
	}{
		{"Chen Kuo-wei", "陈国伟", true},
		{"Chan Guowai", "陈国伟", true},
		{"Kuo-wei Ch'en", "Chen Guowei", true},
		{"Mao Tse-ping", "Mao Zeping", true},
		{"Hsi Chin-wei", "Xi Jinwei", true},
		{"Hsiung Chin-wei", "Xi Jinwei", false},
		{"Lee Hsiao-ming", "李晓明", true},
		{"Hsieh Chih-ming", "Xie Zhiming", true},
		{"Park Ji-hoon", "박지훈", true},
		{"Pak Chi Hun", "박지훈", true},
		{"Bak Jeonghun", "Park Chung-hoon", true},
		{"Choi Yoon-suh", "최윤서", true},
		{"Lee Min-suk", "이민석", true},
		{"Chen Kuo-hua", "陈国伟", false},
		{"Chang Kuo-wei", "陈国伟", false},
		{"Park Ji-won", "박지훈", false},
		{"Choi Seung Ho", "최윤서", false},
		{"Tom Gebhardt", "Dum Kebhart", false},
	} {
		x := names.NewIndex(names.List{Name: "l", Entries: []names.Entry{{ID: "1", Kind: names.Person, Names: []string{c.listed}}}})
		if hits := x.Match(names.Query{Name: c.query, Kind: names.Person}, names.Threshold); len(hits) == 1 != c.hit {
			t.Errorf("%s for %s: %.3f, want a hit: %v", c.query, c.listed, score(c.query, c.listed, names.Person), c.hit)
		}
	}
}

// TestFreeSpellings: a letter of Hebrew is read in several ways, its vowels and
// those of Thai are written by no rule, and a sign of Thai under its mute mark is
// not heard.
func TestFreeSpellings(t *testing.T) {
	for _, c := range []struct {
		listed, query string
		hit           bool
	}{
		{"משה לוינזון", "Moshe Levinzon", true},
		{"רבקה שטרנפלד", "Rivka Sternfeld", true},
		{"יצחק רוזנפלד", "Yitzhak Rosenfeld", true},
		{"גיא טננבאום", "Guy Tenenbaum", true},
		{"สมศักดิ์ ใจดี", "Somsak Jaidee", true},
		{"กิตติพงษ์ สายทอง", "Kittipong Saithong", true},
		{"משה לוינזון", "Moshe Levi", false},
		{"רבקה שטרנפלד", "Rachel Sternfeld", false},
		{"יוסף כהן", "Yosef Katan", false},
		{"สมศักดิ์ ใจดี", "Somchai Jaidee", false},
		{"ประเสริฐ บุญมา", "Prasit Boonma", false},
	} {
		if got := score(c.query, c.listed, names.Person); got >= names.Threshold != c.hit {
			t.Errorf("%s for %s: %.3f, want a hit: %v", c.query, c.listed, got, c.hit)
		}
	}
}

// TestScriptAndCaseChangeNothing: a name written in Cyrillic or Greek letters,
// in capitals or with marks, is the same name.
func TestScriptAndCaseChangeNothing(t *testing.T) {
	for _, c := range [][]string{
		{"Ruvim Kostelnik", "RUVIM KOSTELNIK", "Рувим Костельник", "РУВИМ КОСТЕЛЬНИК", "Rúvim Košteľník", "Kostelnik, Ruvim", "Ｒｕｖｉｍ　Ｋｏｓｔｅｌｎｉｋ"},
		{"Georgios Papalampridis", "ΓΕΩΡΓΙΟΣ ΠΑΠΑΛΑΜΠΡΙΔΗΣ", "Γεώργιος Παπαλαμπρίδης", "Παπαλαμπρίδης Γεώργιος"},
	} {
		for _, other := range c[1:] {
			if got := score(c[0], other, names.Person); got < .95 {
				t.Errorf("%s and %s: %.3f", c[0], other, got)
			}
		}
		if got := score(c[0], strings.ToUpper(c[0]), names.Person); got != 1 {
			t.Errorf("%s in capitals: %.3f", c[0], got)
		}
	}
}

// TestShortNamesAreFound: a short form leads to the full one and back, though
// they share hardly a letter.
func TestShortNamesAreFound(t *testing.T) {
	for _, c := range [][2]string{{"Tom Halaburda", "Thomas Halaburda"}, {"Liz Kostelnik", "Elizabeth Kostelnik"}, {"Jack Kostelnik", "John Kostelnik"}} {
		for _, p := range [][2]string{c, {c[1], c[0]}} {
			x := names.NewIndex(names.List{Name: "l", Entries: []names.Entry{{ID: "1", Kind: names.Person, Names: []string{p[1]}}}})
			if hits := x.Match(names.Query{Name: p[0], Kind: names.Person}, names.Threshold); len(hits) != 1 {
				t.Errorf("%s is not found for %s", p[0], p[1])
			}
		}
	}
}
