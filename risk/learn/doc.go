// Package learn is the learned model: it trains on examined items or on any
// labelled table, scores a row and says what contributed to the score.
//
// A model is count profiles with back-off (how often goods like these were
// found wrong before) under gradient-boosted trees, or under a logistic
// regression where outcomes are few. Its contributions add up to its log-odds
// exactly; they follow the order of splits, so they say what contributed, not
// what caused. Training is a pure function of rows, settings and seed: equal
// input gives equal bytes. A new model is adopted only through Gate, and no
// model may read what the deny list names.
//
// It does not decide and it does not fetch: tables come in as readers, the
// clock as a function, and it touches no disk. Outside tables are bounded in
// rows, columns and record length; a bad one is answered with an error, bad
// cells count as missing.
package learn
