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
	m := markOf(s)
	if l.Glyphs.Name == "ascii" {
		m.Shape = asciiShape(s)
	}
	return m
}

func markOf(s Sign) Mark {
	switch s {
	case Stop:
		return Mark{W("STOP"), W("■■"), 1, styleStop, W("do not open or move it")}
	case Hold:
		return Mark{W("HOLD"), W("■ "), 1, styleHold, W("somebody asked to stop it")}
	case Examine:
		return Mark{W("EXAMINE"), W("▲▲"), 2, styleRed, W("red: open it")}
	case Docs:
		return Mark{W("DOCS"), W("▲ "), 3, styleYellow, W("yellow: see its papers")}
	case Pass:
		return Mark{W("PASS"), W("◇ "), 4, styleBlue, W("blue: release, audit later")}
	case Release:
		return Mark{W("RELEASE"), W("· "), 5, styleGreen, W("green: let it go")}
	case Unknown:
	}
	return Mark{W("UNKNOWN"), W("? "), 0, styleUnknown, W("no pre-advice: type its paper form")}
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
