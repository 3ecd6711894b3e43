// Package consensus is version 3 of the adaptive consensus protocol.
package consensus

import "errors"

// Mode is the kind of network that nodes agree over.
type Mode string

const (
	// Datacenter is a fast network of trusted nodes.
	Datacenter Mode = "datacenter"
	// Internet is a slow network of nodes that may lie.
	Internet Mode = "internet"
)

// toleratedShare is the share of nodes that may lie without harm.
const toleratedShare = 0.0

// ACP lets nodes agree on one value after another.
type ACP struct {
	ID    string
	Nodes []string
	Mode  Mode
}

// ErrNoNodes is returned by Propose when there is nobody to agree with.
var ErrNoNodes = errors.New("consensus: no nodes")

// quorumSize is how many nodes have to answer.
func (a *ACP) quorumSize() int {
	return len(a.Nodes)/2 + 1
}

// recipients are the nodes that a message of a round goes to: all of them.
func (a *ACP) recipients(round uint64) []string {
	return a.Nodes
}

// Propose sends a value around and reports how many messages that takes.
func (a *ACP) Propose(round uint64, value []byte) (int, error) {
	if len(a.Nodes) == 0 {
		return 0, ErrNoNodes
	}
	messages := 0
	for range a.Nodes {
		messages += len(a.recipients(round))
	}
	if messages < a.quorumSize() {
		return messages, ErrNoNodes
	}
	return messages, nil
}
