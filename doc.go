// Package postern is the map of the house; it holds no code.
//
// Postern is a terminal workstation for the people who open the world's mail.
// Data goes one way:
//
//	message -> item -> assessment -> scan -> decision -> journal -> hub
//
// The trade, pure (no disk, net, clock or log):
//
//	parcel     nouns: items, identifiers, money, lanes, outcomes, facts
//	journal    what happened: records, sealed bodies, hash tree, signed heads
//	fold       events -> what is true now, for an item, a hold, a shift
//	quality    how good an item's data is: adequate, timely, true
//	risk       rule packs and the engine that judges; risk/words finds terms
//	message    what every foreign format answers with; one folder a format
//
// The work:
//
//	store      one SQLite file: Append, projections, queries, replay, verify
//	mirror     the journal a second time, on another disk
//	archive    message files by content, durable
//	desk       the verbs on items
//	roster     officers, PINs, shifts
//
// The doors:
//
//	intake     the drop folder
//	export     shift logs, answers to the post, feedback
//	scanners   a device's bytes -> parcel.Scan; one folder a kind of device
//	sync       the link to the hub; one folder a way to travel
//	tui        the screen; one folder a screen
//	sim        a fictional mail centre
//	packs      rule packs shipped as data
//	bench      measures it all beside what bounds it
//	lossy      a disk that loses power, for tests
//	cmd        the programs: flags, settings, wiring
//
// The plan is enforced by arch_test.go and told in docs/architecture.md.
package postern
