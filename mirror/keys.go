package mirror

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
)

// KeysOf is where the data keys of a mirror lie.
func KeysOf(path string) string { return path + ".keys" }

// ReadKeys reads the wrapped data keys beside a mirror; none where there is no
// such file.
func ReadKeys(path string) (map[string][]byte, error) {
	all := map[string][]byte{}
	data, err := os.ReadFile(KeysOf(path))
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%s: %w", KeysOf(path), err)
	}
	return all, nil
}

// keepKeys brings the keys beside the mirror after those of the station. One
// that the station does not know stays, as in a station that is being restored;
// one that it destroyed goes.
func (l *Log) keepKeys(ctx context.Context) error {
	wrapped, destroyed, err := l.from.Keys(ctx)
	if err != nil {
		return err
	}
	before, err := ReadKeys(l.opt.Path)
	if err != nil {
		before = map[string][]byte{} // damaged: made anew
	}
	after := maps.Clone(before)
	maps.Copy(after, wrapped)
	for _, id := range destroyed {
		delete(after, id)
	}
	if err == nil && maps.EqualFunc(before, after, func(a, b []byte) bool { return string(a) == string(b) }) {
		return nil
	}
	data, err := json.Marshal(after)
	if err != nil {
		return err
	}
	return replace(KeysOf(l.opt.Path), data)
}
