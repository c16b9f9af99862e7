package parcel

import "testing"

func TestRises(t *testing.T) {
	for _, pair := range [][2]Lane{{Green, Blue}, {Green, Red}, {Blue, Yellow}, {Yellow, Red}, {Unknown, Yellow}, {Unknown, Red}, {"", Green}} {
		if !Rises(pair[0], pair[1]) {
			t.Errorf("%s to %s is a rise", pair[0], pair[1])
		}
		if Rises(pair[1], pair[0]) {
			t.Errorf("%s to %s is none", pair[1], pair[0])
		}
	}
	for _, pair := range [][2]Lane{{Red, Red}, {Unknown, Green}, {Unknown, Blue}, {Green, Unknown}, {Unknown, Unknown}} {
		if Rises(pair[0], pair[1]) {
			t.Errorf("%s to %s is none", pair[0], pair[1])
		}
	}
}
