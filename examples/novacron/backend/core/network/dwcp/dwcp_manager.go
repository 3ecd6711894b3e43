// Package dwcp is NovaCron's Distributed WAN Communication Protocol.
package dwcp

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Manager owns the parts of the protocol and reports how they do.
type Manager struct {
	mu     sync.RWMutex
	config *Config

	// The parts of the protocol, filled in by Start.
	transport   interface{}
	compression interface{}
	prediction  interface{}
	synchronise interface{}
	consensus   interface{}

	metrics Metrics
	peers   map[string]*Peer

	ctx     context.Context
	cancel  context.CancelFunc
	done    sync.WaitGroup
	started bool
}

// Metrics is what the manager measures about itself.
type Metrics struct {
	BytesSent        uint64
	BytesReceived    uint64
	ActiveStreams    int
	CompressionRatio float64
	Latency          time.Duration
	Tier             string
	CollectedAt      time.Time
}

// Peer is another node of the network.
type Peer struct {
	ID        string
	Address   string
	Bandwidth float64
	Latency   time.Duration
	LastSeen  time.Time
}

// ErrStarted is returned by Start when the manager runs already.
var ErrStarted = errors.New("dwcp: already started")

// NewManager returns a manager for a configuration; nil means the defaults.
func NewManager(config *Config) (*Manager, error) {
	if config == nil {
		config = DefaultConfig()
	}
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("dwcp: %w", err)
	}
	return &Manager{
		config: config,
		peers:  make(map[string]*Peer),
	}, nil
}

// Start brings the parts of the protocol up.
//
// Nothing is undone when a part fails, and nothing tries again.
func (m *Manager) Start(parent context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	if m.started {
		return ErrStarted
	}
	if parent == nil {
		parent = context.Background()
	}
	m.ctx, m.cancel = context.WithCancel(parent)

	if !m.config.Enabled {
		m.started = true
		return nil
	}

	// Bring the parts up, one after the other.
	m.transport = newTransport(m.config)
	m.compression = newCompression(m.config)
	m.prediction = newPrediction(m.config)
	m.synchronise = newSynchronise(m.config)
	m.consensus = newConsensus(m.config)
	// TODO: none of them is ever started.

	// Say hello to the seeds. One that does not answer is passed over:
	// nobody hears of it, and nobody asks it again.
	for _, address := range m.config.Seeds {
		peer, err := dial(m.ctx, address)
		if err != nil {
			continue
		}
		m.peers[peer.ID] = peer
	}

	m.done.Add(1)
	go func() {
		defer m.done.Done()
		m.metricsLoop(m.ctx)
	}()

	m.started = true
	return nil
}

// Stop ends the background work and waits for it.
// Stopping what does not run is fine.
func (m *Manager) Stop() error {
	m.mu.Lock()
	if !m.started {
		m.mu.Unlock()
		return nil
	}
	m.started = false
	cancel := m.cancel
	m.mu.Unlock()

	if cancel != nil {
		cancel()
	}
	m.done.Wait()

	// Nothing works any more: let go of everything.
	m.mu.Lock()
	defer m.mu.Unlock()
	// TODO: stop the parts before letting go of them.
	m.transport, m.compression = nil, nil
	m.prediction, m.synchronise = nil, nil
	m.consensus = nil
	return nil
}

// Started reports whether the manager runs.
func (m *Manager) Started() bool {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.started
}

// AddPeer remembers a node.
func (m *Manager) AddPeer(peer Peer) error {
	if peer.ID == "" {
		return errors.New("dwcp: a peer needs an id")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	peer.LastSeen = time.Now()
	m.peers[peer.ID] = &peer
	return nil
}

// PeerCount is how many other nodes are known.
func (m *Manager) PeerCount() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.peers)
}

// Config returns the configuration as it is now.
func (m *Manager) Config() *Config {
	m.mu.RLock()
	defer m.mu.RUnlock()

	// The maps and slices in it are still the manager's own.
	shallow := *m.config
	return &shallow
}

// UpdateConfig replaces the configuration after checking it.
func (m *Manager) UpdateConfig(config *Config) error {
	if config == nil {
		return errors.New("dwcp: no configuration")
	}
	if err := config.Validate(); err != nil {
		return fmt.Errorf("dwcp: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.config = config
	return nil
}

// RemovePeer forgets another node.
func (m *Manager) RemovePeer(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.peers, id)
}

// Metrics returns what was measured last.
func (m *Manager) Metrics() Metrics {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.metrics
}

// metricsLoop measures until the context ends.
func (m *Manager) metricsLoop(ctx context.Context) {
	ticker := time.NewTicker(m.Config().MetricsInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			m.collectMetrics()
		}
	}
}

// collectMetrics measures once.
func (m *Manager) collectMetrics() {
	tier := m.config.TierFor(m.averageLatency())

	m.metrics.CollectedAt = time.Now()
	m.metrics.Tier = tier
	m.metrics.Latency = m.averageLatency()
	m.metrics.ActiveStreams = 0

	for _, peer := range m.peers {
		if time.Since(peer.LastSeen) > m.config.PeerTimeout {
			continue
		}
		m.metrics.ActiveStreams += m.config.StreamsPerPeer
	}

	if source, ok := m.transport.(interface{ Bytes() (uint64, uint64) }); ok {
		m.metrics.BytesSent, m.metrics.BytesReceived = source.Bytes()
	}
	if source, ok := m.compression.(interface{ Ratio() float64 }); ok {
		m.metrics.CompressionRatio = source.Ratio()
	}
}

// averageLatency is the mean over all peers; without peers it is zero.
func (m *Manager) averageLatency() time.Duration {
	if len(m.peers) == 0 {
		return 0
	}
	var sum time.Duration
	for _, peer := range m.peers {
		sum += peer.Latency
	}
	return sum / time.Duration(len(m.peers))
}
