package look

import "strings"

// BigRows is how many rows a big word takes.
const BigRows = 5

// Big draws a word five rows high, to be read from a step away. It is empty
// where a letter has no big form.
func (l *Look) Big(word Text) []Text {
	var rows [BigRows]string
	for i, r := range word.s {
		shape := letter(r)
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

// letter is one letter's five rows; only letters of our verdicts, and digits.
func letter(r rune) string {
	switch r {
	case 'A':
		return " #### /##  ##/######/##  ##/##  ##"
	case 'C':
		return " #####/##    /##    /##    / #####"
	case 'D':
		return "##### /##  ##/##  ##/##  ##/##### "
	case 'E':
		return "######/##    /##### /##    /######"
	case 'H':
		return "##  ##/##  ##/######/##  ##/##  ##"
	case 'I':
		return "##/##/##/##/##"
	case 'K':
		return "##  ##/## ## /####  /## ## /##  ##"
	case 'L':
		return "##    /##    /##    /##    /######"
	case 'M':
		return "##    ##/###  ###/########/## ## ##/##    ##"
	case 'N':
		return "##   ##/###  ##/## # ##/##  ###/##   ##"
	case 'O':
		return " #### /##  ##/##  ##/##  ##/ #### "
	case 'P':
		return "##### /##  ##/##### /##    /##    "
	case 'R':
		return "##### /##  ##/##### /##  ##/##  ##"
	case 'S':
		return " #####/##    / #### /    ##/##### "
	case 'T':
		return "######/  ##  /  ##  /  ##  /  ##  "
	case 'U':
		return "##  ##/##  ##/##  ##/##  ##/ #### "
	case 'W':
		return "##    ##/## ## ##/########/###  ###/##    ##"
	case 'X':
		return "##  ##/ #### /  ##  / #### /##  ##"
	}
	return digit(r)
}

func digit(r rune) string {
	switch r {
	case '0':
		return " #### /##  ##/##  ##/##  ##/ #### "
	case '1':
		return " ## /### / ## / ## /####"
	case '2':
		return "##### /    ##/ #### /##    /######"
	case '3':
		return "##### /    ##/ #### /    ##/##### "
	case '4':
		return "##  ##/##  ##/######/    ##/    ##"
	case '5':
		return "######/##    /##### /    ##/##### "
	case '6':
		return " #### /##    /##### /##  ##/ #### "
	case '7':
		return "######/    ##/   ## /  ##  /  ##  "
	case '8':
		return " #### /##  ##/ #### /##  ##/ #### "
	case '9':
		return " #### /##  ##/ #####/    ##/ #### "
	case ' ':
		return "  /  /  /  /  "
	}
	return ""
}
