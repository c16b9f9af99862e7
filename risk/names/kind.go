package names

// Kind is what bears a name. Names are read and weighed by it.
type Kind string

// The kinds. Any is one that is not known: such a name is compared with all.
const (
	Any          Kind = ""
	Person       Kind = "person"
	Organisation Kind = "organisation"
	Vessel       Kind = "vessel" // or aircraft
)
