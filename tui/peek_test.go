package tui_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestPeek(t *testing.T) {
	if os.Getenv("PEEK") == "" {
		return
	}
	show := func(h *hand) { fmt.Println(strings.Join(h.rows(), "\n")); fmt.Println("=======") }
	s := newStation()
	h := at(t, s)
	show(h)
	h.reads(redLabel)
	show(h)
	h.keys("7")
	show(h)
	h.keys(".", "*")
	show(h)
	h.keys("f3")
	show(h)
	h.keys("f4")
	show(h)
	h.keys(":")
	show(h)
	h.keys("esc", "?")
	show(h)
	h.keys("esc", "f2")
	h.size(120, 40)
	show(h)
	h.size(40, 10)
	show(h)
	h.size(60, 18)
	show(h)
}
