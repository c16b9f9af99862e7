package words

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// read takes the part of YAML that a language file needs: sections, and under
// each its keys with a text in double quotes. It is read at every start, before
// the first picture, and a reader of all of YAML takes a third of the time
// there is for that.
func read(language string, data []byte) (*Book, error) {
	b := &Book{Language: language, texts: map[string]string{}}
	section := ""
	var wrong []error
	for i, line := range strings.Split(string(data), "\n") {
		line = strings.TrimRight(line, " \r")
		if line == "" || strings.HasPrefix(strings.TrimLeft(line, " "), "#") {
			continue
		}
		if name, is := strings.CutSuffix(line, ":"); is && isKey(name) {
			section = name
			continue
		}
		key, text, err := entry(line)
		switch {
		case err == nil && section == "":
			err = errors.New("a section comes before the first text")
		case err == nil && b.texts[section+"."+key] != "":
			err = fmt.Errorf("%s.%s stands there twice", section, key)
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("language %s, line %d: %w", language, i+1, err))
			continue
		}
		b.texts[section+"."+key] = text
	}
	return b, errors.Join(wrong...)
}

func entry(line string) (key, text string, err error) {
	key, quoted, found := strings.Cut(strings.TrimPrefix(line, "  "), ": ")
	if !found || !strings.HasPrefix(line, "  ") || !isKey(key) {
		return "", "", fmt.Errorf(`%q is neither a section, as "scan:", nor a text under one, as "  open: \"öffnen\""`, line)
	}
	if text, err = strconv.Unquote(quoted); err != nil || quoted[0] != '"' {
		return "", "", fmt.Errorf("%s: its text stands in double quotes, and these cannot be read", key)
	}
	return key, text, nil
}

func isKey(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return s != ""
}
