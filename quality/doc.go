// Package quality judges the data about an item: its adequacy (does it say what
// it must), its timeliness (did it come in time) and its truth (is it what was
// found at the bench). Three figures, never blended.
//
// The checks are data: checks.tsv names each with its sentence and its source,
// lead.tsv the times, vague.tsv the descriptions that say nothing. A row taken
// out is not judged. The package is pure and answers the same for the same
// case. It judges data, not items: what is wrong here is no suspicion by itself.
package quality
