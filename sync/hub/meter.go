package hub

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"postern/sync/hub/record"
)

// Meter counts what a hub does, for Prometheus.
type Meter struct {
	events    *prometheus.CounterVec // by what became of them
	bytes     prometheus.Counter
	receipts  prometheus.Counter
	hellos    prometheus.Counter
	failures  prometheus.Counter
	unread    prometheus.Counter
	oversized prometheus.Counter
	files     prometheus.Counter
	pieces    prometheus.Counter
	alarms    prometheus.Counter
	commit    prometheus.Histogram
}

// NewMeter makes the counters and has them gathered. connected counts the
// stations at the door.
func NewMeter(to prometheus.Registerer, connected func() int) *Meter {
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Namespace: "postern_hub", Name: name, Help: help})
	}
	m := &Meter{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: "postern_hub", Name: "events_total", Help: "Events taken to the record, by outcome: new, copy, fork, refused.",
		}, []string{"outcome"}),
		bytes:     counter("received_bytes_total", "Packed bytes of batches handed to the broker."),
		receipts:  counter("receipts_total", "Receipts signed."),
		hellos:    counter("hellos_total", "Stations greeted."),
		failures:  counter("record_failures_total", "Batches that could not be recorded or passed on at once and come again."),
		unread:    counter("unreadable_batches_total", "Batches refused since they could not be read or were written as another station."),
		oversized: counter("oversized_messages_total", "Messages not passed on since the broker takes none so large."),
		files:     counter("files_total", "Receipts for files that are whole."),
		alarms:    counter("head_alarms_total", "Signed heads that are not those of the journal that is recorded."),
		pieces:    counter("file_bytes_total", "Bytes of pieces of files."),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: "postern_hub", Name: "commit_seconds", Help: "Time to commit what was gathered to the record.", Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}),
	}
	for _, outcome := range []string{"new", "copy", "fork", "refused"} {
		m.events.WithLabelValues(outcome)
	}
	to.MustRegister(m.events, m.bytes, m.receipts, m.hellos, m.failures, m.unread, m.oversized, m.files, m.pieces, m.alarms, m.commit,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "postern_hub", Name: "connections", Help: "Connections at the door."},
			func() float64 { return float64(connected()) }))
	return m
}

func (m *Meter) record(k record.Kept, refused int, took time.Duration) {
	m.events.WithLabelValues("new").Add(float64(k.New))
	m.events.WithLabelValues("copy").Add(float64(k.Copies))
	m.events.WithLabelValues("fork").Add(float64(k.Forks))
	m.events.WithLabelValues("refused").Add(float64(refused))
	m.commit.Observe(took.Seconds())
}

func (m *Meter) sent(bytes int) { m.bytes.Add(float64(bytes)) }
func (m *Meter) piece(bytes int, whole bool) {
	m.pieces.Add(float64(bytes))
	if whole {
		m.files.Inc()
	}
}

func (m *Meter) receipt()  { m.receipts.Inc() }
func (m *Meter) hello()    { m.hellos.Inc() }
func (m *Meter) fail()     { m.failures.Inc() }
func (m *Meter) refuse()   { m.unread.Inc() }
func (m *Meter) alarm()    { m.alarms.Inc() }
func (m *Meter) oversize() { m.oversized.Inc() }
