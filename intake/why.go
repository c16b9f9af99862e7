package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"postern/message"
)

const (
	whySuffix = ".why"
	mostMore  = 50  // further faults listed
	mostRunes = 300 // of one line of outside text
)

// why is the reason in plain words, for whoever opens the rejected folder.
func why(r Rejection) string {
	var b strings.Builder
	b.WriteString("This file was not taken in. Nothing of it was used.\n\n")
	digest := r.Digest
	if digest == "" {
		digest = "not computed, since it was not read to its end"
	}
	row(&b, "file", r.Name)
	row(&b, "size", strconv.FormatInt(r.Size, 10)+" bytes")
	row(&b, "sha-256", digest)
	row(&b, "when", r.At.Format(time.RFC3339))
	b.WriteString("\n")
	if r.Fault.Line > 0 {
		row(&b, "line", strconv.Itoa(r.Fault.Line))
	}
	row(&b, "path", r.Fault.Path)
	row(&b, "field", r.Fault.Field)
	row(&b, "found", r.Fault.Got)
	row(&b, "wanted", r.Fault.Want)
	further(&b, r.More)
	b.WriteString("\nWhat to do: ask the sender for a corrected file, naming the place above, or\n" +
		"correct a copy and put it into the inbox. ")
	if r.Kept == "" {
		b.WriteString("The file was left where it came from.\n")
	} else {
		b.WriteString("The file lies beside this note as it came,\nuntil somebody takes it away.\n")
	}
	return b.String()
}

func row(b *strings.Builder, name, text string) {
	if text != "" {
		fmt.Fprintf(b, "%-8s %s\n", name, visible(text))
	}
}

func further(b *strings.Builder, faults []message.Fault) {
	if len(faults) == 0 {
		return
	}
	fmt.Fprintf(b, "\nWrong as well (%d):\n", len(faults))
	for _, f := range faults[:min(len(faults), mostMore)] {
		b.WriteString("- " + visible(f.String()) + "\n")
	}
	if len(faults) > mostMore {
		b.WriteString("- and more\n")
	}
}

// visible escapes what a terminal or editor would act on instead of showing:
// control characters, direction marks, broken UTF-8.
func visible(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > mostRunes {
			b.WriteString("...")
			break
		}
		switch {
		case unicode.IsGraphic(r) && r != unicode.ReplacementChar:
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
