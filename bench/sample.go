package bench

import (
	"bytes"
	"embed"
	"fmt"
	"strconv"
	"strings"

	"postern/parcel"
)

// The samples are invented items, one of each format, between what stands
// before and after all items of a file. {ID} is the item's number, {COUNT} how
// many segments an EDIFACT message has.
//
//go:embed mail/*.txt
var samples embed.FS

// sample is the pattern of one format's files.
type sample struct {
	name string
	unit int // items of one file: some formats have but one, or bound them
	head string
	item string
	tail string
}

// readSample reads a pattern. unit 0 is a file of any number of items.
func readSample(name string, unit int) (sample, error) {
	text, err := samples.ReadFile("mail/" + name + ".txt")
	if err != nil {
		return sample{}, err
	}
	parts := strings.Split("\n"+string(text), "\n---\n")
	if len(parts) != 3 {
		return sample{}, fmt.Errorf("sample %s has %d parts, 3 are wanted", name, len(parts))
	}
	s := sample{name: name, unit: unit, head: strings.TrimPrefix(parts[0]+"\n", "\n"), item: strings.TrimPrefix(parts[1]+"\n", "\n"), tail: parts[2]}
	return s, nil
}

// files are as many items as asked for, in as many files as they need.
func (s sample) files(items int) [][]byte {
	each := s.unit
	if each == 0 {
		each = items
	}
	var all [][]byte
	for from := 0; from < items; from += each {
		all = append(all, s.file(from, min(each, items-from)))
	}
	return all
}

func (s sample) file(from, items int) []byte {
	var b bytes.Buffer
	b.Grow(len(s.head) + items*(len(s.item)+16) + len(s.tail))
	b.WriteString(s.head)
	for i := range items {
		b.WriteString(strings.ReplaceAll(s.item, "{ID}", itemNumber(from+i)))
	}
	segments := strings.Count(s.head+s.tail, "'\n") - 3 + items*strings.Count(s.item, "'\n") // without UNA, UNB and UNZ
	b.WriteString(strings.ReplaceAll(s.tail, "{COUNT}", strconv.Itoa(segments)))
	return b.Bytes()
}

// itemNumber is the i-th S10 number of the samples.
func itemNumber(i int) string {
	serial := fmt.Sprintf("%08d", i)
	return "RR" + serial + string(parcel.S10CheckDigit(serial)) + "NL"
}
