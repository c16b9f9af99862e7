// Package parcel holds the nouns of the trade: items and what is known, asked,
// seen and decided about them.
//
// It is pure: it imports only the standard library, reads no clock and no
// disk, and keeps money and mass in integers. Every closed set is a string
// type whose values are the tokens that are stored and answered. It does not
// judge (risk), remember (journal) or draw (tui). Its functions fail by
// returning an error or false; none of them panics on outside text.
package parcel
