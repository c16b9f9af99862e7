package sniff

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"slices"

	"postern/message"
	"postern/parcel"
)

const (
	headBytes = 1 << 20 // of a JSON file that are looked at for its keys
	headKeys  = 64
)

// envelope is the format of CEB XML within JSON; it is opened, not read.
const envelope message.Format = "ceb in json"

// detectJSON tells a format by the keys of the first object.
func detectJSON(data []byte) message.Format {
	keys := firstKeys(data)
	has := func(key string) bool { return slices.Contains(keys, key) }
	switch {
	case has("PWS_Receptacle"):
		return message.Feed
	case has("payExchangeInfoHead"), has("payExInfoStr"):
		return message.Payment
	case has("messageHead") && has("messageBody"):
		return envelope
	case has("ItemId") && has("ClassCd"):
		return message.IPS
	}
	return message.Sheet
}

// firstKeys are the keys of the first object of the file, as far as they can be
// read.
func firstKeys(data []byte) []string {
	dec := json.NewDecoder(io.LimitReader(bytes.NewReader(data), headBytes))
	start, err := dec.Token()
	if err == nil && start == json.Delim('[') {
		start, err = dec.Token()
	}
	if err != nil || start != json.Delim('{') {
		return nil
	}
	var keys []string
	for dec.More() && len(keys) < headKeys {
		token, err := dec.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return keys
		}
		keys = append(keys, key)
		var value json.RawMessage
		if dec.Decode(&value) != nil {
			return keys
		}
	}
	return keys
}

// open takes the XML out of its envelope.
func open(data []byte) ([]byte, error) {
	var e struct {
		Body struct {
			Data string `json:"data"`
		} `json:"messageBody"`
	}
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, reject("messageBody", parcel.Excerpt(err.Error()), "a JSON object")
	}
	inner, err := base64.StdEncoding.DecodeString(e.Body.Data)
	if err != nil || len(inner) == 0 {
		return nil, reject("messageBody.data", parcel.Excerpt(e.Body.Data), "a CEB message in base64")
	}
	return inner, nil
}
