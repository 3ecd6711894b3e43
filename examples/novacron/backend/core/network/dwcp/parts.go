package dwcp

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"
	"time"
)

// transport moves bytes over several streams at once.
type transport struct {
	config  TransportConfig
	running atomic.Bool
	sent    atomic.Uint64
	got     atomic.Uint64
}

func newTransport(c *Config) *transport { return &transport{config: c.Transport} }

func (t *transport) Start(context.Context) error {
	if t.config.MaxStreams < t.config.MinStreams {
		return fmt.Errorf("transport: at most %d streams, at least %d", t.config.MaxStreams, t.config.MinStreams)
	}
	t.running.Store(true)
	return nil
}

func (t *transport) Stop() error { t.running.Store(false); return nil }

// Bytes is what was sent and received so far.
func (t *transport) Bytes() (uint64, uint64) { return t.sent.Load(), t.got.Load() }

// compression makes what is sent smaller.
type compression struct {
	config CompressionConfig
	in     atomic.Uint64
	out    atomic.Uint64
}

func newCompression(c *Config) *compression { return &compression{config: c.Compression} }

func (c *compression) Start(context.Context) error { return nil }
func (c *compression) Stop() error                 { return nil }

// Ratio is how much smaller; 1 before anything was sent.
func (c *compression) Ratio() float64 {
	if c.out.Load() == 0 {
		return 1
	}
	return float64(c.in.Load()) / float64(c.out.Load())
}

// prediction guesses the bandwidth to come.
type prediction struct{ config PredictionConfig }

func newPrediction(c *Config) *prediction { return &prediction{config: c.Prediction} }

func (p *prediction) Start(context.Context) error { return nil }
func (p *prediction) Stop() error                 { return nil }

// synchronise keeps the state of several regions alike.
type synchronise struct{ config SynchroniseConfig }

func newSynchronise(c *Config) *synchronise { return &synchronise{config: c.Synchronise} }

func (s *synchronise) Start(context.Context) error { return nil }
func (s *synchronise) Stop() error                 { return nil }

// consensus lets nodes agree.
type consensus struct{ config ConsensusConfig }

func newConsensus(c *Config) *consensus { return &consensus{config: c.Consensus} }

func (c *consensus) Start(context.Context) error {
	if c.config.Quorum < 1 {
		return fmt.Errorf("consensus: a quorum of %d", c.config.Quorum)
	}
	return nil
}

func (c *consensus) Stop() error { return nil }

// dial says hello to a node.
func dial(ctx context.Context, address string) (*Peer, error) {
	dialer := net.Dialer{Timeout: 2 * time.Second}
	started := time.Now()
	connection, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	defer connection.Close()
	return &Peer{ID: address, Address: address, Latency: time.Since(started), LastSeen: time.Now()}, nil
}
