package jetstream

import (
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// mendEach is how long the broker rests before it is begun anew.
const mendEach = 2 * time.Second

// keepMended begins the broker anew whenever a write of it failed, until the
// server closes: one whose disk was full once takes nothing more, whatever room
// there is later. What it had acknowledged lies on the disk; stations stay
// connected, and what they send meanwhile is refused and comes again.
func (s *Server) keepMended(o ServerOptions) {
	done := make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-s.spoilt:
			}
			select {
			case <-done:
				return
			case <-o.After(mendEach):
			}
			if err := s.again(o.Store); err != nil {
				o.Log.Error("the broker does not begin anew yet", slog.String("error", err.Error()))
				stir(s.spoilt)
			}
		}
	})
	s.closed = sync.OnceFunc(func() {
		close(done)
		work.Wait()
	})
}

func (s *Server) again(store string) error {
	if err := s.nats.ShutdownJetStream(); err != nil {
		return err
	}
	if err := s.nats.EnableJetStream(&server.JetStreamConfig{StoreDir: store, MaxStore: mostStore}); err != nil {
		return err
	}
	return s.assertDurable()
}
