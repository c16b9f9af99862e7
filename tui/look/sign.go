package look

// Sign is a verdict as it is shown. Word, shape and lamp row tell the signs
// apart without any colour.
type Sign int

// The signs, gravest first.
const (
	Stop Sign = iota // do not open or move
	Hold
	Examine
	Unknown // no record, no pre-advice
	Docs
	Pass // release, audit later
	Release
)

// Signs lists them, gravest first.
func Signs() []Sign { return []Sign{Stop, Hold, Examine, Unknown, Docs, Pass, Release} }

// Mark is how a sign looks.
type Mark struct {
	Word  Text
	Shape Text // two cells
	Lamp  int  // row of the lit lamp, 1 at the top; 0: none
	Style Style
	Means Text
}

// SignOf is the sign of a lane, by its token.
func SignOf[Lane ~string](lane Lane) Sign {
	switch lane {
	case "red":
		return Examine
	case "yellow":
		return Docs
	case "blue":
		return Pass
	case "green":
		return Release
	}
	return Unknown
}

// Mark is how the look draws a sign.
func (l *Look) Mark(s Sign) Mark {
	m := Mark{Word: l.W("sign.unknown"), Shape: W("? "), Style: styleUnknown, Means: l.W("sign.unknown_means")}
	switch s {
	case Stop:
		m = Mark{l.W("sign.stop"), W("■■"), 1, styleStop, l.W("sign.stop_means")}
	case Hold:
		m = Mark{l.W("sign.hold"), W("■ "), 1, styleHold, l.W("sign.hold_means")}
	case Examine:
		m = Mark{l.W("sign.examine"), W("▲▲"), 2, styleRed, l.W("sign.examine_means")}
	case Docs:
		m = Mark{l.W("sign.docs"), W("▲ "), 3, styleYellow, l.W("sign.docs_means")}
	case Pass:
		m = Mark{l.W("sign.pass"), W("◇ "), 4, styleBlue, l.W("sign.pass_means")}
	case Release:
		m = Mark{l.W("sign.release"), W("· "), 5, styleGreen, l.W("sign.release_means")}
	case Unknown:
	}
	if l.Glyphs.Name == "ascii" {
		m.Shape = asciiShape(s)
	}
	return m
}

func asciiShape(s Sign) Text {
	switch s {
	case Stop:
		return W("##")
	case Hold:
		return W("# ")
	case Examine:
		return W("!!")
	case Docs:
		return W("! ")
	case Pass:
		return W("o ")
	case Release:
		return W(". ")
	case Unknown:
	}
	return W("? ")
}
