package parcel

// Agency is who asks: each has its own score, lanes and questions.
type Agency string

// The agencies.
const (
	Revenue  Agency = "revenue"
	Security Agency = "security"
	Plant    Agency = "plant"
	Food     Agency = "food"
	Wildlife Agency = "wildlife"
	Medicine Agency = "medicine"
	IPR      Agency = "ipr"
	Safety   Agency = "safety"
	Postal   Agency = "postal"
	Culture  Agency = "culture"
	Finance  Agency = "finance"
)

// Agencies lists the closed set in the order screens show it.
func Agencies() []Agency {
	return []Agency{Revenue, Security, Plant, Food, Wildlife, Medicine, IPR, Safety, Postal, Culture, Finance}
}

// Known reports whether a is in the closed set.
func (a Agency) Known() bool { return oneOf(a, Agencies()) }

func oneOf[T comparable](v T, set []T) bool {
	for _, other := range set {
		if v == other {
			return true
		}
	}
	return false
}
