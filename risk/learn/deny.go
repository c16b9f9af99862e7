package learn

import (
	"fmt"
	"strings"
	"unicode"
)

// denied are words that no feature's name may hold: what somebody is, what
// stands for it, where exactly they live, and who examined. Goods' origin,
// departure and route are the lawful carriers.
//
//nolint:gochecknoglobals // a constant table
var denied = [...]string{
	"native", "race", "racial", "caste", "tribe", "faith", "church", "sex", "orientation", "marital", "disability", "skin", "union",
	"birth", "born", "firstname", "lastname", "fullname", "patronymic", "language", "mothertongue", "script", "alphabet", "accent",
	"address", "addresses", "street", "house number", "zip", "zipcode", "postal code", "latitude", "longitude", "phone", "email",
	"officer", "officers", "inspector", "examiner",
}

// stems are denied wherever they stand in a name, however it is run together.
//
//nolint:gochecknoglobals // a constant table
var stems = [...]string{
	"nationality", "nationalities", "citizen", "ethnic", "religio", "gender", "birthplace", "passport", "surname", "forename", "postcode",
}

// named are words before "name" that make it a person's.
//
//nolint:gochecknoglobals // a constant table
var named = [...]string{
	"first", "last", "given", "family", "middle", "maiden", "full", "person", "sender", "addressee", "recipient", "receiver",
	"consignee", "consignor", "shipper", "importer", "exporter", "buyer", "seller", "payer", "declarant", "customer", "client", "owner",
}

// Denied says why a model may not read a column of this name; empty when it may.
func Denied(column string) string {
	text := " " + strings.Join(tokens(column), " ") + " "
	for _, word := range denied {
		if strings.Contains(text, " "+word+" ") {
			return fmt.Sprintf("%q is about a person or their home (%s)", column, word)
		}
	}
	squeezed := strings.ReplaceAll(text, " ", "")
	for _, stem := range stems {
		if strings.Contains(squeezed, stem) {
			return fmt.Sprintf("%q is about a person or their home (%s...)", column, stem)
		}
	}
	for _, word := range named {
		if strings.Contains(text, " "+word+" name ") || strings.Contains(text, " name of "+word+" ") {
			return fmt.Sprintf("%q is a person's name", column)
		}
	}
	if strings.TrimSpace(text) == "name" {
		return fmt.Sprintf("%q is a name", column)
	}
	return ""
}

// tokens cuts a column's name into lower-case words: at punctuation and where
// camelCase starts a new one.
func tokens(name string) []string {
	var b strings.Builder
	small := false
	for _, r := range name {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if small && unicode.IsUpper(r) {
				b.WriteByte(' ')
			}
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
	}
	return strings.Fields(b.String())
}
