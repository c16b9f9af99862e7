package sim_test

import (
	"errors"
	"strings"
	"testing"

	"postern/message"
	"postern/message/sniff"
	"postern/parcel"
	"postern/sim"
)

// read is everything the decoders make of a despatch.
type read struct {
	items  map[string]parcel.Declaration
	papers map[parcel.PaperKind]map[string]parcel.Paper // by order
	faults []message.Fault
}

func readAll(t *testing.T, d *sim.Despatch) read {
	t.Helper()
	r := read{items: map[string]parcel.Declaration{}, papers: map[parcel.PaperKind]map[string]parcel.Paper{}}
	for _, f := range d.Files {
		b, err := sniff.Decoder{}.Decode(f.Data)
		if strings.Contains(f.Name, "garbage") {
			var reject *message.Reject
			if !errors.As(err, &reject) {
				t.Errorf("%s: %v, wanted a reject", f.Name, err)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		r.faults = append(r.faults, b.Faults...)
		if b.More != 0 {
			t.Errorf("%s: %d faults too many", f.Name, b.More)
		}
		for _, it := range b.Items { // files stand in order: later uses of an identifier win
			r.items[it.Identifier.Text] = it
		}
		for _, p := range b.Papers {
			if r.papers[p.Kind] == nil {
				r.papers[p.Kind] = map[string]parcel.Paper{}
			}
			r.papers[p.Kind][p.Order] = p
		}
	}
	return r
}

func TestEveryFileCanBeRead(t *testing.T) {
	d := sim.New(11, sim.Options{Items: 4000, PerFile: 500, Garbage: true})
	r := readAll(t, d)
	kinds := map[string]sim.Kind{}
	for _, x := range d.Truth {
		kinds[x.Identifier] = x.Planted
		it, declared := r.items[x.Identifier]
		if want := x.Advice != sim.NotAtAll && x.Advice != sim.ByPapers; declared != want {
			t.Errorf("%+v: declared is %v", x, declared)
		}
		if declared {
			checkItem(t, x, it)
		}
	}
	if len(r.items) != d.Summary.Advised {
		t.Errorf("%d items read, %d advised", len(r.items), d.Summary.Advised)
	}
	faulty, told := map[sim.Kind]int{}, map[string]bool{}
	for _, f := range r.faults {
		k := kinds[f.Item]
		if !told[f.Item] { // a table says it in each row of the item
			faulty[k]++
		}
		told[f.Item] = true
		if k != sim.BadCheck && k != sim.Broken || f.Drop {
			t.Errorf("fault of a sound item: %+v", f)
		}
	}
	for _, k := range []sim.Kind{sim.BadCheck, sim.Broken} {
		if faulty[k] != d.Summary.Planted[k] {
			t.Errorf("%d faults of %d %s", faulty[k], d.Summary.Planted[k], k)
		}
	}
}

func checkItem(t *testing.T, x sim.Truth, it parcel.Declaration) {
	t.Helper()
	net := parcel.Mass(0)
	for _, c := range it.Contents {
		net += c.Net
		if c.Words == "" || c.Units < 1 || c.Value.Minor < 1 || c.Value.Currency == "" || c.Net < 1 || c.Origin == "" {
			t.Errorf("%s: content %+v", x.Identifier, c)
		}
		if (len(c.HS) != 6) != (x.Planted == sim.Vague) {
			t.Errorf("%s: %s: HS %q", x.Identifier, x.Planted, c.HS)
		}
	}
	if len(it.Contents) == 0 || it.Nature == "" || it.Posted.IsZero() || it.Class == "" {
		t.Errorf("%s: %+v", x.Identifier, it)
	}
	if x.Planted == sim.Broken {
		return
	}
	if (it.Gross < net) != (x.Planted == sim.Impossible) {
		t.Errorf("%s: %s: gross %v, net %v", x.Identifier, x.Planted, it.Gross, net)
	}
	for _, p := range []parcel.Party{it.Sender, it.Addressee} {
		if p.Name == "" || len(p.Address) == 0 || p.City == "" || len(p.Country) != 2 {
			t.Errorf("%s: party %+v", x.Identifier, p)
		}
	}
}

func TestPapersBelongTogether(t *testing.T) {
	d := sim.New(12, sim.Options{Items: 4000})
	r := readAll(t, d)
	kinds := map[string]sim.Truth{}
	papers := 0
	for _, x := range d.Truth {
		kinds[x.Identifier] = x
		papers += map[bool]int{true: 1}[x.Papers]
	}
	if papers == 0 || len(r.papers[parcel.Order]) != papers || len(r.papers[parcel.Payment]) != papers || len(r.papers[parcel.Shipment]) != papers {
		t.Fatalf("%d items with papers; orders %d", papers, len(r.papers[parcel.Order]))
	}
	for number, ship := range r.papers[parcel.Shipment] {
		x, order, pay := kinds[ship.Number], r.papers[parcel.Order][number], r.papers[parcel.Payment][number]
		if !x.Papers || order.Paid != pay.Paid || order.Transaction != pay.Transaction || order.Platform != pay.Platform {
			t.Errorf("order %s of %+v: %v ordered, %v paid", number, x, order.Paid, pay.Paid)
		}
		if order.Paid.Minor != order.Goods.Minor+order.Freight.Minor+order.Tax.Minor || len(order.LineProblems) > 0 {
			t.Errorf("order %s does not add up: %+v", number, order)
		}
		if order.Consignee.Name != ship.Consignee.Name || order.Consignee.Phone != ship.Consignee.Phone {
			t.Errorf("order %s: consignees differ", number)
		}
		it, declared := r.items[ship.Number]
		if !declared {
			continue
		}
		share := it.Total().Minor * 100 / order.Goods.Minor
		if (share < 25) != (x.Planted == sim.Undervalued) {
			t.Errorf("%s: declared at %d %% of the order", x.Planted, share)
		}
	}
}

func TestSplitOrders(t *testing.T) {
	d := sim.New(13, sim.Options{Items: 4000})
	r := readAll(t, d)
	orders := map[string][]parcel.Declaration{}
	for _, x := range d.Truth {
		if x.Planted == sim.Split {
			it := r.items[x.Identifier]
			orders[it.References[0]] = append(orders[it.References[0]], it)
		}
	}
	for number, all := range orders {
		for _, it := range all[1:] {
			if it.Addressee.Name != all[0].Addressee.Name || parcel.DayOf(it.Posted) != parcel.DayOf(all[0].Posted) {
				t.Errorf("order %s goes to %s and %s", number, it.Addressee.Name, all[0].Addressee.Name)
			}
		}
	}
	if len(orders) < 5 || len(orders)*3 > d.Summary.Planted[sim.Split] {
		t.Errorf("%d orders in %d parcels", len(orders), d.Summary.Planted[sim.Split])
	}
}
