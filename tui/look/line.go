package look

// Line is one fact of a screen in words, for readers and dumb terminals.
type Line struct {
	Text   Text
	Prompt bool // asks for a key
}

// Tell makes lines of texts; empty ones are left out.
func Tell(texts ...Text) []Line {
	lines := make([]Line, 0, len(texts))
	for _, t := range texts {
		if !t.Empty() {
			lines = append(lines, Line{Text: t})
		}
	}
	return lines
}

// Ask is a line that asks for a key.
func Ask(t Text) Line { return Line{Text: t, Prompt: true} }

// Notice is a sentence for the officer that goes away by itself.
type Notice struct {
	Text Text
	Bad  bool
}

// Sorry is the notice of an error, in its own words.
func Sorry(err error) Notice { return Notice{Text: Clean(err.Error()), Bad: true} }
