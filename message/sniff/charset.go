package sniff

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"postern/message"
	"postern/parcel"
)

// toUTF8 turns a file into UTF-8 without a byte order mark: by its mark, or by
// what its XML declaration says. A file without either is taken for UTF-8.
func toUTF8(data []byte, l message.Limits) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:], nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("<\x00")):
		return recode(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), l)
	case bytes.HasPrefix(data, []byte("\xfe\xff")), bytes.HasPrefix(data, []byte("\x00<")):
		return recode(data, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), l)
	}
	name := declared(data)
	if name == "" || strings.HasPrefix(name, "utf-") {
		return data, nil // one that says UTF-16 and can be read without is wrong about it
	}
	charset, err := htmlindex.Get(name)
	if err != nil || charset == encoding.Replacement {
		return nil, reject("encoding", parcel.Excerpt(name), "UTF-8, UTF-16 or a charset of the WHATWG list, e.g. gb18030")
	}
	return recode(data, charset, l)
}

func recode(data []byte, charset encoding.Encoding, l message.Limits) ([]byte, error) {
	decoded, err := io.ReadAll(io.LimitReader(charset.NewDecoder().Reader(bytes.NewReader(data)), l.Bytes+1))
	if err != nil {
		return nil, reject("encoding", err.Error(), "text in the encoding it declares")
	}
	return decoded, l.Admit(decoded)
}

// declared is the encoding that an XML declaration names, in lower case.
func declared(data []byte) string {
	data = bytes.TrimLeft(data[:min(len(data), 1024)], " \t\r\n")
	if !bytes.HasPrefix(data, []byte("<?xml")) {
		return ""
	}
	declaration, _, _ := bytes.Cut(data, []byte("?>"))
	_, value, found := bytes.Cut(declaration, []byte("encoding"))
	value = bytes.TrimLeft(value, " \t\r\n=")
	if !found || len(value) < 2 || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	name, _, closed := bytes.Cut(value[1:], value[:1])
	if !closed {
		return ""
	}
	return strings.ToLower(string(name))
}
