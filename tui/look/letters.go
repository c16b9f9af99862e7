package look

import "strings"

// BigRows is how many rows a big word takes.
const BigRows = 5

// Big draws a word five rows high, to be read from a step away. It is empty
// where a letter has no big form.
func (l *Look) Big(word Text) []Text {
	var rows [BigRows]string
	for i, r := range word.s {
		shape := letters[r]
		if shape == "" {
			return nil
		}
		for n, strokes := range strings.Split(shape, "/") {
			if i > 0 {
				rows[n] += " "
			}
			rows[n] += strokes
		}
	}
	big := make([]Text, BigRows)
	for i, row := range rows {
		big[i] = Text{strings.ReplaceAll(row, "#", l.Glyphs.Block)}
	}
	return big
}

// letters are their five rows each; only those of our verdicts, and digits.
//
//nolint:gochecknoglobals // a constant table
var letters = map[rune]string{
	'A': " #### /##  ##/######/##  ##/##  ##",
	'C': " #####/##    /##    /##    / #####",
	'D': "##### /##  ##/##  ##/##  ##/##### ",
	'E': "######/##    /##### /##    /######",
	'H': "##  ##/##  ##/######/##  ##/##  ##",
	'I': "##/##/##/##/##",
	'K': "##  ##/## ## /####  /## ## /##  ##",
	'L': "##    /##    /##    /##    /######",
	'M': "##    ##/###  ###/########/## ## ##/##    ##",
	'N': "##   ##/###  ##/## # ##/##  ###/##   ##",
	'O': " #### /##  ##/##  ##/##  ##/ #### ",
	'P': "##### /##  ##/##### /##    /##    ",
	'R': "##### /##  ##/##### /##  ##/##  ##",
	'S': " #####/##    / #### /    ##/##### ",
	'T': "######/  ##  /  ##  /  ##  /  ##  ",
	'U': "##  ##/##  ##/##  ##/##  ##/ #### ",
	'W': "##    ##/## ## ##/########/###  ###/##    ##",
	'X': "##  ##/ #### /  ##  / #### /##  ##",
	'0': " #### /##  ##/##  ##/##  ##/ #### ",
	'1': " ## /### / ## / ## /####",
	'2': "##### /    ##/ #### /##    /######",
	'3': "##### /    ##/ #### /    ##/##### ",
	'4': "##  ##/##  ##/######/    ##/    ##",
	'5': "######/##    /##### /    ##/##### ",
	'6': " #### /##    /##### /##  ##/ #### ",
	'7': "######/    ##/   ## /  ##  /  ##  ",
	'8': " #### /##  ##/ #### /##  ##/ #### ",
	'9': " #### /##  ##/ #####/    ##/ #### ",
	' ': "  /  /  /  /  ",
}
