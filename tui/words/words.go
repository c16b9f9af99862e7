// Package words is every word an officer reads, one file for each language.
//
// English is the measure: another language has the same keys, and each text
// takes the same arguments in the same order. A file that does not is refused
// with the key and what is wrong with it. A language is a YAML file of two
// levels, section and key; it may lie here, or in the station's folder of
// languages, and needs no Go. Words that rooms below the screens say, as the
// reasons of a rule, are those of their packs and not in here.
package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// English is the language every other is measured by.
const English = "en"

// Book is the words of one language.
type Book struct {
	Language string
	texts    map[string]string
}

// ErrLanguage is for a language that has no file.
var ErrLanguage = errors.New("no such language")

// Languages lists the languages that are built in.
func Languages() []string {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err) // a pattern of ours
	}
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, ".yaml")
	}
	return names
}

// Load gives the words of a language; empty is English. A file of the station,
// where more is not nil, stands before the one that is built in.
func Load(language string, more fs.FS) (*Book, error) {
	if language == "" {
		language = English
	}
	name := language + ".yaml"
	if !fs.ValidPath(name) || strings.Contains(name, "/") {
		return nil, fmt.Errorf("%w as %q: use one of %s", ErrLanguage, language, strings.Join(Languages(), ", "))
	}
	data, err := fs.ReadFile(files, name)
	if more != nil {
		if own, ownErr := fs.ReadFile(more, name); ownErr == nil {
			data, err = own, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%w as %q: use one of %s, or put %s into the station's folder of languages",
			ErrLanguage, language, strings.Join(Languages(), ", "), name)
	}
	b, err := read(language, data)
	if err != nil || language == English && more == nil {
		return b, err
	}
	return b, b.measure()
}

var verbs = regexp.MustCompile(`%[-+0-9.]*[a-zA-Z%]`)

// measure holds the book against the English one.
func (b *Book) measure() error {
	data, err := fs.ReadFile(files, English+".yaml")
	if err != nil {
		return err
	}
	english, err := read(English, data)
	if err != nil {
		return err
	}
	var wrong []error
	for _, key := range english.Keys() {
		text, there := b.texts[key]
		switch {
		case !there:
			wrong = append(wrong, fmt.Errorf("language %s: %s is missing", b.Language, key))
		case !slices.Equal(arguments(english.texts[key]), arguments(text)):
			wrong = append(wrong, fmt.Errorf("language %s: %s takes other arguments than %q", b.Language, key, english.texts[key]))
		}
	}
	for _, key := range b.Keys() {
		if _, there := english.texts[key]; !there {
			wrong = append(wrong, fmt.Errorf("language %s: no text is called %s", b.Language, key))
		}
	}
	return errors.Join(wrong...)
}

// arguments are what a text takes, by the letter of each verb.
func arguments(text string) []string {
	var letters []string
	for _, v := range verbs.FindAllString(text, -1) {
		letters = append(letters, v[len(v)-1:])
	}
	return letters
}

// Keys lists the keys of all texts, sorted.
func (b *Book) Keys() []string {
	keys := make([]string, 0, len(b.texts))
	for k := range b.texts {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Text is the text of a key. A key that is not there is a mistake of ours, and
// shows as itself.
func (b *Book) Text(key string) string {
	if text, ok := b.texts[key]; ok {
		return text
	}
	return key
}

// Find is the text of a key that need not be there.
func (b *Book) Find(key string) (string, bool) {
	text, ok := b.texts[key]
	return text, ok
}
