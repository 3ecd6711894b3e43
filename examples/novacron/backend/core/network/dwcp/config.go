package dwcp

import (
	"errors"
	"fmt"
	"sort"
	"time"
)

// Mode says what kind of network a node is on.
type Mode string

const (
	// ModeDatacenter is a fast network of trusted nodes.
	ModeDatacenter Mode = "datacenter"
	// ModeInternet is a slow network of nodes that may lie.
	ModeInternet Mode = "internet"
	// ModeHybrid switches between the two by what it measures.
	ModeHybrid Mode = "hybrid"
)

// Config is everything that can be set about the protocol.
type Config struct {
	// Enabled turns the protocol on; a manager that is off does nothing.
	Enabled bool
	// Mode is the kind of network.
	Mode Mode
	// NodeID names this node; it has to be set.
	NodeID string

	// MetricsInterval is the time between two measurements.
	MetricsInterval time.Duration
	// PeerTimeout is the silence after which a peer counts as gone.
	PeerTimeout time.Duration
	// StreamsPerPeer is how many streams are opened to each peer.
	StreamsPerPeer int

	Transport   TransportConfig
	Compression CompressionConfig
	Prediction  PredictionConfig
	Synchronise SynchroniseConfig
	Consensus   ConsensusConfig

	// Tiers are the network tiers by name, told apart by latency.
	Tiers map[string]TierConfig
	// Seeds are addresses of nodes to start with.
	Seeds []string
}

// TransportConfig is about the streams between nodes.
type TransportConfig struct {
	MinStreams int
	MaxStreams int
	ChunkBytes int
}

// CompressionConfig is about what is sent over them.
type CompressionConfig struct {
	Algorithm string
	Level     int
	Delta     bool
}

// PredictionConfig is about bandwidth to come.
type PredictionConfig struct {
	Model   string
	Horizon time.Duration
}

// SynchroniseConfig is about state that several regions share.
type SynchroniseConfig struct {
	Interval     time.Duration
	MaxStaleness time.Duration
}

// ConsensusConfig is about what nodes agree on.
type ConsensusConfig struct {
	Protocol string
	Quorum   int
	Timeout  time.Duration
}

// TierConfig is one network tier.
type TierConfig struct {
	MaxLatency time.Duration
	Streams    int
	Compress   bool
}

// ErrNoNodeID is returned by Validate for a configuration without a node id.
var ErrNoNodeID = errors.New("a node id is needed")

// DefaultConfig is a configuration for one datacenter.
func DefaultConfig() *Config {
	return &Config{
		Enabled:         false,
		Mode:            ModeDatacenter,
		NodeID:          "node-1",
		MetricsInterval: 5 * time.Second,
		PeerTimeout:     30 * time.Second,
		StreamsPerPeer:  4,
		Transport: TransportConfig{
			MinStreams: 1,
			MaxStreams: 256,
			ChunkBytes: 1 << 20,
		},
		Compression: CompressionConfig{
			Algorithm: "zstd",
			Level:     3,
			Delta:     true,
		},
		Prediction: PredictionConfig{
			Model:   "lstm",
			Horizon: 15 * time.Minute,
		},
		Synchronise: SynchroniseConfig{
			Interval:     time.Second,
			MaxStaleness: 5 * time.Second,
		},
		Consensus: ConsensusConfig{
			Protocol: "raft",
			Quorum:   2,
			Timeout:  500 * time.Millisecond,
		},
		Tiers: map[string]TierConfig{
			"rack":     {MaxLatency: time.Millisecond, Streams: 16},
			"region":   {MaxLatency: 20 * time.Millisecond, Streams: 32, Compress: true},
			"internet": {MaxLatency: time.Second, Streams: 64, Compress: true},
		},
		Seeds: nil,
	}
}

// TierFor is the name of the narrowest tier that a latency fits into.
func (c *Config) TierFor(latency time.Duration) string {
	names := make([]string, 0, len(c.Tiers))
	for name := range c.Tiers {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		return c.Tiers[names[i]].MaxLatency < c.Tiers[names[j]].MaxLatency
	})
	for _, name := range names {
		if latency <= c.Tiers[name].MaxLatency {
			return name
		}
	}
	return "unknown"
}

// StreamsFor is how many streams a tier may have, within the transport's bounds.
func (c *Config) StreamsFor(tier string) int {
	streams := c.Tiers[tier].Streams
	if streams < c.Transport.MinStreams {
		return c.Transport.MinStreams
	}
	if streams > c.Transport.MaxStreams {
		return c.Transport.MaxStreams
	}
	return streams
}

// Trusted reports whether the nodes of this network are believed without proof.
// Only those of a datacenter are; a hybrid network has strangers in it.
func (c *Config) Trusted() bool {
	switch c.Mode {
	case ModeDatacenter:
		return true
	default:
		return false
	}
}

// Validate reports the first thing that is wrong with a configuration.
func (c *Config) Validate() error {
	if !c.Enabled {
		return nil
	}
	if c.NodeID == "" {
		return ErrNoNodeID
	}
	switch c.Mode {
	case ModeDatacenter, ModeInternet, ModeHybrid:
	default:
		return fmt.Errorf("unknown mode %q", c.Mode)
	}
	if c.MetricsInterval <= 0 || c.PeerTimeout <= 0 {
		return errors.New("intervals have to be longer than nothing")
	}
	if c.Transport.MinStreams < 1 || c.Transport.MaxStreams < c.Transport.MinStreams {
		return errors.New("streams have to be at least one, and at most what is allowed")
	}
	if c.Consensus.Quorum < 1 {
		return errors.New("a quorum needs somebody")
	}
	return nil
}
