package ceb

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"postern/message"
)

// places is how many decimals the schema gives a number.
const places = 5

// lineProblem says where a line's total is not price x quantity (rule 6 of the
// specification). A hundredth of the currency is allowed for rounding. Lines
// whose numbers cannot be read are not judged.
func lineProblem(line message.Leaves, no int) string {
	qty, ok1 := exact(line.Get("qty").Text)
	price, ok2 := exact(line.Get("price").Text)
	total, ok3 := exact(line.Get("totalPrice").Text)
	if !ok1 || !ok2 || !ok3 {
		return ""
	}
	hundredth := big.NewInt(1_000 * 100_000) // 0.01 with twice the decimals
	want := new(big.Int).Mul(qty, price)
	have := new(big.Int).Mul(total, big.NewInt(100_000))
	diff := new(big.Int).Sub(have, want)
	if diff.CmpAbs(hundredth) <= 0 {
		return ""
	}
	return "line " + strconv.Itoa(no) + ": " + plain(qty, places) + " x " + plain(price, places) +
		" is " + plain(want, 2*places) + ", declared " + plain(total, places)
}

// exact reads a decimal of the schema (at most 19 digits, 5 of them decimals)
// as a whole number of its last place.
func exact(text string) (*big.Int, bool) {
	whole, frac, _ := strings.Cut(text, ".")
	if len(whole)+len(frac) == 0 || len(whole) > 19 || len(frac) > places || strings.Trim(whole+frac, "0123456789") != "" {
		return nil, false
	}
	return new(big.Int).SetString(whole+frac+strings.Repeat("0", places-len(frac)), 10)
}

// plain writes a whole number of the last place as a decimal without idle noughts.
func plain(n *big.Int, decimals int) string {
	digits := n.String()
	if pad := decimals + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	point := len(digits) - decimals
	return strings.TrimSuffix(strings.TrimRight(digits[:point]+"."+digits[point:], "0"), ".")
}

// units is the quantity where it is a whole number. Goods measured otherwise,
// by weight or length, have none.
func (f *form) units(l message.Leaf) int {
	if l.Text == "" {
		return 0
	}
	n, ok := exact(l.Text)
	if !ok {
		f.Fault(l, "a quantity as a decimal of at most 5 places")
		return 0
	}
	whole, rest := new(big.Int).QuoRem(n, big.NewInt(100_000), new(big.Int))
	if rest.Sign() != 0 || !whole.IsInt64() || whole.Int64() > math.MaxInt32 {
		return 0
	}
	return int(whole.Int64())
}
