package record

import "postern/journal/wire"

// Gather makes the ranges of a progress from the seqs recorded after upto,
// ascending. Gaps before overdue are asked for.
func (p *Progress) Gather(seqs []uint64, overdue uint64) {
	next := p.Upto + 1
	for _, seq := range seqs {
		if seq < next {
			continue
		}
		if seq > next && seq <= overdue {
			p.miss(next, seq-1)
		}
		if n := len(p.Beyond); n > 0 && p.Beyond[n-1].Last+1 == seq {
			p.Beyond[n-1].Last = seq
		} else if n < wire.MaxRanges {
			p.Beyond = append(p.Beyond, wire.Range{First: seq, Last: seq})
		} else {
			return // what is beyond is told next time
		}
		next = seq + 1
	}
}

// miss asks for a gap, less what was refused in it.
func (p *Progress) miss(first, last uint64) {
	for _, r := range p.Refused {
		if r.Seq < first || r.Seq > last {
			continue
		}
		if r.Seq > first {
			p.ask(first, r.Seq-1)
		}
		first = r.Seq + 1
	}
	if first <= last {
		p.ask(first, last)
	}
}

func (p *Progress) ask(first, last uint64) {
	if len(p.Missing) < wire.MaxRanges {
		p.Missing = append(p.Missing, wire.Range{First: first, Last: last})
	}
}

// Receipt is the progress as a receipt for its station.
func (p Progress) Receipt(of wire.Source) wire.Receipt {
	return wire.Receipt{
		Station: of.Station, Epoch: of.Epoch, Upto: p.Upto, Beyond: p.Beyond, Missing: p.Missing, Refused: p.Refused, Generation: p.Generation,
	}
}

// Forked is why an event is refused whose name another one has.
const Forked = "another event of this name is recorded at the hub: has this station's disk been cloned or restored?"

// MostBeyond bounds how many events after a watermark are looked at for one
// receipt.
const MostBeyond = 100_000
