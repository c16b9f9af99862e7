package parcel_test

import (
	"reflect"
	"slices"
	"testing"

	"postern/parcel"
)

// TestNoFigureRanksOfficers: what inspections were worth is counted by the
// reason of a selection, never by who selected or inspected. What officers
// picked by themselves is one reason among the others.
func TestNoFigureRanksOfficers(t *testing.T) {
	officer := reflect.TypeFor[parcel.OfficerID]()
	var look func(at string, of reflect.Type)
	look = func(at string, of reflect.Type) {
		switch {
		case of == officer || of == reflect.TypeFor[parcel.Officer]() || of == reflect.TypeFor[parcel.Who]():
			t.Errorf("%s tells one officer from another", at)
		case of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Array:
			look(at+"[]", of.Elem())
		case of.Kind() == reflect.Map:
			look(at+" key", of.Key())
			look(at+" value", of.Elem())
		case of.Kind() == reflect.Struct:
			for i := range of.NumField() {
				look(at+"."+of.Field(i).Name, of.Field(i).Type)
			}
		}
	}
	look("Trial", reflect.TypeFor[parcel.Trial]())
	look("Quality", reflect.TypeFor[parcel.Quality]())
	if !slices.Contains(parcel.Reasons(), parcel.ByOfficer) {
		t.Error("what officers pick by themselves is not measured")
	}
}
